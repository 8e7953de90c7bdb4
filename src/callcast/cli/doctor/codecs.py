"""The encoders that the profiles need, in PyAV's libraries."""

from collections.abc import Iterator

from callcast.cli.doctor.check import Check, Place, fail, ok
from callcast.player.media.profile import PROFILES


def check(place: Place) -> Iterator[Check]:
    """One line."""
    try:
        import av
    except ImportError as error:
        yield fail(f"PyAV cannot be loaded ({error})", "pip install --force-reinstall av")
        return
    missing = [profile.codec for profile in PROFILES.values() if not _can_encode(profile.codec)]
    if missing:
        remedy = "install PyAV's own wheel: pip install --force-reinstall --only-binary av av"
        yield fail(f"PyAV {av.__version__} has no encoder {', '.join(missing)}", remedy)
    else:
        yield ok(f"PyAV {av.__version__} with encoders {', '.join(profile.codec for profile in PROFILES.values())}")


def _can_encode(codec: str) -> bool:
    from av.codec import Codec

    try:
        return Codec(codec, "w").is_encoder
    except ValueError:  # UnknownCodecError is one
        return False

"""Our packets into one of libav's containers: nothing is coded again."""

import io
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from callcast.player.media.gop import GopProfile, sample
from callcast.player.media.h264 import is_key
from callcast.player.media.profile import AAC, Profile
from callcast.player.playout.subscription import Frame

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.stream import Stream

PROFILE = AAC
"""What goes into containers: all of them take it, and a picture in H.264 beside it."""


class Mux:
    """A container with the channel's sound, and its picture. Its methods block as long as what is behind it does.

    Timestamps are the channel's time, so that they go on where a container before this one ended.
    """

    def __init__(
        self, container: "OutputContainer", picture: GopProfile | None = None, sound: Profile = PROFILE
    ) -> None:
        """Writes the header; libav's errors."""
        self._container = container
        self._profile = sound
        # An encoder of the codec is opened, and never used: libav has from it what a header says of the stream.
        self._sound = cast("AudioStream", container.add_stream(sound.codec, rate=sound.rate))
        self._sound.layout = f"{sound.channels}c"
        self._picture = _stream(container, picture) if picture else None
        self._fps = picture.fps if picture else 0
        self._next: int | None = None
        container.start_encoding()

    def write(self, frames: Iterable[Frame], pictures: Iterable[Frame] = ()) -> None:
        """One packet each; libav's errors. Frames of a picture are left out whose IDR is not in this container."""
        if self._picture is not None:
            for frame in pictures:
                key = is_key(frame.data)
                if key or frame.number == self._next:
                    self._next = frame.number + 1
                    self._mux(self._picture, frame, 1, self._fps, key=key)
        for frame in frames:
            self._mux(self._sound, frame, self._profile.frame, self._profile.rate, key=True)

    def _mux(self, stream: "Stream", frame: Frame, duration: int, rate: int, *, key: bool) -> None:
        from av import Packet

        packet = Packet(frame.data)
        packet.stream = stream
        packet.time_base = Fraction(1, rate)
        packet.pts = packet.dts = frame.number * duration
        packet.duration = duration
        packet.is_keyframe = key
        self._container.mux(packet)

    def close(self) -> None:
        """Write what is held back; libav's errors."""
        self._container.close()


def _stream(container: "OutputContainer", profile: GopProfile) -> "Stream":
    """One that libav knows from a second of it, since an encoder of pictures would keep some megabytes for nothing."""
    import av

    with av.open(io.BytesIO(sample(profile)), format="h264") as known:
        return container.add_stream_from_template(known.streams.video[0], opaque=True)

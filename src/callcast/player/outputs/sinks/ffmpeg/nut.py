"""Sound and picture as one input of ffmpeg: a time with every frame, on one clock."""

from collections.abc import Iterable

from callcast.player.media.gop import GopProfile
from callcast.player.media.profile import Profile
from callcast.player.outputs.sinks.memory import Memory
from callcast.player.outputs.sinks.mux import Mux
from callcast.player.playout.subscription import Frame

FORMAT = "nut"
"""libav's own container: unlike MPEG-TS it takes raw samples, unlike Matroska it lets each frame go at once."""

_OPTIONS = {
    # Microseconds. Sound waits here for its own next frame; else it would for the picture's, a tenth of a second.
    "max_interleave_delta": "1",
    "flush_packets": "1",
}


class Nut:
    """Makes bytes of frames; `head` goes before them."""

    def __init__(self, sound: Profile, picture: GopProfile) -> None:
        """Begins a container."""
        import av

        self._memory = Memory()
        self._mux = Mux(av.open(self._memory, "w", format=FORMAT, options=_OPTIONS), picture, sound)
        self.head = self._memory.take()

    def packed(self, frame: Frame, pictures: Iterable[Frame]) -> bytes:
        """One frame of sound, and those of the picture that have come with it."""
        self._mux.write([frame], pictures)
        return self._memory.take()

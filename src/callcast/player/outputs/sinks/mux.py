"""Our packets into one of libav's containers: nothing is coded again."""

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from callcast.player.media.profile import AAC
from callcast.player.playout.subscription import Frame

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import OutputContainer

PROFILE = AAC
"""What goes into containers: all of them take it, and a picture in H.264 beside it."""


class Mux:
    """A container with the channel's sound. Its methods block as long as what is behind the container does.

    Timestamps are the channel's time, so that they go on where a container before this one ended.
    """

    def __init__(self, container: "OutputContainer") -> None:
        """Writes the header; libav's errors."""
        self._container = container
        # An encoder of the codec is opened, and never used: libav has from it what a header says of the stream.
        self._stream = cast("AudioStream", container.add_stream(PROFILE.codec, rate=PROFILE.rate))
        self._stream.layout = "mono"
        container.start_encoding()

    def write(self, frames: Iterable[Frame]) -> None:
        """One packet each; libav's errors."""
        from av import Packet

        for frame in frames:
            packet = Packet(frame.data)
            packet.stream = self._stream
            packet.time_base = Fraction(1, PROFILE.rate)
            packet.pts = packet.dts = frame.number * PROFILE.frame
            packet.duration = PROFILE.frame
            packet.is_keyframe = True
            self._container.mux(packet)

    def close(self) -> None:
        """Write what is held back; libav's errors."""
        self._container.close()

"""A picture as RTP: of use from an IDR on, so nobody begins, or begins again, with another frame."""

from collections.abc import Callable, Sequence

from callcast.player.media.clip import RATE
from callcast.player.media.h264 import is_key
from callcast.player.outputs.channel import FrameClock, VideoTrack
from callcast.player.outputs.rtsp.message import FRAME_HEADER
from callcast.player.outputs.rtsp.presentation import Group
from callcast.player.outputs.rtsp.rtp import MARKER, WRAP_16, Sender
from callcast.player.outputs.streams.reader import TcpReader, UdpReader
from callcast.player.outputs.streams.spread import Take
from callcast.player.outputs.streams.stream import RtpStream

SQUEEZED = RATE // 1000
"""Ticks from frame to frame of what is sent at once."""

_MARKER_AT = FRAME_HEADER + 1


class WholeFrames:
    """The way to a reader by UDP that gets frames whole or not at all; behind one it lost, none before `key`."""

    def __init__(self, reader: UdpReader) -> None:
        """It has lost nothing."""
        self._reader = reader
        self._lost = False

    def key(self) -> None:
        """An IDR follows."""
        self._lost = False

    def take(self, framed: bytes) -> None:
        """Send the packet, unless one before it was lost."""
        if not self._lost:
            self._lost = not self._reader.send(framed)
        if framed[_MARKER_AT] & MARKER:
            if self._lost:
                self._reader.dropped += 1
            else:
                self._reader.frames += 1


class PictureStream(RtpStream):
    """A stream of H.264.

    Who joins is sent at once what was sent since the last IDR, so that the picture is there before the next IDR is. Who
    has lost a frame gets none before the next IDR; those are counted as dropped.

    What is sent at once is stamped with the present, a millisecond apart: it all shows the picture of now. With its own
    times, up to a second old, GStreamer takes the present for early, and holds the sound back to fit.
    """

    __slots__ = ("_video", "_waiting", "_ways")

    def __init__(
        self,
        track: VideoTrack,
        clock: FrameClock,
        cname: str,
        *,
        group: Group | None,
        ended: Callable[[RtpStream], None],
    ) -> None:
        """As an `RtpStream`."""
        super().__init__(track, clock, cname, group=group, ended=ended)
        self._video = track
        self._waiting: set[TcpReader] = set()
        self._ways: dict[UdpReader, WholeFrames] = {}

    @property
    def track(self) -> VideoTrack:
        """What it carries."""
        return self._video

    def next_packet(self) -> tuple[int, int]:
        """Sequence number and tick of the packet that who joins now gets first."""
        frames = self._video.joining()
        count = sum(len(self.format.pack(frame.data)) for frame in frames) if self.readers else 0
        return (self._spread.sequence - count) & WRAP_16, self._tick - SQUEEZED * len(frames)

    def join(self, reader: TcpReader | UdpReader) -> None:
        """Send to `reader` from the last IDR on, behind a sender report."""
        others = bool(self.readers)
        super().join(reader)
        if isinstance(reader, UdpReader):
            self._ways[reader] = WholeFrames(reader)
        if isinstance(reader, TcpReader) and reader.stalled:
            self._waiting.add(reader)
            return
        # Only now that the track ticks is it certain which frame comes next.
        payloads = [self.format.pack(frame.data) for frame in self._video.joining()]
        if not others:
            self._reserve(payloads)
        if payloads:
            self._fresh.remove(reader)
            self._catch_up(reader, payloads)

    def _reserve(self, frames: Sequence[Sequence[bytes]]) -> None:
        """Count these as sent: with nobody there, their sequence numbers are not those of packets that were."""
        packets = sum(map(len, frames))
        self._spread.sequence += packets
        self._from += packets
        self._frames += len(frames)
        self._octets += sum(len(payload) for frame in frames for payload in frame)

    def _catch_up(self, reader: TcpReader | UdpReader, frames: Sequence[Sequence[bytes]]) -> None:
        """Send what the others have had, under the same sequence numbers."""
        now, tick = self._spread, self._tick - SQUEEZED * len(frames)
        sequence = now.sequence - sum(map(len, frames))
        sender = Sender(now.payload_type, now.clock_rate, now.ssrc, sequence, now.offset)
        reader.control(self._report(tick))
        if isinstance(reader, TcpReader):
            reader.begin(self.frames - len(frames))
        take = self._take_of(reader)
        for place, (*first, last) in enumerate(frames):
            for payload in first:
                take(sender.pack(tick + SQUEEZED * place, payload, marker=False))
            take(sender.pack(tick + SQUEEZED * place, last, marker=True))

    def leave(self, reader: TcpReader | UdpReader) -> None:
        """Send no more to `reader`, which must have joined."""
        super().leave(reader)
        if isinstance(reader, TcpReader):
            self._waiting.discard(reader)
        else:
            del self._ways[reader]

    def stall(self, reader: TcpReader, stalled: bool) -> None:
        """`reader`, which must have joined, takes no frames from the next one on, or from the next IDR on again."""
        if stalled:
            self._waiting.discard(reader)
            super().stall(reader, True)
        elif reader.stalled:
            self._waiting.add(reader)

    def _see(self, tick: int, data: bytes) -> None:
        if (self._waiting or self._ways) and is_key(data):
            for way in self._ways.values():
                way.key()
            for reader in self._waiting:
                super().stall(reader, False)
            self._waiting.clear()
        super()._see(tick, data)

    def _take_of(self, reader: TcpReader | UdpReader) -> Take:
        return self._ways[reader].take if isinstance(reader, UdpReader) else reader.take

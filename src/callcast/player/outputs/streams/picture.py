"""A picture as RTP: of use from an IDR on, so nobody begins, or begins again, with another frame."""

from collections.abc import Callable, Sequence

from callcast.player.media.h264 import is_key
from callcast.player.outputs.channel import FrameClock, VideoTrack
from callcast.player.outputs.rtsp.message import FRAME_HEADER
from callcast.player.outputs.rtsp.presentation import Group
from callcast.player.outputs.rtsp.rtp import MARKER, WRAP_16, Sender
from callcast.player.outputs.streams.reader import TcpReader, UdpReader
from callcast.player.outputs.streams.spread import Take
from callcast.player.outputs.streams.stream import RtpStream
from callcast.player.playout.subscription import Frame

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

    Who joins is sent at once what was sent since the last IDR, with its own times, so that the picture is there before
    the next IDR is. Who has lost a frame gets none before the next IDR; those are counted as dropped.
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
        """Sequence number and timestamp of the packet that who joins now gets first."""
        frames = self._video.joining()
        if not frames:
            return super().next_packet()
        sequence = self._spread.sequence - (len(self._packed(frames)) if self.readers else 0)
        return sequence & WRAP_16, self._spread.timestamp(frames[0].number * self._spread.ticks)

    def join(self, reader: TcpReader | UdpReader) -> None:
        """Send to `reader` from the last IDR on, behind a sender report."""
        others = bool(self.readers)
        super().join(reader)
        if isinstance(reader, UdpReader):
            self._ways[reader] = WholeFrames(reader)
        # Only now that the track ticks is it certain which frame comes next.
        frames = self._video.joining()
        if isinstance(reader, TcpReader) and reader.stalled:
            self._waiting.add(reader)
        elif others:
            self._repeat(reader, frames)
        else:
            for frame in frames:
                self._spread.take(frame)

    def _repeat(self, reader: TcpReader | UdpReader, frames: Sequence[Frame]) -> None:
        """Send what the others have had: the same packets."""
        if not frames:
            return
        reader.control(self._report(frames[0].number * self._spread.ticks))
        self._fresh.remove(reader)
        if isinstance(reader, TcpReader):
            reader.begin(self.frames - len(frames))
        take = self._take_of(reader)
        for packet in self._packed(frames):
            take(packet)

    def _packed(self, frames: Sequence[Frame]) -> list[bytes]:
        """The last packets that were sent, which were of these frames."""
        payloads = [(frame.number, payload) for frame in frames for payload in self.format.pack(frame.data)]
        now = self._spread
        sender = Sender(now.payload_type, now.clock_rate, now.ssrc, now.sequence - len(payloads), now.offset)
        following = [number for number, _ in payloads[1:]]
        last = [number != after for (number, _), after in zip(payloads, [*following, None], strict=True)]
        return [
            sender.pack(number * now.ticks, payload, marker=marker)
            for (number, payload), marker in zip(payloads, last, strict=True)
        ]

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

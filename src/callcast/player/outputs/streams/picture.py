"""A picture as RTP: of use from an IDR on, so nobody begins, or begins again, with another frame."""

from collections.abc import Callable

from callcast.player.media.h264 import is_key
from callcast.player.outputs.channel import FrameClock, VideoTrack
from callcast.player.outputs.rtsp.message import FRAME_HEADER
from callcast.player.outputs.rtsp.presentation import Group
from callcast.player.outputs.rtsp.rtp import MARKER, WRAP_16
from callcast.player.outputs.streams.reader import TcpReader, UdpReader
from callcast.player.outputs.streams.spread import Take
from callcast.player.outputs.streams.stream import RtpStream

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
        if self._lost and framed[_MARKER_AT] & MARKER:
            self._reader.dropped += 1


class PictureStream(RtpStream):
    """A stream of H.264.

    Who joins begins with the next IDR, which is asked for, for all, so that it comes within two frames. Who has lost a
    frame gets none before the next IDR, and none is asked for; those are counted as dropped.
    """

    __slots__ = ("_coming", "_video", "_waiting", "_ways")

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
        self._coming: list[TcpReader | UdpReader] = []
        self._waiting: set[TcpReader] = set()
        self._ways: dict[UdpReader, WholeFrames] = {}

    @property
    def track(self) -> VideoTrack:
        """What it carries."""
        return self._video

    @property
    def readers(self) -> list[TcpReader | UdpReader]:
        """All who have joined, those too who wait for their first IDR."""
        return [*self._joined, *self._coming]

    def next_packet(self) -> tuple[int, int]:
        """Sequence number and tick of the packet that who joins now gets first."""
        # What may go before it is one that says "as before", which is one packet.
        wait = self._video.next_key - self._video.position
        return (self._spread.sequence + wait) & WRAP_16, self._tick + wait * self._video.profile.ticks

    def join(self, reader: TcpReader | UdpReader) -> None:
        """Send to `reader` from the next IDR on, behind a sender report."""
        self._coming.append(reader)
        self._spread.see_at = 0  # also a frame that is the same object as the last one must be seen
        self._listen()
        if not reader.stalled:
            self._video.refresh()

    def welcome(self) -> None:
        """See that an IDR comes soon."""
        self._video.refresh()

    def leave(self, reader: TcpReader | UdpReader) -> None:
        """Send no more to `reader`, which must have joined."""
        if reader in self._coming:
            self._coming.remove(reader)
            self._cease()
            return
        if isinstance(reader, TcpReader):
            self._waiting.discard(reader)
        else:
            del self._ways[reader]
        super().leave(reader)

    def stall(self, reader: TcpReader, stalled: bool) -> None:
        """`reader`, which must have joined, takes no frames from the next one on, or from the next IDR on again."""
        if reader in self._coming:
            reader.stalled = stalled
            if not stalled:
                self._video.refresh()
        elif stalled:
            self._waiting.discard(reader)
            super().stall(reader, True)
        elif reader.stalled:
            self._waiting.add(reader)

    def _see(self, number: int, data: bytes) -> None:
        if (self._coming or self._waiting or self._ways) and is_key(data):
            self._begin()
        super()._see(number, data)

    def _begin(self) -> None:
        """An IDR follows: for who waits for one."""
        for way in self._ways.values():
            way.key()
        for reader in self._waiting:
            super().stall(reader, False)
        self._waiting.clear()
        coming, self._coming = self._coming, []
        for one in coming:
            if one.stalled:
                self._coming.append(one)
                continue
            if isinstance(one, UdpReader):
                self._ways[one] = WholeFrames(one)
            super().join(one)

    def _take_of(self, reader: TcpReader | UdpReader) -> Take:
        return self._ways[reader].take if isinstance(reader, UdpReader) else reader.take

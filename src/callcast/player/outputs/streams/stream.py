"""One medium as RTP: packed once, whoever and however many receive it."""

import secrets
from collections.abc import Callable

from callcast.player.media.clip import RATE
from callcast.player.outputs.channel import FrameClock, Medium
from callcast.player.outputs.rtsp import rtcp
from callcast.player.outputs.rtsp.payload import Format, format_of
from callcast.player.outputs.rtsp.presentation import Group
from callcast.player.outputs.rtsp.rtp import WRAP_16, Sender
from callcast.player.outputs.streams.reader import TcpReader, UdpReader
from callcast.player.outputs.streams.spread import Spread, Take
from callcast.player.playout.tap import Tap

REPORT_TICKS = 4 * RATE
"""Ticks between two sender reports."""


class RtpStream:
    """A medium that readers join and leave.

    It listens to the track while it has readers. Sequence numbers go on where they stopped; timestamps follow the
    channel's time, with readers or without. What was sent is not counted, it follows from the sequence numbers.
    """

    __slots__ = (
        "_clock",
        "_cname",
        "_dropped",
        "_ended",
        "_frames",
        "_fresh",
        "_from",
        "_joined",
        "_octets",
        "_origin",
        "_reported",
        "_spread",
        "_tap",
        "_track",
        "format",
        "group",
        "used",
    )

    def __init__(
        self,
        track: Medium,
        clock: FrameClock,
        cname: str,
        *,
        group: Group | None,
        ended: Callable[["RtpStream"], None],
    ) -> None:
        """`clock` and `cname` are those of all media of the channel; `ended` is called when the track has ended."""
        self.format: Format = format_of(track.profile)
        self.group = group
        self._dropped = 0
        self._track = track
        self._clock = clock
        self._cname = cname
        self._ended = lambda: ended(self)
        sender = Sender(
            self.format.clock_rate,
            ssrc=secrets.randbits(32),
            sequence=secrets.randbits(16),
            offset=secrets.randbits(32),
        )
        self._spread = Spread(sender, track.profile.ticks, self._see)
        # Frames and octets are those before the data that is sent now, and `_from` is the first packet of that.
        self._origin = self._from = sender.sequence
        self._frames = self._octets = 0
        self._joined: list[TcpReader | UdpReader] = []
        self._fresh: list[TcpReader | UdpReader] = []
        self._reported = -REPORT_TICKS
        self._tap: Tap | None = None
        self.used = False
        """Somebody has received it, ever."""

    @property
    def ssrc(self) -> int:
        """Its synchronisation source."""
        return self._spread.ssrc

    @property
    def frames(self) -> int:
        """How many were packed."""
        return self._frames + (self._spread.sequence - self._from) // (len(self._spread.bodies) or 1)

    @property
    def octets(self) -> int:
        """How many bytes of payload, for sender reports."""
        size = sum(len(payload) for _, payload in self._spread.bodies)
        return self._octets + (self.frames - self._frames) * size

    @property
    def readers(self) -> list[TcpReader | UdpReader]:
        """All who have joined."""
        return [*self._joined]

    def settle(self) -> None:
        """Let its readers count all that was sent by now."""
        for reader in self._joined:
            reader.settle(self.frames)

    @property
    def all_dropped(self) -> int:
        """Frames that readers, also those gone, did not get."""
        dropped = self._dropped
        for reader in self._joined:
            if reader.stalled:
                reader.settle(self.frames)
            dropped += reader.dropped
        return dropped

    @property
    def _tick(self) -> int:
        """Of the next frame."""
        return self._track.position * self._track.profile.ticks

    def next_packet(self) -> tuple[int, int]:
        """Sequence number and tick of the packet to be sent next."""
        return self._spread.sequence & WRAP_16, self._tick

    def timestamp(self, tick: int) -> int:
        """The RTP timestamp of `tick`."""
        return self._spread.timestamp(tick)

    def join(self, reader: TcpReader | UdpReader) -> None:
        """Send to `reader` from the next frame on, behind a sender report."""
        reader.begin(self.frames)
        self._joined.append(reader)
        self._fresh.append(reader)
        self._spread.see_at = 0
        self._listen()

    def _listen(self) -> None:
        self.used = True
        if self._tap is None or self._tap.closed:
            self._tap = self._track.tap(self._spread.take, self._ended)

    def leave(self, reader: TcpReader | UdpReader) -> None:
        """Send no more to `reader`, which must have joined."""
        reader.settle(self.frames)
        self._joined.remove(reader)
        if reader in self._fresh:
            self._fresh.remove(reader)
        self._dropped += reader.dropped
        self._spread.see_at = 0
        self._cease()

    def _cease(self) -> None:
        """Listen no more if nobody is left."""
        if not self.readers and self._tap is not None:
            self._tap.close()
            self._tap = None

    def welcome(self) -> None:
        """One more receives what goes to a reader that has joined, as with a multicast group."""

    def stall(self, reader: TcpReader, stalled: bool) -> None:
        """`reader`, which must have joined, takes no frames from the next one on, or takes them again."""
        reader.settle(self.frames)
        reader.stalled = stalled
        self._spread.see_at = 0

    def report_to(self, reader: TcpReader | UdpReader) -> None:
        """Send `reader` a sender report that is not due yet."""
        reader.control(self._report(self._tick))

    def goodbye(self) -> None:
        """Tell all readers that the source ends."""
        data = self._report(self._tick) + rtcp.Goodbye((self.ssrc,)).encode()
        for reader in self.readers:
            reader.control(data)

    def _see(self, number: int, data: bytes) -> None:
        """For the spread: see to frame `number` whose data is new, or to all else that is to be done by then."""
        if data is not self._spread.data:
            self._load(data)
        if number >= self._spread.see_at:
            self._attend(number * self._track.profile.ticks)

    def _load(self, data: bytes) -> None:
        spread = self._spread
        self._frames, self._octets, self._from = self.frames, self.octets, spread.sequence
        spread.bodies, spread.data = self.format.pack(data), data

    def _attend(self, tick: int) -> None:
        """See who takes frames, and send a report: to all when it is time, else to those who are new."""
        readers = self._joined
        self._spread.takes = tuple(self._take_of(reader) for reader in readers if not reader.stalled)
        due = tick - self._reported >= REPORT_TICKS
        if due or self._fresh:
            report = self._report(tick)
            for reader in readers if due else self._fresh:
                reader.control(report)
        self._fresh.clear()
        if due:
            self._reported = tick
        self._spread.see_at = -(-(self._reported + REPORT_TICKS) // self._track.profile.ticks)

    def _take_of(self, reader: TcpReader | UdpReader) -> Take:
        """What a reader takes packets by."""
        return reader.take

    def _report(self, tick: int) -> bytes:
        sender = self._spread
        stamp = sender.timestamp(tick)
        packets = sender.sequence - self._origin
        report = rtcp.SenderReport(sender.ssrc, rtcp.ntp(self._clock.wall(tick)), stamp, packets, self.octets)
        return report.encode() + rtcp.Description(sender.ssrc, self._cname).encode()

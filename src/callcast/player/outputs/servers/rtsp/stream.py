"""One track as RTP: packed once, whoever and however many receive it."""

import secrets
from collections.abc import Callable

from callcast.player.media.clip import RATE
from callcast.player.outputs.channel import FrameClock, Track
from callcast.player.outputs.rtsp import rtcp
from callcast.player.outputs.rtsp.payload import Format, format_of
from callcast.player.outputs.rtsp.presentation import Group
from callcast.player.outputs.rtsp.rtp import WRAP_16, Sender
from callcast.player.outputs.servers.rtsp.reader import Take, TcpReader, UdpReader
from callcast.player.playout.subscription import Frame
from callcast.player.playout.tap import Tap

REPORT_TICKS = 4 * RATE
"""Ticks between two sender reports."""


class RtpStream:
    """A medium that readers join and leave.

    It listens to the track while it has readers. Sequence numbers go on where they stopped; timestamps follow the
    channel's time, with readers or without.

    With a thousand streams a frame's cost is what of memory it must touch. So nothing is counted frame by frame that
    can be reckoned from the sequence numbers, and all that is rare is behind one comparison with `_see_at`.
    """

    __slots__ = (
        "_by_tcp",
        "_by_udp",
        "_clock",
        "_cname",
        "_data",
        "_dropped",
        "_ended",
        "_first",
        "_frames",
        "_fresh",
        "_from",
        "_last",
        "_marker",
        "_octets",
        "_origin",
        "_reported",
        "_see_at",
        "_sender",
        "_takes",
        "_tap",
        "_ticks",
        "_track",
        "format",
        "group",
    )

    def __init__(
        self,
        track: Track,
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
        self._ticks = track.profile.ticks
        self._clock = clock
        self._cname = cname
        self._ended = lambda: ended(self)
        self._sender = Sender(
            self.format.payload_type,
            self.format.clock_rate,
            ssrc=secrets.randbits(32),
            sequence=secrets.randbits(16),
            offset=secrets.randbits(32),
        )
        self._origin = self._from = self._sender.sequence
        self._marker = self.format.marker
        # The coded frame as it came, and its payloads. Frames and octets are those before it, `_from` its first packet.
        self._data = self._last = b""
        self._first: tuple[bytes, ...] = ()
        self._frames = self._octets = 0
        self._by_tcp: list[TcpReader] = []
        self._by_udp: list[UdpReader] = []
        self._takes: tuple[Take, ...] = ()
        self._fresh: list[TcpReader | UdpReader] = []
        self._reported = -REPORT_TICKS
        self._see_at = 0
        self._tap: Tap | None = None

    @property
    def ssrc(self) -> int:
        """Its synchronisation source."""
        return self._sender.ssrc

    @property
    def frames(self) -> int:
        """How many were packed."""
        return self._frames + (self._sender.sequence - self._from) // (len(self._first) + 1)

    @property
    def octets(self) -> int:
        """How many bytes of payload, for sender reports."""
        size = sum(map(len, self._first)) + len(self._last)
        return self._octets + (self.frames - self._frames) * size

    @property
    def readers(self) -> list[TcpReader | UdpReader]:
        """All who receive it now, with all that was sent to them counted."""
        frames = self.frames
        for reader in self._by_tcp:
            reader.settle(frames)
        return [*self._by_udp, *self._by_tcp]

    @property
    def all_dropped(self) -> int:
        """Frames that readers, also those gone, did not get."""
        # Most streams have no readers, and all are asked every second.
        return self._dropped + (sum(reader.dropped for reader in self.readers) if self._tap else 0)

    def next_packet(self) -> tuple[int, int]:
        """Sequence number and timestamp of the packet to be sent next."""
        return self._sender.sequence & WRAP_16, self._sender.timestamp(self._track.position * self._ticks)

    def join(self, reader: TcpReader | UdpReader) -> None:
        """Send to `reader` from the next frame on, behind a sender report."""
        if isinstance(reader, TcpReader):
            reader.begin(self.frames)
            self._by_tcp.append(reader)
        else:
            self._by_udp.append(reader)
        self._fresh.append(reader)
        self._see_at = 0
        if self._tap is None or self._tap.closed:
            self._tap = self._track.tap(self._take, self._ended)

    def leave(self, reader: TcpReader | UdpReader) -> None:
        """Send no more to `reader`, which must have joined."""
        if isinstance(reader, TcpReader):
            reader.settle(self.frames)
            self._by_tcp.remove(reader)
        else:
            self._by_udp.remove(reader)
        if reader in self._fresh:
            self._fresh.remove(reader)
        self._dropped += reader.dropped
        self._see_at = 0
        if not self._by_tcp and not self._by_udp and self._tap is not None:
            self._tap.close()
            self._tap = None

    def stall(self, reader: TcpReader, stalled: bool) -> None:
        """`reader`, which must have joined, takes no frames from the next one on, or takes them again."""
        reader.settle(self.frames)
        reader.stalled = stalled
        self._see_at = 0

    def goodbye(self) -> None:
        """Tell all readers that the source ends."""
        data = self._report(self._track.position * self._ticks) + rtcp.Goodbye((self.ssrc,)).encode()
        for reader in self.readers:
            reader.control(data)

    def _take(self, frame: Frame) -> None:
        number, data = frame
        tick = number * self._ticks
        if tick >= self._see_at:
            self._see(tick)
        if data is not self._data:
            # Silence is the same object for ever.
            self._load(data)
        for payload in self._first:
            self._spread(self._sender.pack(tick, payload, marker=False))
        self._spread(self._sender.pack(tick, self._last, marker=self._marker))

    def _load(self, data: bytes) -> None:
        self._frames, self._octets, self._from = self.frames, self.octets, self._sender.sequence
        self._data = data
        payloads = self.format.pack(data)
        self._first, self._last = payloads[:-1], payloads[-1]

    def _spread(self, packet: bytes) -> None:
        for take in self._takes:
            take(packet)

    def _see(self, tick: int) -> None:
        """See who takes frames, and send a report: to all when it is time, else to those who are new."""
        self._takes = tuple(
            [reader.take for reader in self._by_tcp if not reader.stalled] + [reader.take for reader in self._by_udp]
        )
        due = tick - self._reported >= REPORT_TICKS
        if due or self._fresh:
            report = self._report(tick)
            for reader in [*self._by_udp, *self._by_tcp] if due else self._fresh:
                reader.control(report)
        self._fresh.clear()
        if due:
            self._reported = tick
        self._see_at = self._reported + REPORT_TICKS

    def _report(self, tick: int) -> bytes:
        sender = self._sender
        stamp = sender.timestamp(tick)
        packets = sender.sequence - self._origin
        report = rtcp.SenderReport(sender.ssrc, rtcp.ntp(self._clock.wall(tick)), stamp, packets, self.octets)
        return report.encode() + rtcp.Description(sender.ssrc, self._cname).encode()

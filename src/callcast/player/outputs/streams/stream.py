"""One track as RTP: packed once, whoever and however many receive it."""

import secrets
from collections.abc import Callable

from callcast.player.media.clip import RATE
from callcast.player.outputs.channel import FrameClock, Track
from callcast.player.outputs.rtsp import rtcp
from callcast.player.outputs.rtsp.message import interleave
from callcast.player.outputs.rtsp.payload import Format, format_of
from callcast.player.outputs.rtsp.presentation import Group
from callcast.player.outputs.rtsp.rtp import Sender
from callcast.player.outputs.streams.reader import TcpReader, UdpReader
from callcast.player.playout.subscription import Frame, Subscription

CAPACITY = 64
"""Frames; the ring is emptied at every frame, so that only a fault could fill it."""
REPORT_TICKS = 4 * RATE
"""Ticks between two sender reports."""


class RtpStream:
    """A medium that readers join and leave.

    It listens to the track while it has readers. Sequence numbers go on where they stopped; timestamps follow the
    channel's time, with readers or without.
    """

    __slots__ = (
        "_by_channel",
        "_by_udp",
        "_clock",
        "_cname",
        "_data",
        "_dropped",
        "_ended",
        "_first",
        "_fresh",
        "_groups",
        "_last",
        "_marker",
        "_reported",
        "_sender",
        "_subscription",
        "_tell_at",
        "_ticks",
        "_track",
        "format",
        "frames",
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
        self.frames = 0
        self._dropped = 0
        self._track = track
        self._ticks = track.profile.ticks
        self._clock = clock
        self._cname = cname
        self._ended = ended
        self._sender = Sender(
            self.format.payload_type,
            self.format.clock_rate,
            ssrc=secrets.randbits(32),
            sequence=secrets.randbits(16),
            offset=secrets.randbits(32),
        )
        self._marker = self.format.marker
        self._data = self._last = b""
        self._first: tuple[bytes, ...] = ()
        self._by_channel: dict[int, list[TcpReader]] = {}
        # What each frame needs lies close together: with a thousand streams a frame's cost is what must be fetched.
        self._groups: tuple[tuple[int, list[TcpReader]], ...] = ()
        self._by_udp: tuple[UdpReader, ...] = ()
        self._fresh: list[TcpReader | UdpReader] = []
        self._reported = -REPORT_TICKS
        self._tell_at = 0
        self._subscription: Subscription | None = None

    @property
    def ssrc(self) -> int:
        """Its synchronisation source."""
        return self._sender.ssrc

    @property
    def readers(self) -> list[TcpReader | UdpReader]:
        """All who receive it now."""
        return [*self._by_udp, *(reader for group in self._by_channel.values() for reader in group)]

    @property
    def all_dropped(self) -> int:
        """Frames that readers, also those gone, did not get."""
        # Most streams have no readers, and all are asked every second.
        return self._dropped + (sum(reader.dropped for reader in self.readers) if self._subscription else 0)

    def next_packet(self) -> tuple[int, int]:
        """Sequence number and timestamp of the packet to be sent next."""
        return self._sender.sequence, self._sender.timestamp(self._track.position * self._ticks)

    def join(self, reader: TcpReader | UdpReader) -> None:
        """Send to `reader` from the next frame on, behind a sender report."""
        if isinstance(reader, TcpReader):
            self._by_channel.setdefault(reader.channel, []).append(reader)
            self._groups = tuple(self._by_channel.items())
        else:
            self._by_udp = (*self._by_udp, reader)
        self._fresh.append(reader)
        self._tell_at = 0
        if self._subscription is None or self._subscription.closed:
            self._subscription = self._track.subscribe(CAPACITY, self._wake)

    def leave(self, reader: TcpReader | UdpReader) -> None:
        """Send no more to `reader`, which must have joined."""
        if isinstance(reader, TcpReader):
            group = self._by_channel[reader.channel]
            group.remove(reader)
            if not group:
                del self._by_channel[reader.channel]
                self._groups = tuple(self._by_channel.items())
        else:
            self._by_udp = tuple(other for other in self._by_udp if other is not reader)
        if reader in self._fresh:
            self._fresh.remove(reader)
        self._dropped += reader.dropped
        if not self._by_udp and not self._by_channel and self._subscription is not None:
            self._subscription.close()
            self._subscription = None

    def report_to(self, reader: TcpReader | UdpReader) -> None:
        """Send `reader` a sender report that is not due yet."""
        reader.control(self._report(self._track.position * self._ticks))

    def goodbye(self) -> None:
        """Tell all readers that the source ends."""
        data = self._report(self._track.position * self._ticks) + rtcp.Goodbye((self.ssrc,)).encode()
        for reader in self.readers:
            reader.control(data)

    def _wake(self) -> None:
        subscription = self._subscription
        if subscription is None:
            return
        # One wake, one frame: nothing ever waits in the ring.
        frame = subscription.pop()
        if frame is not None:
            self._send(frame)
        elif subscription.closed:
            self._ended(self)

    def _send(self, frame: Frame) -> None:
        number, data = frame
        tick = number * self._ticks
        if tick >= self._tell_at:
            self._tell(tick)
        self.frames += 1
        if data is not self._data:
            # Silence is the same object for ever.
            self._data = data
            payloads = self.format.pack(data)
            self._first, self._last = payloads[:-1], payloads[-1]
        for payload in self._first:
            self._spread(self._sender.pack(tick, payload, marker=False))
        self._spread(self._sender.pack(tick, self._last, marker=self._marker))

    def _spread(self, packet: bytes) -> None:
        for channel, readers in self._groups:
            data = interleave(channel, packet)
            for reader in readers:
                if reader.stalled:
                    reader.dropped += 1
                else:
                    reader.write(data)
                    reader.frames += 1
        for other in self._by_udp:
            other.packet(packet)

    def _tell(self, tick: int) -> None:
        """Send a report: to all when it is time, else to those who are new."""
        due = tick - self._reported >= REPORT_TICKS
        report = self._report(tick)
        for reader in self.readers if due else self._fresh:
            reader.control(report)
        self._fresh.clear()
        if due:
            self._reported = tick
        self._tell_at = self._reported + REPORT_TICKS

    def _report(self, tick: int) -> bytes:
        sender = self._sender
        stamp = sender.timestamp(tick)
        report = rtcp.SenderReport(sender.ssrc, rtcp.ntp(self._clock.wall(tick)), stamp, sender.packets, sender.octets)
        return report.encode() + rtcp.Description(sender.ssrc, self._cname).encode()

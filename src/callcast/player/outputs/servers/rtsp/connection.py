"""One client's connection: asyncio around `ServerConnection`."""

import asyncio
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from callcast.player.outputs.rtsp.message import Limits, Response
from callcast.player.outputs.rtsp.presentation import Finder
from callcast.player.outputs.rtsp.server import Ended, Endpoint, Event, Feedback, Paused, Playing, ServerConnection
from callcast.player.outputs.rtsp.session import Ways
from callcast.player.outputs.servers.connections import Connections
from callcast.player.outputs.servers.rtsp.groups import Groups
from callcast.player.outputs.servers.rtsp.listener import Listener
from callcast.player.outputs.streams.stream import RtpStream
from callcast.player.outputs.streams.udp import UdpPair

log = logging.getLogger(__name__)

WRITE_BUFFER = 65_536
"""Bytes kept for a client that does not read; from there on its frames are dropped."""
PICTURE_BUFFER = 524_288
"""The same for one that gets a picture too, where an IDR alone may have 100,000."""
KERNEL_BUFFER = 65_536
"""Bytes that the system keeps besides; its own choice, megabytes, would hide a stalled client for minutes."""
PATIENCE = 10.0
"""Seconds without progress after which a stalled connection is closed."""
TOO_MANY = Response(503, "Service Unavailable")


@dataclass(frozen=True)
class House:
    """What connections share: the server's parts and its list of them.

    `control` maps the address and port from which a client's RTCP comes by UDP to its connection. `now` is monotonic
    seconds.
    """

    now: Callable[[], float]
    find: Finder
    limits: Limits
    udp: UdpPair | None
    groups: Groups | None
    connections: "Connections[RtspConnection]"
    control: dict[tuple[str, int], "RtspConnection"]


class RtspConnection(asyncio.Protocol):
    """You must call `check` about once a second."""

    def __init__(self, house: House, *, secure: bool) -> None:
        """With `secure`, over TLS, nothing goes by UDP, which would bare what TLS hides."""
        self._house = house
        self._secure = secure
        self._transport: asyncio.Transport | None = None
        self._rtsp: ServerConnection | None = None
        self._stalled_at: float | None = None
        self._unsent = 0
        self._closed_at: float | None = None
        self.peer: tuple[Any, ...] = ()
        self.listener: Listener | None = None

    @property
    def address(self) -> str:
        """The client's; IPv4 in its own form also where it came over an IPv6 socket."""
        return str(self.peer[0]).removeprefix("::ffff:") if self.peer else ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come."""
        # uvloop's transports have all of asyncio's methods but are none by class.
        transport = cast("asyncio.Transport", transport)
        self._transport = transport
        self.peer = transport.get_extra_info("peername") or ()
        if not self.peer:
            transport.abort()
            return
        if not self._house.connections.admit(self):
            transport.write(TOO_MANY.encode())
            transport.close()
            return
        self._tune(transport)
        house, ours = self._house, transport.get_extra_info("sockname")[0].removeprefix("::ffff:")
        udp = house.udp.ports if house.udp else None
        ways = Ways() if self._secure else Ways(udp, house.groups is not None)
        self._rtsp = ServerConnection(Endpoint(house.find, ways, ours, house.limits), house.now())

    def _tune(self, transport: asyncio.Transport) -> None:
        transport.set_write_buffer_limits(high=WRITE_BUFFER, low=WRITE_BUFFER // 4)
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER)
        # asyncio sees to this only where the listening socket names its protocol.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(PATIENCE * 1000))

    def data_received(self, data: bytes) -> None:
        """Bytes came from the client."""
        rtsp, transport = self._rtsp, self._transport
        if rtsp is None or transport is None or self._closed_at is not None:
            return
        events = rtsp.receive_data(data, self._house.now())
        # The answer to PLAY must go before the first frame.
        answer = rtsp.data_to_send()
        if answer:
            transport.write(answer)
        for event in events:
            self._act(event)
        if rtsp.closing:
            self.close("it does not speak RTSP/1.0 as we do")

    def _act(self, event: Event) -> None:
        if isinstance(event, Feedback):
            self.feedback(event.data)
        elif isinstance(event, Playing):
            self._play(event)
        elif isinstance(event, Paused):
            if self.listener is not None:
                self.listener.pause()
        elif isinstance(event, Ended):
            self._leave()

    def _play(self, event: Playing) -> None:
        assert self._transport is not None
        if self.listener is None:
            log.info("%s listens to %s", self.address, event.session.presentation.path)
            self.listener = Listener(event.session, self.peer, self._transport)
            if any(track.media.format.kind == "video" for track in event.session.tracks):
                self._transport.set_write_buffer_limits(high=PICTURE_BUFFER, low=PICTURE_BUFFER // 4)
        for source in self.listener.control_ports:
            self._house.control[source] = self
        self.listener.play(self._house.udp, self._house.groups, lambda: self._stalled_at is not None)

    def uses(self, streams: set[RtpStream]) -> bool:
        """Whether its session has set up one of these."""
        session = self._rtsp.session if self._rtsp else None
        return session is not None and any(track.media in streams for track in session.tracks)

    def _leave(self) -> None:
        listener, self.listener = self.listener, None
        if listener is None:
            return
        log.info("%s leaves %s", self.address, listener.session.presentation.path)
        listener.pause()
        for source in listener.control_ports:
            if self._house.control.get(source) is self:
                del self._house.control[source]

    def feedback(self, data: bytes) -> None:
        """RTCP came from the client."""
        if self._rtsp is not None:
            self._rtsp.heard(self._house.now())
        if self.listener is not None:
            self.listener.feedback(data)

    def pause_writing(self) -> None:
        """The client does not read: drop its frames, and take no requests whose answers would pile up."""
        assert self._transport is not None
        self._stalled_at, self._unsent = self._house.now(), self._transport.get_write_buffer_size()
        if not self._transport.is_closing():
            self._transport.pause_reading()
        if self.listener is not None:
            self.listener.stall(True)

    def resume_writing(self) -> None:
        """The client reads again."""
        assert self._transport is not None
        self._stalled_at = None
        if not self._transport.is_closing():
            self._transport.resume_reading()
        if self.listener is not None:
            self.listener.stall(False)

    def check(self, now: float) -> None:
        """Close what is stalled or has timed out."""
        transport = self._transport
        if transport is None or self._rtsp is None:
            return
        if self._closed_at is not None:
            if now - self._closed_at > PATIENCE:
                transport.abort()
            return
        if self._stalled_at is not None:
            unsent = transport.get_write_buffer_size()
            if unsent < self._unsent:
                self._stalled_at, self._unsent = now, unsent
            elif now - self._stalled_at > PATIENCE:
                self.close(f"it took nothing for {PATIENCE:.0f} s", abort=True)
                return
        reason = self._rtsp.expired(now)
        if reason is not None:
            self.close(reason)

    def close(self, reason: str, *, abort: bool = False) -> None:
        """Leave the streams, and close when all is sent; with `abort` at once. Idempotent."""
        if self._transport is None or self._closed_at is not None:
            return
        log.info("%s is closed: %s", self.address, reason)
        self._closed_at = self._house.now()
        self._leave()
        if abort:
            self._transport.abort()
        else:
            self._transport.close()

    def abort(self) -> None:
        """Close without waiting for anything."""
        if self._transport is not None:
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._leave()
        self._house.connections.forget(self)

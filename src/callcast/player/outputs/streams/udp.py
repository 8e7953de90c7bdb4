"""A pair of UDP ports: RTP on the even one, RTCP on the odd one behind it."""

import asyncio
import errno
import socket
from collections.abc import Callable
from typing import Any, TypeAlias

from callcast.errors import PortTaken
from callcast.player.outputs.listen import refused
from callcast.system.sockets import claim, ignore_unreachable

Destination: TypeAlias = tuple[Any, ...]
"""An address as the socket's family writes it: (host, port), or with IPv6 (host, port, flow, scope)."""

_TRIES = 64
_SEND_BUFFER = 1 << 20
"""Bytes that the system may keep for all readers by UDP together: a burst of 1,000 packets."""


class UdpPair:
    """Two bound sockets. You must call `close`.

    `sendto(data, destination)` sends RTP and `sendto_control` RTCP. They are the sockets' own, since each call between
    costs every packet; `OSError` for a full buffer, no route, or ICMP of an earlier packet: the packet is lost, as
    packets may be.
    """

    def __init__(self, rtp: socket.socket, rtcp: socket.socket) -> None:
        """Takes over both sockets, which must not block."""
        self._rtp, self._rtcp = rtp, rtcp
        self._endpoints: list[asyncio.BaseTransport] = []
        self.sendto, self.sendto_control = rtp.sendto, rtcp.sendto
        self.ports: tuple[int, int] = (rtp.getsockname()[1], rtcp.getsockname()[1])

    async def listen(self, heard: Callable[[str, int, bytes], None]) -> None:
        """Call `heard(host, port, data)` for every RTCP packet; what comes to the RTP port is only emptied out."""
        loop = asyncio.get_running_loop()
        for sock, receiver in ((self._rtp, _Receiver(None)), (self._rtcp, _Receiver(heard))):
            # The endpoint owns a duplicate, so that sending by the socket itself needs no copy through the loop.
            endpoint, _ = await loop.create_datagram_endpoint(lambda r=receiver: r, sock=sock.dup())  # type: ignore[misc]
            self._endpoints.append(endpoint)

    def close(self) -> None:
        """Give the ports back; idempotent."""
        for endpoint in self._endpoints:
            endpoint.close()
        self._endpoints.clear()
        self._rtp.close()
        self._rtcp.close()


class _Receiver(asyncio.DatagramProtocol):
    def __init__(self, heard: Callable[[str, int, bytes], None] | None) -> None:
        self._heard = heard

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        if self._heard is not None:
            self._heard(addr[0], addr[1], data)

    def error_received(self, exc: Exception) -> None:
        """A reader's port is closed (ICMP): its session will time out."""


def open_pair(host: str, port: int) -> UdpPair:
    """Bind `port`, even, and the next one; with 0 any free pair. `PortTaken` or `CannotListen` if that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last: OSError = OSError(errno.EADDRINUSE, "no free pair")
    for _ in range(1 if port else _TRIES):
        rtp = _bound(family, host, port)
        if isinstance(rtp, OSError):
            raise refused("RTP", host, port, rtp, "rtsp.rtp_port")
        even = rtp.getsockname()[1]
        if even % 2:
            rtp.close()
            continue
        rtcp = _bound(family, host, even + 1)
        if not isinstance(rtcp, OSError):
            return UdpPair(rtp, rtcp)
        rtp.close()
        last = rtcp
    if port:
        raise refused("RTCP", host, port + 1, last, "rtsp.rtp_port")
    raise PortTaken("RTP", host, port, "rtsp.rtp_port")


def open_group_pair(interface: str | None, ttl: int) -> UdpPair:
    """A pair of sockets to multicast from; `CannotListen` if there is no such interface."""
    pair = open_pair(interface or "0.0.0.0", 0)  # noqa: S104 - only sends
    for sock in (pair._rtp, pair._rtcp):
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, ttl)
        if interface is not None:
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface))
    return pair


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket | OSError:
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        claim(sock)
        ignore_unreachable(sock)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        if family == socket.AF_INET6 and host == "::":
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        return error
    return sock

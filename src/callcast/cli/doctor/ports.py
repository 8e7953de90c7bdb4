"""The ports: free, or held by our own instance."""

import errno
import socket
from collections.abc import Iterator

from callcast.address import Address
from callcast.cli.doctor.check import Check, Place, fail, ok
from callcast.system.sockets import claim

TIMEOUT = 2.0
_OPTIONS = b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"
_HEAD = b"HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def check(place: Place) -> Iterator[Check]:
    """One line a port; that of the boards only if there is one."""
    web = Address.parse(place.settings.web.listen)
    yield _port("API", web, "web.listen", ours=place.health is not None)
    rtsp = Address.parse(place.settings.rtsp.listen)
    yield _port("RTSP", rtsp, "rtsp.listen", ours=_is_ours(rtsp.reachable, _OPTIONS))
    if any(channel.board for channel in place.settings.channels):
        http = Address.parse(place.settings.http.listen)
        yield _port("HTTP", http, "http.listen", ours=_is_ours(http.reachable, _HEAD))


def _port(what: str, address: Address, key: str, *, ours: bool) -> Check:
    if ours:
        return ok(f"{what} port {address}: held by the running instance")
    try:
        with socket.socket(socket.AF_INET6 if ":" in address.host else socket.AF_INET) as probe:
            claim(probe)
            probe.bind((address.host, address.port))
            probe.listen(1)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return fail(f"{what} port {address}: another program has it", f"stop that program, or change {key}")
        reason = error.strerror or str(error)
        return fail(f"{what} port {address}: cannot be listened on ({reason})", f"choose another address with {key}")
    return ok(f"{what} port {address}: free")


def _is_ours(address: Address, request: bytes) -> bool:
    """Whether Callcast answers to `request`."""
    try:
        with socket.create_connection((address.host, address.port), TIMEOUT) as connection:
            connection.settimeout(TIMEOUT)
            connection.sendall(request)
            answer = connection.recv(4096)
    except OSError:
        return False
    protocol = request.partition(b"\r\n")[0].rpartition(b" ")[2]
    return answer.startswith(protocol) and b"\r\nServer: Callcast" in answer

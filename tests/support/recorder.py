"""A server that takes what is pushed to it and keeps every packet; it can be told to misbehave."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from callcast.player.outputs.rtsp import rtcp, transport
from callcast.player.outputs.rtsp.auth import Guard
from callcast.player.outputs.rtsp.errors import Unauthorized
from callcast.player.outputs.rtsp.message import Headers, Interleaved, Parser, Request, Response
from callcast.player.outputs.rtsp.rtp import Packet, unpack

WAIT = 10.0


@dataclass
class Recorder:
    """What came, in order; and how it behaves: `public` is what OPTIONS tells, `statuses` are other answers than 200.

    Once `mute` it answers nothing; once told to `go_deaf` it does not even read.
    """

    guard: Guard | None = None
    public: str = "OPTIONS, ANNOUNCE, SETUP, RECORD, TEARDOWN"
    statuses: dict[str, int] = field(default_factory=dict)
    mute: bool = False
    port: int = 0
    requests: list[Request] = field(default_factory=list)
    packets: list[Packet] = field(default_factory=list)
    reports: list[rtcp.Report] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    connections: int = 0
    open: "set[_Connection]" = field(default_factory=set)
    _turn: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def methods(self) -> list[str]:
        return [request.method for request in self.requests]

    def took_packet(self, data: bytes) -> None:
        self.packets.append(unpack(data))
        self.order.append("packet")
        self.turn()

    def took_report(self, data: bytes) -> None:
        self.reports += rtcp.parse(data)
        self.order.append("report")
        self.turn()

    def turn(self) -> None:
        self._turn.set()

    async def until(self, true: Callable[[], Any]) -> None:
        """Return when it is true; it is asked again whenever something comes."""

        async def wait() -> None:
            while not true():
                self._turn.clear()
                await self._turn.wait()

        await asyncio.wait_for(wait(), WAIT)

    def go_deaf(self) -> None:
        for connection in self.open:
            connection.transport.pause_reading()

    def drop_all(self) -> None:
        for connection in self.open:
            connection.transport.abort()


class _Connection(asyncio.Protocol):
    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._parser = Parser()
        self._tasks: list[asyncio.Task[None]] = []
        self._endpoints: list[asyncio.BaseTransport] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        # So that it does not take long until a server that has gone deaf is felt.
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        self._recorder.connections += 1
        self._recorder.open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._recorder.open.discard(self)
        for endpoint in self._endpoints:
            endpoint.close()
        self._recorder.turn()

    def data_received(self, data: bytes) -> None:
        self._parser.receive(data)
        while (message := self._parser.next_message()) is not None:
            if isinstance(message, Interleaved):
                (self._recorder.took_report if message.channel % 2 else self._recorder.took_packet)(message.data)
            elif isinstance(message, Request):
                self._recorder.requests.append(message)
                self._recorder.turn()
                if not self._recorder.mute:
                    self.transport.write(self._answer(message).encode())

    def _answer(self, request: Request) -> Response:
        recorder, cseq = self._recorder, ("CSeq", request.headers.get("CSeq") or "")
        if recorder.guard is not None:
            try:
                recorder.guard.check(request.method, request.uri, request.headers.get("Authorization"), 0.0)
            except Unauthorized as refusal:
                return Response(401, "Unauthorized", Headers((cseq, *refusal.headers)))
        status = recorder.statuses.get(request.method, 200)
        fields = [cseq]
        if request.method == "OPTIONS" and recorder.public:
            fields.append(("Public", recorder.public))
        if request.method == "SETUP":
            (offer,) = transport.parse(request.headers.get("Transport") or "")
            fields += [("Session", "s1;timeout=30"), ("Transport", self._way(offer))]
        return Response(status, "OK" if status == 200 else "Not so", Headers(tuple(fields)))

    def _way(self, offer: transport.Transport) -> str:
        if offer.tcp:
            return str(offer)
        host = self.transport.get_extra_info("sockname")[0]
        sockets = [_bound(host), _bound(host)]
        for sock, took in zip(sockets, (self._recorder.took_packet, self._recorder.took_report), strict=True):
            self._tasks.append(asyncio.ensure_future(self._listen(sock, took)))
        ports = "-".join(str(sock.getsockname()[1]) for sock in sockets)
        return f"RTP/AVP;unicast;server_port={ports};mode=record"

    async def _listen(self, sock: socket.socket, took: Callable[[bytes], None]) -> None:
        loop = asyncio.get_running_loop()
        endpoint, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(took), sock=sock)
        self._endpoints.append(endpoint)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, took: Callable[[bytes], None]) -> None:
        self._took = took

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._took(data)


def _bound(host: str) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    sock.bind((host, 0))
    return sock


@asynccontextmanager
async def recording(
    host: str = "127.0.0.1", *, tls: ssl.SSLContext | None = None, port: int = 0, **how: Any
) -> AsyncIterator[Recorder]:
    """A recorder that listens on `recorder.port`."""
    recorder = Recorder(**how)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(recorder), host, port, ssl=tls)
    recorder.port = server.sockets[0].getsockname()[1]
    try:
        yield recorder
    finally:
        server.close()
        recorder.drop_all()
        await server.wait_closed()

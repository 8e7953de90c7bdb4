"""The RTSP server: its sockets, its channels, and who listens to them."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack

from callcast.address import Address
from callcast.player.outputs.listen import tcp_socket, tls_context
from callcast.player.outputs.rtsp.message import Limits
from callcast.player.outputs.servers.connections import Connections
from callcast.player.outputs.servers.rtsp.connection import House, RtspConnection
from callcast.player.outputs.servers.rtsp.groups import Groups
from callcast.player.outputs.servers.rtsp.programs import Programs, Served
from callcast.player.outputs.servers.rtsp.settings import RtspSettings
from callcast.player.outputs.servers.rtsp.state import ChannelState, ReaderState, ServerState
from callcast.player.outputs.streams.stream import RtpStream
from callcast.player.outputs.streams.udp import UdpPair, open_pair

CHECK = 1.0
"""Seconds between two looks at what has timed out."""
HANDSHAKE = 10.0
"""Seconds that a TLS handshake may take."""


class RtspServer:
    """Serves channels to any number of readers. You must await `start` before `serve`, and `close` at the end."""

    def __init__(self, settings: RtspSettings, *, now: Callable[[], float] | None = None) -> None:
        """`now` gives monotonic seconds; by default the event loop's."""
        self._settings = settings
        self._now = now or (lambda: asyncio.get_running_loop().time())
        self._programs = Programs(lambda stream: self._part([stream], "the channel has ended"))
        self._connections: Connections[RtspConnection] = Connections(settings.limits)
        self._control: dict[tuple[str, int], RtspConnection] = {}
        self._servers: list[asyncio.AbstractServer] = []
        self._udp: UdpPair | None = None
        self._groups: Groups | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.ports: tuple[int, ...] = ()

    async def start(self, channels: Sequence[Served] = ()) -> None:
        """Serve `channels` and listen; then `ports` has the TCP ports of RTSP and, if there is one, of RTSPS.

        `PortTaken`, `CannotListen` or `CannotUseCertificate` if that cannot be; then nothing is left open.
        """
        try:
            await self._open(channels)
        except BaseException:
            await self.close()
            raise
        self._timer = asyncio.get_running_loop().call_later(CHECK, self._check)

    async def _open(self, channels: Sequence[Served]) -> None:
        settings = self._settings
        listen = Address.parse(settings.listen)
        with ExitStack() as bound:
            plain = bound.enter_context(tcp_socket("RTSP", listen.host, listen.port, "rtsp.listen"))
            ways: list[tuple[socket.socket, ssl.SSLContext | None]] = [(plain, None)]
            if settings.tls_listen is not None and settings.certificate is not None and settings.key is not None:
                context, secure = tls_context(settings.certificate, settings.key), Address.parse(settings.tls_listen)
                sock = bound.enter_context(tcp_socket("RTSPS", secure.host, secure.port, "rtsp.tls_listen"))
                ways.append((sock, context))
            self._udp = open_pair(listen.host, settings.rtp_port)
            await self._udp.listen(self._heard)
            if settings.multicast.enabled:
                self._groups = Groups(settings.multicast)
            # Before anybody can come: a listener that comes back at once must not be told that there is no channel.
            self.serve(channels)
            for way in ways:
                await self._listen(*way)
            bound.pop_all()  # the servers' now

    async def _listen(self, sock: socket.socket, context: ssl.SSLContext | None) -> None:
        self.ports += (sock.getsockname()[1],)
        server = await asyncio.get_running_loop().create_server(
            lambda: RtspConnection(self._house(), secure=context is not None),
            sock=sock,
            ssl=context,
            ssl_handshake_timeout=HANDSHAKE if context else None,
        )
        self._servers.append(server)

    def _house(self) -> House:
        limits = self._settings.limits
        return House(
            now=self._now,
            find=self._programs.find,
            limits=Limits(headers=limits.headers, head=limits.head_bytes, body=limits.body_bytes),
            udp=self._udp,
            groups=self._groups,
            connections=self._connections,
            control=self._control,
        )

    def serve(self, channels: Sequence[Served]) -> None:
        """Offer these channels and no others. Readers of what is gone or changed are closed, others are not touched."""
        gone = self._programs.replace(channels, self._groups)
        self._part(gone, "the channel is no more, or has other settings")

    def state(self) -> ServerState:
        """As it is now."""
        readers = tuple(self._readers())
        return ServerState(
            connections=len(self._connections),
            refused=self._connections.refused,
            channels=tuple(self._channel_states()),
            readers=readers,
        )

    def audience(self) -> dict[str, tuple[int, int]]:
        """By channel: readers now, and frames that readers, also those gone, did not get."""
        # Asked every second, with frames waiting meanwhile: plain loops, which take half the time of counters and sums.
        heard: dict[RtpStream, int] = {}
        for connection in self._connections:
            if connection.listener is not None:
                stream = next(iter(connection.listener.streams), None)
                if stream is not None:
                    heard[stream] = heard.get(stream, 0) + 1
        audience = {}
        for program in self._programs:
            readers = dropped = 0
            for stream in program.all.values():
                if stream.used:
                    readers += heard.get(stream, 0)
                    dropped += stream.all_dropped
            audience[program.served.channel.id] = readers, dropped
        return audience

    def _channel_states(self) -> Iterable[ChannelState]:
        audience = self.audience()
        for program in self._programs:
            streams, channel = program.all.values(), program.served.channel.id
            yield ChannelState(
                id=channel,
                readers=audience[channel][0],
                frames=sum(stream.frames for stream in streams),
                dropped=audience[channel][1],
            )

    def _readers(self) -> Iterable[ReaderState]:
        names = {s: (p.served.channel.id, name) for p in self._programs for name, s in p.all.items()}
        for heard in names:
            heard.settle()
        for connection in self._connections:
            for stream, kind, reader in connection.listener.readers if connection.listener else ():
                channel, profile = names[stream]
                yield ReaderState(
                    channel=channel,
                    profile=profile,
                    transport=kind,
                    address=connection.address,
                    frames=reader.frames,
                    dropped=reader.dropped,
                    lost=reader.lost,
                    jitter_ms=1000 * reader.jitter / stream.format.clock_rate,
                )

    async def close(self) -> None:
        """Say goodbye to all readers and give all ports back, within a second; idempotent."""
        for server in self._servers:
            server.close()
        self._servers.clear()
        if self._timer is not None:
            self._timer.cancel()
        self._part([s for program in self._programs for s in program.all.values()], "the server stops")
        for connection in self._connections:
            connection.close("the server stops")
        await self._connections.emptied()
        for part in (self._udp, self._groups):
            if part is not None:
                part.close()
        self._udp = self._groups = None

    def _part(self, streams: Sequence[RtpStream], reason: str) -> None:
        """End streams: BYE, and their readers' connections are closed."""
        ended = set(streams)
        for stream in streams:
            if stream.readers:
                stream.goodbye()
        for connection in self._connections:
            if connection.uses(ended):
                connection.close(reason)

    def _heard(self, host: str, port: int, data: bytes) -> None:
        connection = self._control.get((host, port))
        if connection is not None:
            connection.feedback(data)

    def _check(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(CHECK, self._check)
        now = self._now()
        for connection in self._connections:
            connection.check(now)

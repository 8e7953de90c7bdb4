"""The HTTP server: its socket, its boards, and who looks at them."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from callcast.address import Address, is_loopback
from callcast.player.outputs.listen import tcp_socket
from callcast.player.outputs.servers.connections import Connections
from callcast.player.outputs.servers.http.boards import Boards, Served
from callcast.player.outputs.servers.http.connection import House, HttpConnection
from callcast.player.outputs.servers.http.pages import Pages
from callcast.player.outputs.servers.http.settings import HttpSettings
from callcast.player.outputs.servers.http.stills import Stills
from callcast.player.outputs.servers.http.stream import Streams

CHECK = 1.0
"""Seconds between two looks at what has timed out."""


class HttpServer:
    """Shows channels' boards. Nothing is listened to before there is one. You must `close` it."""

    def __init__(self, settings: HttpSettings, *, now: Callable[[], float] | None = None) -> None:
        """`now` gives monotonic seconds; by default the event loop's."""
        self._settings = settings
        self._listen = Address.parse(settings.listen)
        self._now = now or (lambda: asyncio.get_running_loop().time())
        self._boards = Boards()
        self._stills = Stills()
        self._connections: Connections[HttpConnection] = Connections(settings.limits)
        self._server: asyncio.AbstractServer | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.port: int | None = None

    async def serve(self, channels: Sequence[Served]) -> None:
        """Show the boards of these channels and no others; `port` is where, if there are any.

        Who looks at what is gone or protected otherwise is parted from it, others are not touched. `PortTaken` or
        `CannotListen` if that cannot be; then nothing is left open.
        """
        self._boards.replace(channels)
        if self._server is None and any(self._boards):
            await self._open()

    async def _open(self) -> None:
        house = House(
            self._now,
            Pages(self._boards, self._stills, self._now, local_only=is_loopback(self._listen.host)),
            Streams(self._stills),
            self._connections,
            self._settings.limits.head_bytes,
        )
        loop = asyncio.get_running_loop()
        with ExitStack() as bound:
            sock = bound.enter_context(tcp_socket("HTTP", self._listen.host, self._listen.port, "http.listen"))
            self._server = await loop.create_server(lambda: HttpConnection(house), sock=sock)
            self.port = sock.getsockname()[1]
            bound.pop_all()  # the server's now
        self._timer = loop.call_later(CHECK, self._check)

    async def close(self) -> None:
        """End all streams and give the port back, within a second; idempotent."""
        if self._server is not None:
            self._server.close()
        if self._timer is not None:
            self._timer.cancel()
        self._boards.replace(())
        for connection in self._connections:
            connection.close()
        await self._connections.emptied()
        self._stills.close()

    def _check(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(CHECK, self._check)
        now = self._now()
        for connection in self._connections:
            connection.check(now)

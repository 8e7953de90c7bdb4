"""uvicorn around the application: our addresses, our log, our way to stop."""

import asyncio
import errno
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import uvicorn
from fastapi import FastAPI

from callcast.address import Address
from callcast.desk.web.errors import AddressUnusable
from callcast.errors import PortTaken
from callcast.system.sockets import listen as listen_on

STOP_WITHIN = 1
"""Seconds that requests have to end once we stop."""
BACKLOG = 512
KEY = "web.listen"


class WebServer:
    """Listens from its making on; you must `run` it, or `close` it."""

    def __init__(self, app: FastAPI, listen: Address, on_stop: Callable[[], None]) -> None:
        """`PortTaken` or `AddressUnusable` if `listen` cannot be listened on.

        `on_stop` is called when it is about to stop: it must end what requests wait for.
        """
        self._on_stop = on_stop
        self._sockets = _bind(listen)
        config = uvicorn.Config(
            app,
            access_log=False,
            log_config=None,
            lifespan="off",
            server_header=False,
            backlog=BACKLOG,
            timeout_graceful_shutdown=STOP_WITHIN,
        )
        self._server = _Quiet(config)

    @property
    def address(self) -> Address:
        """Where it listens, with the port that the system chose for 0."""
        host, port = self._sockets[0].getsockname()[:2]
        return Address(host, port)

    async def run(self) -> None:
        """Serve until cancelled; then no new request is taken, and those under way have `STOP_WITHIN` seconds."""
        serving = asyncio.create_task(self._server.serve(sockets=self._sockets))
        try:
            await asyncio.shield(serving)
        finally:
            self._on_stop()
            self._server.should_exit = True
            with suppress(asyncio.CancelledError):
                await serving
            for server in getattr(self._server, "servers", ()):  # uvicorn leaves them open when it ends as it starts
                server.close()
            self.close()

    def close(self) -> None:
        """Listen no more; idempotent."""
        for one in self._sockets:
            one.close()


class _Quiet(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the process's affair, not the web's."""
        yield


def _bind(listen: Address) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    try:
        found = socket.getaddrinfo(listen.host, listen.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, address in dict.fromkeys((info[0], info[4]) for info in found):
            sockets.append(listen_on(family, address, BACKLOG, both=address[0] == "::"))
    except OSError as error:
        for one in sockets:
            one.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken("The API", listen.host, listen.port, KEY) from error
        raise AddressUnusable(listen, error.strerror or str(error), KEY) from error
    return sockets

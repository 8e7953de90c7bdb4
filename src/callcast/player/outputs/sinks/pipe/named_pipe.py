"""A named pipe of Windows on the event loop, as `asyncio.start_unix_server` is for Unix sockets; imported there only.

The loop's own `start_serving_pipe` lets everybody read, takes a name that somebody else serves already without a word,
and speaks in messages; so the pipe is made here, and only waiting and writing are the loop's. See
docs/decisions/0005-named-pipes.md.
"""

import _winapi
import asyncio
import errno
import sys
from asyncio import windows_utils
from collections.abc import Callable
from typing import Any, TypeAlias

from callcast.system import security

assert sys.platform == "win32"

WAITING = 4
"""Instances that wait for a client at any time: so many can come at once, and more are told that the pipe is busy."""

BUFFER = 65_536
"""Bytes that Windows keeps for a client that does not read, unless said otherwise."""

_BYTES_FOR_READERS = 0x0000_0000
_REJECT_REMOTE = 0x0000_0008
_PIPE_MODE = _BYTES_FOR_READERS | _winapi.PIPE_WAIT | _REJECT_REMOTE
_OPEN_MODE = _winapi.PIPE_ACCESS_DUPLEX | _winapi.FILE_FLAG_OVERLAPPED

_READ = 0x0012_0089
"""FILE_GENERIC_READ: what a client may."""
_CREATE_INSTANCE = 0x0000_0004
"""FILE_CREATE_PIPE_INSTANCE: what we need for the second instance."""

_ACCESS_DENIED = 5
_GONE = {109, 232, 233, 535, 536}
"""BROKEN_PIPE, NO_DATA, PIPE_NOT_CONNECTED, PIPE_CONNECTED, PIPE_LISTENING: a client came and was gone at once."""

OnConnect: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]


class NamedPipeServer:
    r"""Serves `\\.\pipe\NAME` to any number of this user's programs, for reading only. You must `start` and `close` it.

    `on_connect` gets each client's streams, as the callback of `asyncio.start_unix_server` does. They are its own to
    close; when the client leaves the reader ends, or raises an `OSError`, and the writer's `drain` raises one.
    """

    def __init__(self, path: str, on_connect: OnConnect, *, buffer: int = BUFFER) -> None:
        r"""`path` begins with `\\.\pipe\`; of what is written Windows keeps `buffer` bytes until it is read."""
        self._path = path
        self._on_connect = on_connect
        self._buffer = buffer
        self._waiting: dict[windows_utils.PipeHandle, asyncio.Future[windows_utils.PipeHandle]] = {}
        self._coming: set[asyncio.Task[None]] = set()
        self._failed: asyncio.Future[None] | None = None

    async def start(self) -> None:
        """Make the pipe; from now on clients are let in.

        `FileExistsError` when somebody has a pipe of this name, another `OSError` when the system does not let us.
        """
        if _exists(self._path):  # the flag below says it without a race, but Wine makes nothing of that
            raise self._taken()
        self._failed = asyncio.get_running_loop().create_future()
        try:
            for number in range(WAITING):
                self._wait(self._made(first=number == 0))
        except OSError:
            self.close()
            raise

    async def serve_forever(self) -> None:
        """Return never, unless cancelled; an `OSError` when no further instance can be made."""
        assert self._failed is not None
        await asyncio.shield(self._failed)

    def close(self) -> None:
        """Let nobody in any more; who is connected remains. Idempotent."""
        while self._waiting:
            pipe, client = self._waiting.popitem()
            client.cancel()
            pipe.close()
        if self._failed is not None:
            self._failed.cancel()

    async def wait_closed(self) -> None:
        """Return when who came before the end has been given to `on_connect`."""
        await asyncio.gather(*self._coming, return_exceptions=True)

    def _made(self, *, first: bool) -> windows_utils.PipeHandle:
        mode = _OPEN_MODE | (_winapi.FILE_FLAG_FIRST_PIPE_INSTANCE if first else 0)
        with security.owner_only(_READ | _CREATE_INSTANCE) as attributes:
            try:
                handle = _winapi.CreateNamedPipe(
                    self._path, mode, _PIPE_MODE, _winapi.PIPE_UNLIMITED_INSTANCES, self._buffer, 0, 0, attributes
                )
            except PermissionError as error:
                if first and error.winerror == _ACCESS_DENIED:
                    raise self._taken() from None
                raise
        return windows_utils.PipeHandle(handle)

    def _taken(self) -> FileExistsError:
        return FileExistsError(errno.EEXIST, "another program has a pipe of this name", self._path)

    def _wait(self, pipe: windows_utils.PipeHandle) -> None:
        """Have `_came` called when a client comes to `pipe`."""
        try:
            client = _client(pipe)
        except OSError as error:
            client = asyncio.get_running_loop().create_future()
            client.set_exception(error)
        self._waiting[pipe] = client
        client.add_done_callback(lambda _: self._came(pipe, client))

    def _came(self, pipe: windows_utils.PipeHandle, client: "asyncio.Future[windows_utils.PipeHandle]") -> None:
        if self._waiting.pop(pipe, None) is None:
            return  # closed
        error = client.exception()
        if error is None:
            task = asyncio.ensure_future(self._let_in(pipe))
            self._coming.add(task)
            task.add_done_callback(self._coming.discard)
        else:
            pipe.close()
        try:
            if error is not None and not (isinstance(error, OSError) and error.winerror in _GONE):
                raise error
            self._wait(self._made(first=False))
        except OSError as fault:
            if self._failed is not None and not self._failed.done():
                self._failed.set_exception(fault)

    async def _let_in(self, pipe: windows_utils.PipeHandle) -> None:
        """Make streams of it, as asyncio's stream servers do."""
        loop = asyncio.get_running_loop()
        protocol = asyncio.StreamReaderProtocol(asyncio.StreamReader(loop=loop), self._on_connect, loop=loop)
        await loop.connect_write_pipe(lambda: protocol, pipe)


def _exists(path: str) -> bool:
    """Somebody has a pipe of this name; no instance of it is used up."""
    try:
        _winapi.WaitNamedPipe(path, 1)
    except FileNotFoundError:
        return False
    except OSError:  # it is busy
        return True
    return True


def _client(pipe: windows_utils.PipeHandle) -> "asyncio.Future[windows_utils.PipeHandle]":
    """Done when a client has come to `pipe`."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, asyncio.ProactorEventLoop), "named pipes need the loop that Windows has by default"
    # The one thing here that is not public: the loop's proactor. What it does is, and has been the same since 3.4.
    proactor: Any = loop._proactor  # type: ignore[attr-defined]
    client: asyncio.Future[windows_utils.PipeHandle] = proactor.accept_pipe(pipe)
    return client

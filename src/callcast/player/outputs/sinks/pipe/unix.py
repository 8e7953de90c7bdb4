"""A Unix socket: any number of readers, each from when it comes."""

import asyncio
import os
import socket
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from callcast.player.outputs.sinks.pipe.errors import CannotUse, PlaceTaken
from callcast.player.outputs.sinks.pipe.identity import Identity
from callcast.player.outputs.sinks.pipe.kernel import keep_little
from callcast.player.outputs.sinks.pipe.readers import Readers

assert sys.platform != "win32"

LOOK = 0.5
"""Seconds between two looks whether the socket is still there."""

BACKLOG = 128
"""Readers that may come at once."""


@dataclass(frozen=True)
class Listener:
    """A socket that listens, and the file that it is found by."""

    socket: socket.socket
    path: Path
    identity: Identity | None

    @property
    def found(self) -> bool:
        """Whether who goes to the path comes here."""
        return self.identity == Identity.at(self.path)

    def remove(self) -> None:
        """Take the file away, if it is still this one's; the socket is its server's to close."""
        if self.identity is not None:
            self.identity.remove(self.path)


async def serve(path: Path, readers: Readers) -> None:
    """Let readers come to the socket at `path` until cancelled; the file is made anew when somebody removes it."""

    def came(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        keep_little(writer.get_extra_info("socket").fileno(), readers.track().profile)
        readers.welcome(writer)

    async with readers.come():
        while True:
            listener = listen(path)
            server = await asyncio.start_unix_server(came, sock=listener.socket, backlog=BACKLOG)
            try:
                await _lost(listener)
            finally:
                listener.remove()
                server.close()


async def _lost(listener: Listener) -> None:
    """Return when the file is there no more; the system has no way to tell that is the same everywhere."""
    while listener.found:  # noqa: ASYNC110 - there is no event to wait for
        await asyncio.sleep(LOOK)


def listen(path: Path) -> Listener:
    """A socket at `path` for its owner alone; a file that nobody listens behind any more is replaced.

    Raises `PlaceTaken` for whatever else is there, `CannotUse` when the system refuses.
    """
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _make_room(path)
        # So there is no time at which others could connect. What other threads make in these microseconds is their
        # owner's alone as well.
        before = os.umask(0o077)
        try:
            listener.bind(str(path))
        finally:
            os.umask(before)
        path.chmod(0o600)
        listener.listen(BACKLOG)
        listener.setblocking(False)
    except PlaceTaken:
        listener.close()
        raise
    except OSError as error:
        listener.close()
        raise CannotUse(path, error) from None
    return Listener(listener, path, Identity.at(path))


def _make_room(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise PlaceTaken(path, "is a folder", f"give the path of a file, such as {path / 'callcast.sock'}")
    if not stat.S_ISSOCK(mode):
        raise PlaceTaken(path, "is there already, and is no socket")
    if _answers(path):
        raise PlaceTaken(path, "is another program's socket", "stop that program, or choose another path")
    path.unlink(missing_ok=True)


def _answers(path: Path) -> bool:
    """Whether somebody listens behind the socket file; if it cannot be told, yes."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.setblocking(False)
        try:
            probe.connect(str(path))
        except (ConnectionRefusedError, FileNotFoundError):
            return False
        except OSError:
            return True
    return True

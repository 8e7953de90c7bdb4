"""A Unix socket: any number of readers, each from when it comes."""

import asyncio
import contextlib
import os
import socket
import stat
from dataclasses import dataclass

from callcast.player.outputs.sinks.pipe.errors import CannotUse, PlaceTaken
from callcast.player.outputs.sinks.pipe.reader import kernel_bytes
from callcast.player.outputs.sinks.pipe.readers import Readers

LOOK = 0.5
"""Seconds between two looks whether the socket is still there."""

BACKLOG = 128
"""Readers that may come at once."""


@dataclass(frozen=True)
class Identity:
    """Which file it is, whatever its name."""

    device: int
    inode: int

    @classmethod
    def at(cls, path: str) -> "Identity | None":
        """Of what is at `path`; None when nothing is."""
        try:
            found = os.lstat(path)
        except OSError:
            return None
        return cls(found.st_dev, found.st_ino)


@dataclass(frozen=True)
class Listener:
    """A socket that listens, and the file that it is found by."""

    socket: socket.socket
    path: str
    identity: Identity | None

    @property
    def found(self) -> bool:
        """Whether who goes to the path comes here."""
        return self.identity == Identity.at(self.path)

    def close(self) -> None:
        """Take the file away, if it is still this one's; the socket is its server's to close."""
        if self.found:
            with contextlib.suppress(OSError):
                os.unlink(self.path)


async def serve(path: str, readers: Readers) -> None:
    """Let readers come to the socket at `path` until cancelled; the file is made anew when somebody removes it."""

    def came(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ours = writer.get_extra_info("socket")
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, kernel_bytes(readers.track().profile))
        readers.welcome(writer)

    async with readers.come():
        while True:
            listener = listen(path)
            server = await asyncio.start_unix_server(came, sock=listener.socket, backlog=BACKLOG)
            try:
                while listener.found:
                    await asyncio.sleep(LOOK)
            finally:
                listener.close()
                server.close()


def listen(path: str) -> Listener:
    """A socket at `path` for its owner alone; a file that nobody listens behind any more is replaced.

    Raises `PlaceTaken` for whatever else is there, `CannotUse` when the system refuses.
    """
    _make_room(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        # So there is no time at which others could connect. What other threads make in these microseconds is their
        # owner's alone as well.
        before = os.umask(0o077)
        try:
            listener.bind(path)
        finally:
            os.umask(before)
        os.chmod(path, 0o600)
        listener.listen(BACKLOG)
        listener.setblocking(False)
        return Listener(listener, path, Identity.at(path))
    except OSError as error:
        listener.close()
        raise CannotUse(path, error.strerror or str(error), "choose a path in a folder that can be written") from None


def _make_room(path: str) -> None:
    try:
        mode = os.lstat(path).st_mode
    except OSError:  # nothing is there; what else it may mean, bind says
        return
    if stat.S_ISDIR(mode):
        raise PlaceTaken(path, "is a folder", f"give the path of a file, such as {os.path.join(path, 'callcast.sock')}")
    if not stat.S_ISSOCK(mode):
        raise PlaceTaken(path, "is there already, and is no socket")
    if _answers(path):
        raise PlaceTaken(path, "is another program's socket", "stop that program, or choose another path")
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def _answers(path: str) -> bool:
    """Whether somebody listens behind the socket file; if it cannot be told, yes."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.setblocking(False)
        try:
            probe.connect(path)
        except (ConnectionRefusedError, FileNotFoundError):
            return False
        except OSError:
            return True
    return True

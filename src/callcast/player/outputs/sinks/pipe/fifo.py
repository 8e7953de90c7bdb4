"""A FIFO: one reader after the other, since two would share the bytes between them."""

import asyncio
import errno
import os
import stat
import sys
from pathlib import Path
from typing import IO

from callcast.player.outputs.sinks.pipe.claim import lock
from callcast.player.outputs.sinks.pipe.errors import CannotUse, PlaceTaken
from callcast.player.outputs.sinks.pipe.kernel import keep_little
from callcast.player.outputs.sinks.pipe.readers import Readers
from callcast.player.outputs.sinks.pipe.stream import writer_of

assert sys.platform != "win32"

LOOK = 0.05
"""Seconds between two looks whether a reader has come: the system tells nobody."""


async def serve(path: Path, readers: Readers) -> None:
    """Write to whoever reads the FIFO at `path`, until cancelled; it is made if it is missing, and left where it is.

    A reader that waits there while we are away would wait for ever behind a file that was removed.
    """
    make(path)
    async with readers.come():
        while True:
            make(path)  # somebody may have removed it
            if (pipe := _opened(path)) is None:
                await asyncio.sleep(LOOK)
                continue
            keep_little(pipe.fileno(), readers.track().profile)
            await readers.take(await writer_of(pipe))


def make(path: Path) -> None:
    """Have a FIFO at `path`; one that is made is for its owner alone.

    Raises `PlaceTaken` when something else is there, `CannotUse` when the system refuses.
    """
    try:
        if stat.S_ISFIFO(path.stat().st_mode):
            return
        raise PlaceTaken(path, "is there already, and is no FIFO")
    except FileNotFoundError:
        pass
    except OSError as error:
        raise CannotUse(path, error) from None
    try:
        os.mkfifo(path, 0o600)
    except OSError as error:
        raise CannotUse(path, error) from None


def _opened(path: Path) -> IO[bytes] | None:
    """Our end of it, when somebody has the other."""
    try:
        pipe = os.fdopen(os.open(path, os.O_WRONLY | os.O_NONBLOCK), "wb", 0)
    except OSError as error:
        if error.errno in (errno.ENXIO, errno.ENOENT):
            return None
        raise CannotUse(path, error) from None
    try:
        lock(path, pipe.fileno())
    except PlaceTaken:
        pipe.close()
        raise
    return pipe

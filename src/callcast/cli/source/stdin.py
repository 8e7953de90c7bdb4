"""Standard input while an event loop runs."""

import asyncio
import contextlib
import os
import threading
from collections.abc import AsyncIterator, Iterator
from itertools import chain

from callcast.cli import words

STDIN = 0


async def lines() -> AsyncIterator[bytes]:
    """Each line when it is asked for and has come, without its end.

    They are read in a thread that nobody waits for: a read that waits cannot be ended.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes | None] = asyncio.Queue()
    asked = threading.Semaphore(0)

    def read() -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            for line in chain(_lines(), (None,)):
                asked.acquire()
                loop.call_soon_threadsafe(queue.put_nowait, line)

    threading.Thread(target=read, name="stdin", daemon=True).start()
    while True:
        asked.release()
        if (line := await queue.get()) is None:
            return
        yield line


def _lines() -> Iterator[bytes]:
    # Not by sys.stdin: its lock, held by a thread that waits, makes an interpreter that ends abort.
    rest = b""
    while data := os.read(STDIN, 65_536):
        *complete, rest = (rest + data).split(b"\n")
        yield from complete
        if len(rest) > words.LONGEST:
            yield rest
            rest = b""
    if rest:
        yield rest

"""Our standard input, into the standard input of one ffmpeg after another."""

import asyncio
import contextlib
import os
import threading

CHUNK = 4096
"""Bytes that are read at once at most."""


class Stdin:
    """Whoever writes to us waits for the ffmpeg there is; while there is none, what comes is `lost`, in bytes."""

    def __init__(self, sample: int, fd: int = 0) -> None:
        """`sample` is the size in bytes of what must not be torn apart."""
        self._sample = sample
        self._fd = fd
        self._read = 0
        self.lost = 0
        self._skip = 0
        self._pipe: asyncio.StreamWriter | None = None
        self._left = asyncio.Event()
        self.ended = asyncio.Event()

    @property
    def taken(self) -> int:
        """Bytes that came while there was an ffmpeg."""
        return self._read - self.lost

    def start(self) -> None:
        """Read from now on, in a thread: an event loop cannot wait for a file, nor for a pipe of Windows."""
        loop = asyncio.get_running_loop()
        taken = threading.Semaphore(0)

        def take(data: bytes) -> None:
            # Made in the loop: Python complains of one that the thread makes and a loop that ends never runs.
            asyncio.ensure_future(self._take(data)).add_done_callback(lambda _: taken.release())

        def read() -> None:
            with contextlib.suppress(RuntimeError):  # the loop is gone
                while data := os.read(self._fd, CHUNK):
                    loop.call_soon_threadsafe(take, data)
                    taken.acquire()
                loop.call_soon_threadsafe(self.ended.set)

        threading.Thread(target=read, name="stdin", daemon=True).start()

    async def run(self, pipe: asyncio.StreamWriter) -> bool:
        """Write to `pipe` until there is no more (True) or nobody takes it (False), and close it."""
        pipe.transport.set_write_buffer_limits(high=0)
        self._pipe, self._skip = pipe, -self._read % self._sample
        self._left.clear()
        ways = [asyncio.ensure_future(event.wait()) for event in (self.ended, self._left)]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            return self.ended.is_set()
        finally:
            for way in ways:
                way.cancel()
            self._pipe = None
            pipe.close()

    async def _take(self, data: bytes) -> None:
        self._read += len(data)
        if self._pipe is None:
            self.lost += len(data)
            return
        whole, self._skip = data[self._skip :], max(0, self._skip - len(data))
        try:
            self._pipe.write(whole)
            await self._pipe.drain()
        except OSError:
            self._left.set()

"""All who take the samples of one output."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable

from callcast.player.outputs.channel import Track
from callcast.player.outputs.sinks.pipe.reader import Reader
from callcast.player.outputs.sinks.sink import Flow

log = logging.getLogger(__name__)


class Readers:
    """Gives each who comes the samples from then on, and counts, over those who have gone too."""

    def __init__(self, track: Callable[[], Track], head: bytes, most: int | None = None) -> None:
        """`head` goes before the samples; more readers than `most` at a time are refused."""
        self.track = track
        self._head = head
        self._most = most
        self._now: list[Reader] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._live = False
        self._frames = 0
        self._dropped = 0

    @property
    def flow(self) -> Flow:
        """What has gone to all of them."""
        frames = self._frames + sum(reader.frames for reader in self._now)
        dropped = self._dropped + sum(reader.dropped for reader in self._now)
        return Flow(self._live, frames, dropped, len(self._now))

    @contextlib.asynccontextmanager
    async def come(self) -> AsyncIterator[None]:
        """Meanwhile readers can come; at its end those whom `welcome` has let in are parted from."""
        self._live = True
        try:
            yield
        finally:
            self._live = False
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def welcome(self, writer: asyncio.StreamWriter) -> None:
        """Let a reader in, or refuse it; its stream is closed at the end."""
        if not self._live:  # it was accepted while we were ending
            _part(writer)
            return
        task = asyncio.ensure_future(self.take(writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def take(self, writer: asyncio.StreamWriter) -> None:
        """Give a reader what is due until it leaves or the channel ends, then close its stream."""
        try:
            if self._most is not None and len(self._now) >= self._most:
                log.info("one more reader was refused: readers allows %d", self._most)
                return
            await self._carry(writer)
        except OSError:
            pass  # it has left
        finally:
            _part(writer)

    async def _carry(self, writer: asyncio.StreamWriter) -> None:
        reader = Reader(self.track(), writer)
        self._now.append(reader)
        try:
            await reader.run(self._head)
        finally:
            self._now.remove(reader)
            self._frames += reader.frames
            self._dropped += reader.dropped


def _part(writer: asyncio.StreamWriter) -> None:
    """At once: what it has not taken by now is the past."""
    if not writer.transport.is_closing():
        writer.transport.abort()

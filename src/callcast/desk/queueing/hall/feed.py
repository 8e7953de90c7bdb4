"""Events as they happen, for whoever listens."""

import asyncio
from collections import deque
from collections.abc import Sequence

from callcast.desk.queueing.hall.errors import Forbidden
from callcast.desk.queueing.hall.event import Event

READERS = 500
"""Who may listen at the same time."""
AHEAD = 1_000
"""Events that a reader may be behind."""


class Feed:
    """What was kept is put here, once; every reader gets it, in that order."""

    def __init__(self, readers: int = READERS, ahead: int = AHEAD) -> None:
        """Bounds, as above."""
        self._most, self._ahead = readers, ahead
        self._readers: set[Reader] = set()
        self._arrived = asyncio.Event()
        self.newest = 0
        """The highest number that was put; 0 before the first."""
        self.dropped = 0
        """Events that readers who were too slow have not got."""
        self.closed = False

    @property
    def readers(self) -> int:
        """Who listens now."""
        return len(self._readers)

    def put(self, events: Sequence[Event]) -> None:
        """These have happened; they have their numbers."""
        if not events:
            return
        self.newest = max(self.newest, events[-1].number)
        for reader in tuple(self._readers):
            reader._take(events)
        self._wake()

    def subscribe(self) -> "Reader":
        """Hear what is put from now on; you must close it. `Forbidden` when too many listen."""
        if len(self._readers) >= self._most:
            raise Forbidden("too-many-listen", limit=self._most)
        reader = Reader(self, self._ahead)
        self._readers.add(reader)
        if self.closed:
            reader.close()
        return reader

    async def beyond(self, number: int) -> None:
        """Until something with a higher number was put, or the feed is closed."""
        while self.newest <= number and not self.closed:
            await self._arrived.wait()

    def close(self) -> None:
        """The desk is about to stop: nobody waits any longer."""
        self.closed = True
        for reader in tuple(self._readers):
            reader.close()
        self._wake()

    def _wake(self) -> None:
        self._arrived.set()
        self._arrived = asyncio.Event()


class Reader:
    """One who listens: `async for` gives the events.

    It ends when it is closed, and after the last event that had room when it was `behind`: it must begin anew then.
    """

    def __init__(self, feed: Feed, ahead: int) -> None:
        """Made by `Feed.subscribe`."""
        self._feed, self._ahead = feed, ahead
        self._events: deque[Event] = deque()
        self._more = asyncio.Event()
        self._closed = False
        self.behind = False

    def close(self) -> None:
        """Listen no more; idempotent."""
        self._closed = True
        self._more.set()
        self._feed._readers.discard(self)

    def _take(self, events: Sequence[Event]) -> None:
        room = self._ahead - len(self._events)
        self._events.extend(events[:room])
        if len(events) > room:
            self._feed.dropped += len(events) - room
            self.behind = True
            self.close()
        self._more.set()

    async def next(self, seconds: float) -> Event | None:
        """The next event, or None when none has come for so long; `StopAsyncIteration` at the end."""
        if not self._events and not self._closed:
            self._more.clear()
            waiting = asyncio.ensure_future(self._more.wait())
            try:
                await asyncio.wait({waiting}, timeout=seconds)
            finally:
                waiting.cancel()
        if self._events:
            return self._events.popleft()
        if self._closed:
            raise StopAsyncIteration
        return None

    def __aiter__(self) -> "Reader":
        """Itself."""
        return self

    async def __anext__(self) -> Event:
        """The next event, however long it takes."""
        while (event := await self.next(3_600.0)) is None:
            pass
        return event

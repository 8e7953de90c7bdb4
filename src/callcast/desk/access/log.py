"""The log of who did what: written behind, since nobody waits for it."""

import asyncio
import logging
from collections import deque

from callcast.desk.access.audit import Entry
from callcast.desk.access.ports import AccessStore
from callcast.errors import CallcastError

log = logging.getLogger(__name__)

WAITING = 10_000
"""Entries that may wait for the disk."""
AT_ONCE = 500
"""Entries written together."""


class AuditLog:
    """You must `run` it; `flush` before the store is closed."""

    def __init__(self, store: AccessStore) -> None:
        """Empty."""
        self._store = store
        self._waiting: deque[Entry] = deque()
        self._news = asyncio.Event()
        self._lost = 0

    def add(self, entry: Entry) -> None:
        """Written soon. When the disk takes nothing for long, the oldest are lost, and counted."""
        if len(self._waiting) >= WAITING:
            self._waiting.popleft()
            self._lost += 1
        self._waiting.append(entry)
        self._news.set()

    async def page(self, *, limit: int, before: int | None) -> list[Entry]:
        """The newest first, what waits among them."""
        await self.flush()
        return await self._store.entries(limit=limit, before=before)

    async def flush(self) -> None:
        """Write what waits; `CallcastError`, and then it waits on."""
        while self._waiting:
            some = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
            try:
                await self._store.log(some)
            except BaseException:
                self._waiting.extendleft(reversed(some))
                raise
        self._news.clear()

    async def run(self, pause: float) -> None:
        """Write as it comes, until cancelled; after a fault again in `pause` seconds."""
        while True:
            await self._news.wait()
            try:
                await self.flush()
            except CallcastError as error:
                log.warning("Who did what cannot be kept: %s", error)
                await asyncio.sleep(pause)
            if self._lost:
                log.error("%d entries of who did what are lost, for they could not be kept.", self._lost)
                self._lost = 0

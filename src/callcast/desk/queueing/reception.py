"""The desk of a hall: what is done there is kept, and what is called there is announced."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence

from callcast.bus.messages import State
from callcast.desk.queueing.announcement import Announcement
from callcast.desk.queueing.courier import Courier
from callcast.desk.queueing.errors import StoreError
from callcast.desk.queueing.hall.book import Book
from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.hall.event import Event, of_announcement
from callcast.desk.queueing.hall.store import Entry, HallStore
from callcast.desk.queueing.intake import Intake, new_id
from callcast.desk.queueing.ledger import Ledger
from callcast.desk.queueing.ports import Clock

log = logging.getLogger(__name__)

UNTOLD = 10_000
"""Changes of announcements that may wait to be kept as events; of more the oldest are dropped, and counted."""
RETRY_AFTER = 2.0
"""Seconds until what could not be kept is tried again."""


class Reception:
    """`book` is the one door for acts; `store` has what is long ago."""

    def __init__(self, store: HallStore, ledger: Ledger, courier: Courier, intake: Intake, wall: Clock) -> None:
        """You must `load` it, and `run` it."""
        self.store = store
        self._ledger, self._courier, self._intake, self._wall = ledger, courier, intake, wall
        self.book = Book(store, wall, new_id, self._queued, self._announcement, self._kept)
        self._listeners: list[Callable[[Sequence[Event]], None]] = []
        self._untold: deque[Event] = deque(maxlen=UNTOLD)
        self.dropped = 0
        self._wake = asyncio.Event()
        ledger.on_change(self._changed)

    def on_events(self, listener: Callable[[Sequence[Event]], None]) -> None:
        """Have it called with the events of each change, once they are kept."""
        self._listeners.append(listener)

    async def load(self) -> None:
        """Read the floor; `StoreError`."""
        await self.book.load()

    async def close(self) -> None:
        """Have kept what is being done, before the store is closed."""
        await self.book.close()

    async def run(self) -> None:
        """Keep what announcements come to as events, for ever."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._untold:
                waiting = list(self._untold)
                self._untold.clear()
                try:
                    async with self.book.telling:
                        self._tell(await self.store.commit((), waiting))
                except StoreError as error:
                    log.warning("What became of announcements cannot be told yet: %s", error)
                    self._untold.extendleft(reversed(waiting[-UNTOLD + len(self._untold) :]))
                    await asyncio.sleep(RETRY_AFTER)

    def _tell(self, events: Sequence[Event]) -> None:
        for listener in self._listeners:
            listener(events)

    def _changed(self, announcement: Announcement) -> None:
        self.dropped += len(self._untold) == UNTOLD
        self._untold.append(of_announcement(announcement, self._wall()))
        self._wake.set()

    def _queued(self, announcement: str) -> bool:
        """It waits everywhere: nobody has heard anything of it."""
        found = self._ledger.open.get(announcement)
        if found is None or found.cancel_asked:
            return False
        return all(one.state is State.QUEUED for one in found.deliveries)

    def _announcement(self, calling: Calling, at: float) -> Announcement:
        announcement = self._intake.called(calling, at)
        self._ledger.check_room(announcement.channels, announcement.priority)
        return announcement

    async def _kept(self, entries: Sequence[Entry], events: Sequence[Event]) -> None:
        for entry in entries:
            for announcement in entry.announcements:
                self._courier.accepted(announcement.id)
                self._ledger.add(announcement)
                await self._courier.deliver(announcement.id)
        await asyncio.gather(*(self._withdraw(one) for entry in entries for one in entry.change.withdrawn))
        self._tell(events)

    async def _withdraw(self, announcement: str) -> None:
        """The store has it with the act; here too it must be known, or the next report would be kept over it."""
        try:
            await self._ledger.change(announcement, Announcement.cancel)
            await self._courier.deliver(announcement)
        except StoreError as error:
            log.error("A call that was undone may be heard all the same: %s", error)

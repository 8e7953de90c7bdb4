"""What the hall needs of a store."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from callcast.desk.queueing.announcement import Announcement
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.event import Event
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.order import Order
from callcast.desk.queueing.hall.period import Period
from callcast.desk.queueing.hall.sentence import Sentence
from callcast.desk.queueing.hall.ticket import Ticket
from callcast.desk.queueing.ports import Key

KEY_KEPT = 86_400.0
"""Seconds for which what came of a request with a key is remembered, at least."""


@dataclass(frozen=True)
class Entry:
    """A `change` with what it has said (one for each of its `calls`), and the key of the request if it had one."""

    change: Change
    announcements: tuple[Announcement, ...] = ()
    key: Key | None = None


@dataclass(frozen=True)
class Done:
    """What came of an act: the `subject` of its change, and `because` of what."""

    subject: str
    because: Sentence | None = None


class HallStore(Protocol):
    """Where the floor is kept. Every call may raise `StoreError` with a sentence for people."""

    async def floor(self) -> Floor:
        """As it was after the last change."""

    async def commit(self, entries: Sequence[Entry], events: Sequence[Event]) -> tuple[Event, ...]:
        """Keep all of them, or none; returns the events with their numbers.

        `Conflict` if the store has a ticket, an order, the site, a line, a counter or an item in another version than
        one less than the one to be kept, or a new one already; a serial of that line and day; or the key. Announcements
        are kept as `Store.add` keeps them, and of those withdrawn that are open it is kept that somebody asked.
        """

    async def replied(self, key: Key) -> Done | None:
        """What came of it, if it is not older than `KEY_KEPT`; `KeyReused` if its digest was another."""

    async def ticket(self, id: str) -> Ticket | None:  # noqa: A002 - the field's name
        """One by its id, however old."""

    async def tickets(
        self,
        *,
        limit: int,
        line: str | None = None,
        day: str | None = None,
        stage: str | None = None,
        number: str | None = None,
        before: str | None = None,
    ) -> list[Ticket]:
        """Newest first; of that line, that day, in that stage, of that number; older than the ticket `before`."""

    async def order(self, id: str) -> Order | None:  # noqa: A002 - the field's name
        """One by its id, however old."""

    async def orders(
        self,
        *,
        limit: int,
        line: str | None = None,
        day: str | None = None,
        stage: str | None = None,
        number: str | None = None,
        before: str | None = None,
    ) -> list[Order]:
        """Newest first, as `tickets`."""

    async def periods(self, subject: str) -> list[Period]:
        """The log of one ticket or order, oldest first."""

    async def between(self, start: float, end: float, limit: int, after: int = 0) -> list[tuple[int, Period]]:
        """The log of all: periods that began in that time, with their numbers, of which those above `after`."""

    async def events(self, after: int, limit: int) -> list[Event]:
        """Those with a number above `after`, oldest first."""

    async def newest_event(self) -> int:
        """The number of the last one; 0 if there was none."""

    async def forget(self, *, names_before: float, final_before: float, events_before: float) -> int:
        """Take out what people wrote about themselves, and forget what is old.

        Some of it at once; returns how many, 0 when none are left. Before `names_before` (Unix seconds): names and
        notes of tickets and orders that ended, of what was done to them, of calls that were said, and of events.
        Before the others: tickets and orders that ended, with their periods; acts; and events. The newest act and
        event are kept, for what comes after them.
        """

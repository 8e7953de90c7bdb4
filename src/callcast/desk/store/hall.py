"""Tickets and orders, in the same SQLite file as the announcements that call them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnClause, Connection, Select, Table, func, literal_column, select

from callcast.desk.queueing.errors import KeyReused
from callcast.desk.queueing.hall.event import Event
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.order import Order
from callcast.desk.queueing.hall.period import Period
from callcast.desk.queueing.hall.store import Done, Entry
from callcast.desk.queueing.hall.ticket import Ticket
from callcast.desk.queueing.ports import Key
from callcast.desk.store.database import Database
from callcast.desk.store.hall_commit import commit
from callcast.desk.store.hall_floor import read_floor
from callcast.desk.store.hall_forget import forget
from callcast.desk.store.hall_rows import because_of, event_of, order_of, period_of, ticket_of
from callcast.desk.store.hall_tables import act_keys, events, orders, periods, tickets


class SqliteHall:
    """What `queueing.hall.store.HallStore` asks for; the `database` is closed by whoever opened it."""

    def __init__(self, database: Database) -> None:
        """That of a `SqliteStore`."""
        self._database = database

    async def floor(self) -> Floor:
        """As it was after the last change."""
        return await self._database.do(read_floor)

    async def commit(self, entries: Sequence[Entry], events: Sequence[Event]) -> tuple[Event, ...]:
        """Keep all of them, or none; returns the events with their numbers; `Conflict`."""
        return await self._database.do(lambda connection: commit(connection, entries, events))

    async def replied(self, key: Key) -> Done | None:
        """What came of it; `KeyReused` if its digest was another."""

        def job(connection: Connection) -> Done | KeyReused | None:
            row = connection.execute(select(act_keys).where(act_keys.c.key == key.text)).mappings().one_or_none()
            if row is None:
                return None
            if row["digest"] != key.digest:
                return KeyReused(key.text)
            return Done(row["subject"], because_of(row["because"]))

        return await self._database.do(job)

    async def ticket(self, id: str) -> Ticket | None:  # noqa: A002 - the field's name
        """One by its id."""
        found = await self._rows(select(tickets).where(tickets.c.id == id))
        return ticket_of(found[0]) if found else None

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
        """Newest first."""
        fits = {"line": line, "day": day, "stage": stage, "shown": number}
        return [ticket_of(row) for row in await self._rows(_page(tickets, fits, limit, before))]

    async def order(self, id: str) -> Order | None:  # noqa: A002 - the field's name
        """One by its id."""
        found = await self._rows(select(orders).where(orders.c.id == id))
        return order_of(found[0]) if found else None

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
        """Newest first."""
        fits = {"line": line, "day": day, "stage": stage, "shown": number}
        return [order_of(row) for row in await self._rows(_page(orders, fits, limit, before))]

    async def periods(self, subject: str) -> list[Period]:
        """The log of one ticket or order, oldest first."""
        query = select(periods).where(periods.c.subject == subject).order_by(periods.c.number)
        return [period_of(row) for row in await self._rows(query)]

    async def between(self, start: float, end: float, limit: int, after: int = 0) -> list[tuple[int, Period]]:
        """Periods that began in that time, with their numbers, above `after`."""
        then = (periods.c.start >= start) & (periods.c.start < end)
        # Which numbers they have is found by the index of their start, which has nearly the order of the numbers.
        number: ColumnClause[int] = literal_column("+periods.number")
        first, last = (select(bound(number)).where(then).scalar_subquery() for bound in (func.min, func.max))
        query = select(periods).where(periods.c.number.between(first, last), periods.c.number > after, then)
        query = query.order_by(periods.c.number).limit(limit)
        return [(row["number"], period_of(row)) for row in await self._rows(query)]

    async def events(self, after: int, limit: int) -> list[Event]:
        """Those with a number above `after`, oldest first."""
        query = select(events).where(events.c.number > after).order_by(events.c.number).limit(limit)
        return [event_of(row) for row in await self._rows(query)]

    async def newest_event(self) -> int:
        """The number of the last one; 0 if there was none."""
        query = select(func.max(events.c.number))
        return await self._database.do(lambda connection: connection.execute(query).scalar() or 0)

    async def forget(self, *, names_before: float, final_before: float, events_before: float) -> int:
        """Some of what is old; how many."""
        return await self._database.do(lambda connection: forget(connection, names_before, final_before, events_before))

    async def _rows(self, query: Select[Any]) -> Sequence[Any]:
        return await self._database.do(lambda connection: connection.execute(query).mappings().all())


def _page(table: Table, fits: dict[str, str | None], limit: int, before: str | None) -> Select[Any]:
    """Newest first; those whose columns are as in `fits`, where that tells; older than the one with the id `before`."""
    query = select(table).order_by(table.c.number.desc()).limit(limit)
    for name, value in fits.items():
        if value is not None:
            query = query.where(table.c[name] == value)
    if before is not None:
        query = query.where(table.c.number < select(table.c.number).where(table.c.id == before).scalar_subquery())
    return query

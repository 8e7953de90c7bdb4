"""What acts have changed, written by one job."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import IntegrityError

from callcast.bus.messages import State
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Conflict
from callcast.desk.queueing.hall.event import Event
from callcast.desk.queueing.hall.site import Site
from callcast.desk.queueing.hall.store import KEY_KEPT, Entry
from callcast.desk.store.hall_rows import (
    SetUp,
    act_row,
    because_row,
    event_row,
    order_row,
    period_row,
    setup_row,
    ticket_row,
)
from callcast.desk.store.hall_tables import act_keys, acts, events, orders, periods, setup, tallies, tickets
from callcast.desk.store.rows import Row, insert_announcement
from callcast.desk.store.tables import announcements

# Made once: to make one takes SQLAlchemy longer than SQLite to do it.
_END = (
    update(periods)
    .where(periods.c.subject == bindparam("whose"), periods.c.end.is_(None))
    .values(end=bindparam("now", type_=periods.c.end.type))
)
_CALLS = select(tickets.c.calls).where(tickets.c.id == bindparam("whose"))
_NEXT = {
    table: update(table).where(table.c.id == bindparam("whose"), table.c.version == bindparam("version_before"))
    for table in (tickets, orders)
}
_COUNT = upsert(tallies)
_COUNT = _COUNT.on_conflict_do_update(
    index_elements=["line", "day"], set_={"issued": _COUNT.excluded.issued, "called": _COUNT.excluded.called}
)
_OPEN = tuple(state.value for state in State if not state.final)


def commit(connection: Connection, entries: Sequence[Entry], told: Sequence[Event]) -> tuple[Event, ...] | Conflict:
    """Write all of it, and return the events with their numbers; or nothing, and return the `Conflict`."""
    try:
        with connection.begin_nested():
            for entry in entries:
                _keep(connection, entry)
            return _numbered(connection, told)
    except Conflict as conflict:
        return conflict


def _keep(connection: Connection, entry: Entry) -> None:
    change = entry.change
    _keep_setup(connection, change)
    paces = [ticket.id for ticket in change.tickets if _called_first(connection, ticket.id, ticket.calls)]
    for ticket in change.tickets:
        _put(connection, tickets, ticket_row(ticket))
    for order in change.orders:
        _put(connection, orders, order_row(order))
    for tally in change.tallies:
        connection.execute(_COUNT, vars(tally))
    for period in change.periods:
        connection.execute(_END, {"whose": period.subject, "now": period.start})
        pace = period.stage == "called" and period.subject in paces
        connection.execute(insert(periods), period_row(period, pace=pace))
    connection.execute(insert(acts), act_row(change.act))
    for announcement in entry.announcements:
        insert_announcement(connection, announcement)
    if change.withdrawn:
        unsaid = announcements.c.id.in_(change.withdrawn) & announcements.c.state.in_(_OPEN)
        connection.execute(update(announcements).where(unsaid).values(cancel_asked=True))
    _keep_key(connection, entry)


def _keep_setup(connection: Connection, change: Change) -> None:
    for kind, gone in change.removed:
        _one(connection.execute(delete(setup).where(setup.c.kind == kind, setup.c.id == gone)).rowcount)
    if change.site is not None:
        _put_setup(connection, change.site)
    values: tuple[SetUp, ...] = (*change.lines, *change.counters, *change.items)
    for value in values:
        _put_setup(connection, value)


def _put_setup(connection: Connection, value: SetUp) -> None:
    """Like `_put`; there is a site of version 0 before anybody has written one."""
    row = setup_row(value)
    there = select(setup.c.version).where(setup.c.kind == row["kind"], setup.c.id == row["id"])
    version = connection.execute(there).scalar()
    if version is None and (value.version == 0 or (isinstance(value, Site) and value.version == 1)):
        connection.execute(insert(setup), row)
        return
    _one(version is not None and value.version == version + 1)
    connection.execute(update(setup).where(setup.c.kind == row["kind"], setup.c.id == row["id"]).values(row))


def _put(connection: Connection, table: Table, row: Row) -> None:
    """A new one, or the next version of one that is there; `Conflict`."""
    if row["version"] == 0:
        _unless_there(lambda: connection.execute(insert(table), row))
        return
    values = {name: value for name, value in row.items() if name != "id"}
    which = {"whose": row["id"], "version_before": row["version"] - 1}
    _one(connection.execute(_NEXT[table], {**values, **which}).rowcount)


def _called_first(connection: Connection, ticket: str, calls: int) -> bool:
    """It was never called before; as `Floor.apply` has it."""
    if calls != 1:
        return False
    return not connection.execute(_CALLS, {"whose": ticket}).scalar()


def _keep_key(connection: Connection, entry: Entry) -> None:
    """And let go of those that are old."""
    if entry.key is None:
        return
    change, at = entry.change, entry.change.act.at
    row = {"key": entry.key.text, "digest": entry.key.digest, "subject": change.subject, "created_at": at}
    connection.execute(delete(act_keys).where(act_keys.c.created_at < at - KEY_KEPT))
    _unless_there(lambda: connection.execute(insert(act_keys), {**row, "because": because_row(change.because)}))


def _numbered(connection: Connection, told: Sequence[Event]) -> tuple[Event, ...]:
    """Write the events, with the numbers that come next: the newest one is never forgotten."""
    newest = connection.execute(select(func.max(events.c.number))).scalar() or 0
    numbered = tuple(replace(event, number=number) for number, event in enumerate(told, newest + 1))
    if numbered:
        connection.execute(insert(events), [event_row(event) for event in numbered])
    return numbered


def _one(changed: Any) -> None:
    if not changed:
        raise Conflict("changed-meanwhile")


def _unless_there(write: Callable[[], object]) -> None:
    try:
        write()
    except IntegrityError as error:
        raise Conflict("changed-meanwhile") from error

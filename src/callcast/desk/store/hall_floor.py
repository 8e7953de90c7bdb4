"""The floor, as what is in the file leaves it."""

from collections.abc import Iterator

from sqlalchemy import Connection, RowMapping, Table, func, literal_column, select

from callcast.desk.queueing.hall.counter import Counter
from callcast.desk.queueing.hall.floor import PACES, Floor
from callcast.desk.queueing.hall.item import Item
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.order import OrderStage
from callcast.desk.queueing.hall.tally import Tally
from callcast.desk.queueing.hall.ticket import Stage
from callcast.desk.store.hall_rows import act_of, order_of, setup_of, ticket_of
from callcast.desk.store.hall_tables import acts, orders, periods, setup, tallies, tickets

_OPEN = {
    tickets: tuple(stage.value for stage in Stage if not stage.final),
    orders: tuple(stage.value for stage in OrderStage if not stage.final),
}


def read_floor(connection: Connection) -> Floor:
    """What is open, what is of the newest day of its line, and how things stand."""
    floor = Floor()
    _read_setup(connection, floor)
    newest = select(tallies.c.line, func.max(tallies.c.day).label("day")).group_by(tallies.c.line).subquery()
    there = (tallies.c.line == newest.c.line) & (tallies.c.day == newest.c.day)
    for row in connection.execute(select(tallies).join(newest, there)).mappings():
        floor.tallies[row["line"]] = Tally(**row)
    floor.tickets = {row["id"]: ticket_of(row) for row in _rows(connection, tickets, floor)}
    floor.orders = {row["id"]: order_of(row) for row in _rows(connection, orders, floor)}
    _read_acts(connection, floor)
    _read_paces(connection, floor)
    return floor


def _read_setup(connection: Connection, floor: Floor) -> None:
    for row in connection.execute(select(setup)).mappings():
        value = setup_of(row)
        if isinstance(value, Line):
            floor.lines[value.id] = value
        elif isinstance(value, Counter):
            floor.counters[value.id] = value
        elif isinstance(value, Item):
            floor.items[value.id] = value
        else:
            floor.site = value


def _rows(connection: Connection, table: Table, floor: Floor) -> Iterator[RowMapping]:
    """Of tickets or orders."""
    yield from connection.execute(select(table).where(table.c.stage.in_(_OPEN[table]))).mappings()
    ended = literal_column(f"+{table.name}.stage").not_in(_OPEN[table])  # "+": not by its index, but by that of the day
    for tally in floor.tallies.values():
        of_day = select(table).where(table.c.line == tally.line, table.c.day == tally.day, ended)
        yield from connection.execute(of_day).mappings()


def _read_acts(connection: Connection, floor: Floor) -> None:
    """The last one of each counter, and the time of the last of all."""
    last = select(acts).order_by(acts.c.number.desc()).limit(1)
    for counter in floor.counters:
        for row in connection.execute(last.where(acts.c.counter == counter)).mappings():
            floor.acts[counter] = act_of(row)
    for row in connection.execute(last).mappings():
        floor.latest = row["at"]


def _read_paces(connection: Connection, floor: Floor) -> None:
    first = select(periods.c.start).where(periods.c.pace).order_by(periods.c.number.desc()).limit(PACES)
    for line in floor.lines:
        if starts := connection.execute(first.where(periods.c.line == line)).scalars().all():
            floor.paces[line] = tuple(reversed(starts))

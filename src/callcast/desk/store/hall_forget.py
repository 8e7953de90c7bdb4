"""What is old, and what people wrote about themselves."""

from typing import Any

from sqlalchemy import Column, Connection, Row, Select, Table, delete, func, literal_column, select, text, update

from callcast.bus.messages import State
from callcast.desk.queueing.hall.order import OrderStage
from callcast.desk.queueing.hall.personal import LEFT_OUT, left_out, nameless
from callcast.desk.queueing.hall.ticket import Stage
from callcast.desk.store.hall_rows import because_of, because_row
from callcast.desk.store.hall_tables import acts, events, orders, periods, tickets
from callcast.desk.store.tables import NAMED, announcements

AT_ONCE = 200
"""Rows of a table, so that others are never held up for long."""

_FINAL = {
    tickets: tuple(stage.value for stage in Stage if stage.final),
    orders: tuple(stage.value for stage in OrderStage if stage.final),
}
# Not by the index of their stage: nearly all are over, and few of them are old.
_IN_FINAL = {table: literal_column(f"+{table.name}.stage").in_(stages) for table, stages in _FINAL.items()}
_SAID = tuple(state.value for state in State if state.final)


def forget(connection: Connection, names_before: float, final_before: float, events_before: float) -> int:
    """At most `AT_ONCE` of each table; how many."""
    return (
        sum(_forget_ended(connection, table, final_before) for table in _FINAL)
        + _forget_rows(connection, acts, final_before)
        + _forget_rows(connection, events, events_before)
        + sum(_unname_ended(connection, table, names_before) for table in _FINAL)
        + _unname_documents(connection, acts.c.words, names_before)
        + _unname_documents(connection, events.c.data, names_before)
        + _unname_calls(connection, names_before)
    )


def _forget_ended(connection: Connection, table: Table, before: float) -> int:
    """With their periods."""
    ended = select(table.c.id).where(table.c.since < before, _IN_FINAL[table]).limit(AT_ONCE)
    gone = connection.execute(ended).scalars().all()
    if gone:
        connection.execute(delete(periods).where(periods.c.subject.in_(gone)))
        connection.execute(delete(table).where(table.c.id.in_(gone)))
    return len(gone)


def _forget_rows(connection: Connection, table: Table, before: float) -> int:
    """But for the newest: it tells the time, and the number, after which the next one comes."""
    newest = select(func.max(table.c.number)).scalar_subquery()
    old = select(table.c.number).where(table.c.at < before, table.c.number < newest).limit(AT_ONCE)
    return connection.execute(delete(table).where(table.c.number.in_(old))).rowcount


def _personal(table: Table) -> Select[Any]:
    """In the words of the index."""
    return select(table).where(text("personal = 1")).limit(AT_ONCE)


def _unname_ended(connection: Connection, table: Table, before: float) -> int:
    """And the sentences of their periods."""
    query = _personal(table).where(table.c.since < before, _IN_FINAL[table])
    rows = connection.execute(query).all()
    for row in rows:
        values: dict[str, Any] = {"name": "", "personal": False}
        if table is orders:
            values["picks"] = nameless(row.picks)
        connection.execute(update(table).where(table.c.number == row.number).values(values))
        if row.name:
            _unname_periods(connection, row.id, row.name)
    return len(rows)


def _unname_periods(connection: Connection, subject: str, name: str) -> None:
    query = select(periods).where(periods.c.subject == subject, periods.c.because.is_not(None))
    for row in connection.execute(query).all():
        because = because_of(row.because)
        assert because is not None
        words = because_row(left_out(because, name))
        connection.execute(update(periods).where(periods.c.number == row.number).values(because=words))


def _unname_documents(connection: Connection, words: Column[str], before: float) -> int:
    """The column `words` of acts or events."""
    table = words.table
    assert isinstance(table, Table)
    rows = connection.execute(_personal(table).where(table.c.at < before)).mappings().all()
    for row in rows:
        values = {words.name: nameless(row[words.name]), "personal": False}
        connection.execute(update(table).where(table.c.number == row["number"]).values(values))
    return len(rows)


def _unname_calls(connection: Connection, before: float) -> int:
    """Calls that are over, and their texts; a call by nothing but a name is none any more."""
    said = literal_column("+announcements.state").in_(_SAID) & (announcements.c.accepted_at < before)
    rows = connection.execute(select(announcements).where(text(NAMED), said).limit(AT_ONCE)).all()
    for row in rows:
        values = _nameless_call(row)
        connection.execute(update(announcements).where(announcements.c.number == row.number).values(values))
    return len(rows)


def _nameless_call(row: Row[Any]) -> dict[str, str | None]:
    values: dict[str, str | None] = {"call_name": "", "text": row.text.replace(row.call_name, LEFT_OUT)}
    if row.texts:
        values["texts"] = row.texts.replace(row.call_name, LEFT_OUT)
    if not row.call_number and not row.call_place:
        values.update(call_number=None, call_place=None, call_name=None)
    return values

"""No question to the hall looks at every row: a year of tickets must not make one slow."""

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from callcast.desk.queueing.hall.counter import Counter
from callcast.desk.queueing.hall.event import of_change
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.period import Period
from callcast.desk.queueing.hall.store import Entry
from callcast.desk.queueing.hall.tally import Tally
from callcast.desk.queueing.hall.ticket import Stage
from callcast.desk.queueing.ports import Key
from callcast.desk.store.hall import SqliteHall
from callcast.desk.store.sqlite import SqliteStore
from callcast.testing.hall_store_contract import DAY, change, next_of, order, ticket
from callcast.testing.store_contract import announcement

GROWING = ("tickets", "orders", "periods", "acts", "events", "act_keys", "announcements")
"""The others are read as a whole, or have some rows a day."""


async def ask_all(hall: SqliteHall) -> None:
    """All that can be asked, and done."""
    first = change(
        1.0,
        tickets=(ticket(1, name="Kim"),),
        orders=(order(1),),
        lines=(Line("a", "A"),),
        counters=(Counter("c", "C", "1", ()),),
        tallies=(Tally("a", DAY, 1),),
        periods=(Period("t1", "waiting", "a", None, 1.0, None, "kim"),),
    )
    await hall.commit([Entry(first, (announcement(1),), Key("k", "d"))], of_change(first))
    called = next_of(ticket(1), calls=1, stage=Stage.DONE)
    period = Period("t1", "called", "a", "c", 2.0, None, "kim")
    await hall.commit([Entry(change(2.0, tickets=(called,), periods=(period,), withdrawn=("a1",)))], [])
    await hall.floor()
    await hall.replied(Key("k", "d"))
    await hall.ticket("t1")
    await hall.order("o1")
    for fits in ({"line": "a", "day": DAY}, {"day": DAY}, {"stage": "done"}, {"number": "A001"}):
        await hall.tickets(limit=9, **fits)
        await hall.orders(limit=9, before="o1", **fits)
    await hall.periods("t1")
    await hall.between(0.0, 9.0, 9)
    await hall.between(0.0, 9.0, 9, after=1)
    await hall.events(0, 9)
    await hall.newest_event()
    await hall.forget(names_before=9.0, final_before=0.0, events_before=0.0)
    await hall.forget(names_before=9.0, final_before=9.0, events_before=9.0)


def test_every_question_has_its_index(tmp_path: Path) -> None:
    async def scenario() -> None:
        store = SqliteStore(tmp_path / "db")
        asked: dict[str, Any] = {}
        event.listen(
            store.database.engine, "before_cursor_execute", lambda *given: asked.setdefault(given[2], given[3])
        )
        await ask_all(SqliteHall(store.database))

        def plans(connection: Connection) -> dict[str, list[str]]:
            found = {}
            for query, values in list(asked.items()):
                if query.split()[0] in ("SELECT", "UPDATE", "DELETE"):
                    one = values[0] if values and isinstance(values[0], tuple) else values
                    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", one).all()
                    found[query] = [str(row[3]) for row in rows]
            return found

        found = await store.database.do(plans)
        await store.close()
        assert len(found) > 25
        by_age = [plan[0] for query, plan in found.items() if "+tickets.stage" in query or "+orders.stage" in query]
        indices = " ".join(by_age)
        assert by_age
        for index in ("tickets_since", "tickets_personal", "orders_since", "orders_personal"):
            assert f"ix_{index} (since<?)" in indices, by_age
        for query, plan in found.items():
            for step in plan:
                scanned = step.removeprefix("SCAN ").split()[0] if step.startswith("SCAN ") else ""
                newest = "WHERE" not in query and "DESC" in query
                assert scanned not in GROWING or newest, (query, plan)
                assert "TEMP B-TREE" not in step or "stage" in query or "start" in query, (query, plan)

    asyncio.run(scenario())

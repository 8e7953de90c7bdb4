"""The contract of stores of tickets and orders over every one there is."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.counter import Counter
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.period import Period
from callcast.desk.queueing.hall.store import Entry
from callcast.desk.queueing.hall.tally import Tally
from callcast.desk.queueing.hall.ticket import Stage, Ticket
from callcast.desk.store.hall import SqliteHall
from callcast.desk.store.sqlite import SqliteStore
from callcast.testing.hall_store_contract import DAY, HallStoreContract, Stores, act, change, next_of, ticket
from callcast.testing.memory_hall import MemoryHall
from callcast.testing.memory_store import MemoryStore

DEEDS = st.tuples(st.sampled_from(("issue", "call", "back", "move", "done", "dawn")), st.integers(0, 5))
"""Something that is done to a ticket, by its place among all."""


def done(floor: Floor, what: str, place: int) -> Change:
    """As the rules might have it."""
    at, line = floor.latest + 1.0, "ab"[place % 2]
    tally = floor.tallies.get(line, Tally(line, DAY))
    if what == "dawn":
        return change(at, tallies=(Tally(line, f"2026-12-{int(at):02}"),))
    if what == "issue" or not floor.tickets:
        serial = tally.issued + 1
        new = ticket(int(at), line=line, serial=serial, day=tally.day, since=at, name="王" * place)
        return staged(at, new, (replace(tally, issued=serial),))
    before = list(floor.tickets.values())[place % len(floor.tickets)]
    if what == "call":
        fields = {"stage": Stage.CALLED, "called_at": at, "calls": before.calls + 1, "counter": "c"}
    elif what == "back":
        fields = {"stage": Stage.WAITING, "calls": 0}
    elif what == "move":
        fields = {"stage": Stage.WAITING, "line": line, "calls": 0}
    else:
        fields = {"stage": Stage.DONE}
    return staged(at, next_of(before, since=at, **fields))


def staged(at: float, after: Ticket, tallies: tuple[Tally, ...] = ()) -> Change:
    period = Period(after.id, after.stage.value, after.line, after.counter, at, None, "kim")
    return change(act=act(at, "c", after=(after,)), tickets=(after,), tallies=tallies, periods=(period,))


class Properties(HallStoreContract):
    """And what holds of any run of acts."""

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
    @given(st.lists(st.lists(DEEDS, max_size=6), max_size=6))
    def test_the_floor_is_what_was_done(self, batches: list[list[tuple[str, int]]]) -> None:
        async def scenario(stores: Stores) -> None:
            floor = Floor()
            floor.apply(change(0.0, lines=(Line("a", "A"), Line("b", "B")), counters=(Counter("c", "C", "1", ()),)))
            floor.latest = 0.0
            first = change(0.0, lines=tuple(floor.lines.values()), counters=tuple(floor.counters.values()))
            await stores.hall.commit([Entry(first)], [])
            for batch in batches:
                entries = []
                for deed in batch:
                    made = done(floor, *deed)
                    floor.apply(made)
                    entries.append(Entry(made))
                await stores.hall.commit(entries, [])
            for kept in floor.tickets.values():
                assert await stores.hall.ticket(kept.id) == kept
                log = await stores.hall.periods(kept.id)
                assert [one.end for one in log] == [one.start for one in log[1:]] + [None]
                assert log[-1].stage == kept.stage.value
            floor.forget({tally.line: tally.day for tally in floor.tallies.values()})
            assert vars(await stores.hall.floor()) == vars(floor)

        self.run(scenario)


class TestSqliteHall(Properties):
    def stores(self) -> AbstractAsyncContextManager[Stores]:
        return self._stores()

    @asynccontextmanager
    async def _stores(self) -> AsyncIterator[Stores]:
        with tempfile.TemporaryDirectory() as folder:
            store = SqliteStore(Path(folder) / "callcast.db")
            try:
                yield Stores(SqliteHall(store.database), store)
            finally:
                await store.close()


class TestMemoryHall(Properties):
    def stores(self) -> AbstractAsyncContextManager[Stores]:
        store = MemoryStore()
        return nullcontext(Stores(MemoryHall(store), store))

"""The book: in order, many at a time, once for each key, and nothing that was refused."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from callcast.bus.messages import Call
from callcast.desk.queueing.announcement import Announcement
from callcast.desk.queueing.errors import KeyReused, StoreError, StoreFull
from callcast.desk.queueing.hall import book as book_module
from callcast.desk.queueing.hall.book import SET_BACK, Book, Rule
from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Conflict, Forbidden
from callcast.desk.queueing.hall.event import Event
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.store import Done, Entry, HallStore
from callcast.desk.queueing.hall.tally import Tally
from callcast.desk.queueing.hall.ticket import Stage
from callcast.desk.queueing.ports import Key
from callcast.desk.store.hall import SqliteHall
from callcast.desk.store.sqlite import SqliteStore
from callcast.testing.hall_store_contract import DAY, act, next_of, ticket
from callcast.testing.memory_hall import MemoryHall
from callcast.testing.memory_store import MemoryStore
from callcast.testing.store_contract import announcement

NOW = 1_000_000.0


class Gate(MemoryHall):
    """Commits wait until it is open, so that acts come together; `commits` has how many went each time."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__(store)
        self.open = asyncio.Event()
        self.open.set()
        self.begun = asyncio.Event()
        self.commits: list[int] = []

    async def commit(self, entries: Sequence[Entry], events: Sequence[Event]) -> tuple[Event, ...]:
        self.begun.set()
        await self.open.wait()
        self.commits.append(len(entries))
        return await super().commit(entries, events)


class House:
    """A book on a store in memory, whose clock stands until it is set."""

    def __init__(self, hall: HallStore | None = None) -> None:
        self.store = MemoryStore()
        self.hall = Gate(self.store)
        self.now = NOW
        self.kept: list[tuple[Sequence[Entry], Sequence[Event]]] = []
        self.broken: Exception | None = None
        ids = count(1)
        self.book = Book(
            hall or self.hall, lambda: self.now, lambda: f"id{next(ids)}", lambda _: False, announced, self._hear
        )

    async def _hear(self, entries: Sequence[Entry], events: Sequence[Event]) -> None:
        self.kept.append((entries, events))
        if self.broken:
            raise self.broken


def announced(calling: Calling, at: float) -> Announcement:
    return replace(announcement(0), id=calling.id, accepted_at=at)


def run(scenario: Callable[[House], Awaitable[None]]) -> None:
    async def with_house() -> None:
        await scenario(House())

    asyncio.run(with_house())


def issue(floor: Floor, moment: Moment) -> Change:
    """The next ticket of line a."""
    before = floor.tallies.get("a", Tally("a", DAY))
    serial = before.issued + 1
    new = replace(ticket(serial), id=f"t{serial} {moment.who}", issued_at=moment.at)
    tally = replace(before, issued=serial)
    return Change(act(moment.at, who=moment.who), new.id, tickets=(new,), tallies=(tally,))


def call(id_: str) -> Rule:
    """Call that ticket."""

    def rule(floor: Floor, moment: Moment) -> Change:
        before = floor.tickets[id_]
        if before.stage is not Stage.WAITING:
            raise Forbidden("too-busy", limit=1)
        calling = Calling(moment.new_id(), Call(before.number, "3"), "counter", (), (), "c")
        return Change(act(moment.at), id_, tickets=(next_of(before, stage=Stage.CALLED),), calls=(calling,))

    return rule


def refused(_: Floor, __: Moment) -> Change:
    raise Forbidden("too-busy", limit=7)


def broken(floor: Floor, _: Moment) -> Change:
    raise KeyError(len(floor.tickets))


async def together(house: House, *acts: Awaitable[Done]) -> list[Done | BaseException]:
    """What comes of acts that wait for the disk at the same time, behind one that is under way."""
    house.hall.open.clear()
    house.hall.begun.clear()
    first = asyncio.ensure_future(house.book.do(issue, "first"))
    await house.hall.begun.wait()
    rest = [asyncio.ensure_future(one) for one in acts]
    for _ in range(10):  # turns of the loop, in which each asks the store for its key and queues
        await asyncio.sleep(0)
    house.hall.open.set()
    return await asyncio.gather(first, *rest, return_exceptions=True)


def test_a_call_waits_to_be_spoken_for_the_acts_that_are_kept_with_it() -> None:
    async def scenario(house: House) -> None:
        waits: list[bool] = []

        def look(floor: Floor, moment: Moment) -> Change:
            waits.append(moment.queued("said"))
            return issue(floor, moment)

        def say(_: Floor, moment: Moment) -> Change:
            return Change(act(moment.at), calls=(Calling("said", Call("A001", "3"), "counter", (), (), "c"),))

        def withdraw(_: Floor, moment: Moment) -> Change:
            return Change(act(moment.at), withdrawn=("said",))

        await together(house, *(house.book.do(rule, "kim") for rule in (look, say, look, withdraw, look)))
        assert waits == [False, True, False]
        assert house.hall.commits == [1, 5]

    run(scenario)


def test_what_is_done_is_in_the_store_and_on_the_floor_and_told_before_the_answer() -> None:
    async def scenario(house: House) -> None:
        done = await house.book.do(issue, "kim")
        assert done == Done("t1 kim")
        assert set(house.book.floor.tickets) == {"t1 kim"}
        called = await house.book.do(call(done.subject), "kim")
        assert called.subject == "t1 kim"
        assert vars(await house.hall.floor()) == vars(house.book.floor)
        ((spoken,),) = [entries[0].announcements for entries, _ in house.kept[1:]]
        assert await house.store.get(spoken.id) == spoken
        assert [event.number for _, events in house.kept for event in events] == [1, 2]

    run(scenario)


def test_what_waits_is_committed_together_and_in_order() -> None:
    async def scenario(house: House) -> None:
        done = await together(house, *(house.book.do(issue, str(number)) for number in range(50)))
        subjects = [one.subject for one in done if isinstance(one, Done)]
        assert subjects == ["t1 first", *(f"t{number + 2} {number}" for number in range(50))]
        assert house.hall.commits == [1, 50]

    run(scenario)


def test_a_batch_has_its_limit_and_so_has_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(house: House) -> None:
        done = await together(house, *(house.book.do(issue, "kim") for _ in range(13)))
        assert [isinstance(one, Forbidden) for one in done] == [False] * 11 + [True] * 3
        assert house.hall.commits == [1, 4, 4, 2]

    monkeypatch.setattr(book_module, "BATCH", 4)
    monkeypatch.setattr(book_module, "WAITING_LIMIT", 10)
    run(scenario)


def test_what_is_refused_in_the_middle_harms_no_other() -> None:
    async def scenario(house: House) -> None:
        do = house.book.do
        done = await together(house, do(issue, "a"), do(refused, "b"), do(broken, "c"), do(issue, "d"))
        assert [type(one) for one in done] == [Done, Done, Forbidden, KeyError, Done]
        assert set(house.book.floor.tickets) == {"t1 first", "t2 a", "t3 d"}
        assert house.hall.commits == [1, 2]

    run(scenario)


def test_two_that_want_the_same_do_not_both_get_it() -> None:
    async def scenario(house: House) -> None:
        done = await together(house, *(house.book.do(call("t1 first"), "kim") for _ in range(2)))
        assert [isinstance(one, Forbidden) for one in done] == [False, False, True]

    run(scenario)


def test_a_store_that_fails_fails_that_batch_and_leaves_the_floor() -> None:
    async def scenario(house: House) -> None:
        await house.book.do(issue, "kim")
        before = vars(house.book.floor).copy()
        house.store.broken = StoreFull("There is no room.")
        asked = [house.book.do(rule, "kim") for rule in (issue, refused, call("t1 kim"))]
        done = await asyncio.gather(*asked, return_exceptions=True)
        full = [isinstance(one, StoreFull) for one in done]
        assert full == [True] * 3, "also what was refused: by a floor that never was"
        assert vars(house.book.floor) == before
        assert len(house.kept) == 1
        house.store.broken = None
        assert await house.book.do(issue, "lee") == Done("t2 lee")

    run(scenario)


def test_a_key_is_done_once_at_the_same_time_and_later() -> None:
    async def scenario(house: House) -> None:
        key = Key("k", "d")
        done = await together(house, *(house.book.do(issue, "kim", key) for _ in range(20)))
        assert set(map(str, done[1:])) == {str(Done("t2 kim"))}
        assert await house.book.do(issue, "kim", key) == Done("t2 kim")
        assert len(house.book.floor.tickets) == 2
        with pytest.raises(KeyReused):
            await house.book.do(issue, "kim", Key("k", "other"))

    run(scenario)


def test_a_key_with_another_request_is_refused_while_the_first_is_under_way() -> None:
    async def scenario(house: House) -> None:
        asked = [house.book.do(issue, "kim", Key("k", digest)) for digest in ("d", "other")]
        done = await together(house, *asked)
        assert [type(one) for one in done] == [Done, Done, KeyReused]
        assert len(house.book.floor.tickets) == 2

    run(scenario)


def test_a_key_whose_act_was_refused_may_come_again() -> None:
    async def scenario(house: House) -> None:
        with pytest.raises(Forbidden):
            await house.book.do(refused, "kim", Key("k", "d"))
        assert await house.book.do(issue, "kim", Key("k", "d")) == Done("t1 kim")

    run(scenario)


@pytest.mark.parametrize("key", [None, Key("k", "d")])
def test_whoever_goes_away_does_not_take_the_act_along(key: Key | None) -> None:
    async def scenario(house: House) -> None:
        house.hall.open.clear()
        waiting = [asyncio.ensure_future(house.book.do(rule, "kim", key)) for rule in (issue, issue)]
        refusal = asyncio.ensure_future(house.book.do(refused, "kim"))
        await house.hall.begun.wait()
        for one in (*waiting, refusal):
            one.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await one
        house.hall.open.set()
        await house.book.close()
        assert len(house.book.floor.tickets) == (1 if key else 2)
        assert vars(await house.hall.floor()) == vars(house.book.floor)

    run(scenario)


def test_what_could_not_be_passed_on_is_done_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(house: House) -> None:
        house.broken = RuntimeError("the player is gone")
        assert await house.book.do(issue, "kim") == Done("t1 kim")
        assert "could not be passed on" in caplog.text

    run(scenario)


def test_time_does_not_go_back() -> None:
    """For a while it stands; then people must know, and may accept it."""

    async def scenario(house: House) -> None:
        await house.book.do(issue, "kim")
        house.now = NOW - SET_BACK
        await house.book.do(issue, "kim")
        assert house.book.floor.tickets["t2 kim"].issued_at == NOW
        house.now = NOW - SET_BACK - 60
        with pytest.raises(Forbidden, match="11 minutes behind"):
            await house.book.do(issue, "kim")
        house.book.accept_clock()
        await house.book.do(issue, "kim")
        assert house.book.floor.tickets["t3 kim"].issued_at == house.now

    run(scenario)


def test_a_clock_that_is_accepted_while_something_is_kept_stays_accepted() -> None:
    async def scenario(house: House) -> None:
        house.hall.open.clear()
        first = asyncio.ensure_future(house.book.do(issue, "kim"))
        await house.hall.begun.wait()
        house.now = NOW - 2 * SET_BACK
        house.book.accept_clock()
        house.hall.open.set()
        await first
        await house.book.do(issue, "kim")
        assert house.book.floor.tickets["t2 kim"].issued_at == house.now

    run(scenario)


def test_names_are_taken_off_the_floor_as_well() -> None:
    async def scenario(house: House) -> None:
        ended, waits = ticket(1, name="Kim", stage=Stage.DONE), ticket(2, name="Lee")
        await house.book.do(lambda _, __: Change(act(1.0), tickets=(ended, waits)), "kim")
        assert await house.book.forget(names_before=5.0, final_before=0.0, events_before=0.0)
        assert house.book.floor.tickets == {"t1": replace(ended, name=""), "t2": waits}
        assert vars(await house.hall.floor())["tickets"]["t2"] == waits

    run(scenario)


def test_two_books_on_one_store_do_not_issue_the_same_number(tmp_path: Path) -> None:
    """Each hears of the other by a conflict, reads again, and goes on."""

    async def scenario() -> None:
        store = SqliteStore(tmp_path / "db")
        try:
            hall = SqliteHall(store.database)
            books = [House(hall).book for _ in range(2)]
            for book in books:
                await book.load()
            for turn in range(10):
                done = [await book.do(issue, f"{turn}") for book in (books if turn % 3 else books[::-1])]
                assert len({one.subject for one in done}) == 2
            asked = [books[number % 2].do(issue, f"at once {number}") for number in range(40)]
            results = await asyncio.gather(*asked, return_exceptions=True)
            assert all(isinstance(one, Done | Conflict) for one in results), "no more than one other try"
            kept = await hall.tickets(limit=100)
            assert sorted(one.serial for one in kept) == list(range(1, len(kept) + 1))
            assert len(kept) == 20 + sum(isinstance(one, Done) for one in results)
        finally:
            await store.close()

    asyncio.run(scenario())


def test_what_was_refused_by_a_floor_that_is_old_is_tried_on_the_new_one() -> None:
    async def scenario(house: House) -> None:
        await house.book.do(issue, "kim")
        await house.book.do(call("t1 kim"), "kim")
        other = House(house.hall)
        await other.book.load()
        back = next_of(other.book.floor.tickets["t1 kim"], stage=Stage.WAITING)
        await other.book.do(
            lambda _, moment: Change(act(moment.at), tickets=(back,), tallies=(Tally("a", DAY, 5),)), "lee"
        )
        stale = next_of(house.book.floor.tickets["t1 kim"])

        def touch(floor: Floor, moment: Moment) -> Change:
            fresh = floor.tickets["t1 kim"].version == 2
            return Change(act(moment.at), "touched", tickets=() if fresh else (stale,))

        done = await asyncio.gather(
            house.book.do(touch, "kim"), house.book.do(call("t1 kim"), "kim"), house.book.do(issue, "kim")
        )
        assert [one.subject for one in done] == ["touched", "t1 kim", "t6 kim"]

    run(scenario)


def test_a_key_that_went_to_two_books_is_done_by_one() -> None:
    async def scenario(house: House) -> None:
        other = House(house.hall)
        house.hall.open.clear()
        asked = [asyncio.ensure_future(one.book.do(issue, "kim", Key("k", "d"))) for one in (house, other)]
        await house.hall.begun.wait()
        for _ in range(10):
            await asyncio.sleep(0)
        house.hall.open.set()
        assert await asyncio.gather(*asked) == [Done("t1 kim")] * 2
        assert [one.id for one in await house.hall.tickets(limit=9)] == ["t1 kim"]

    run(scenario)


def test_a_store_that_cannot_be_read_says_so() -> None:
    async def scenario(house: House) -> None:
        house.store.broken = StoreError("It is damaged.")
        with pytest.raises(StoreError, match="It is damaged"):
            await house.book.do(issue, "kim")

    run(scenario)

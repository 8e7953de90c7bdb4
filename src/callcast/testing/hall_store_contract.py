"""What every store of tickets and orders must do. Derive a test class from `HallStoreContract`; say how one is made."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import time
from typing import Any, NamedTuple

import pytest

from callcast.bus.messages import Call
from callcast.desk.queueing.announcement import Announcement
from callcast.desk.queueing.errors import KeyReused, StoreError
from callcast.desk.queueing.hall.act import Act
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.counter import Counter, Share
from callcast.desk.queueing.hall.errors import Conflict
from callcast.desk.queueing.hall.event import Event, of_change
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.item import Choice, Item, Option
from callcast.desk.queueing.hall.line import Line, Opening
from callcast.desk.queueing.hall.order import Order, OrderStage, Pick
from callcast.desk.queueing.hall.period import Period
from callcast.desk.queueing.hall.policy import Policy, Then
from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.queueing.hall.sentence import Sentence
from callcast.desk.queueing.hall.site import Site
from callcast.desk.queueing.hall.store import KEY_KEPT, Done, Entry, HallStore
from callcast.desk.queueing.hall.tally import Tally
from callcast.desk.queueing.hall.ticket import Stage, Ticket
from callcast.desk.queueing.ports import Key, Store
from callcast.testing.store_contract import announcement, spoken

DAY = "2026-11-24"


class Stores(NamedTuple):
    """One file's: where tickets and orders are kept, and where the announcements are."""

    hall: HallStore
    store: Store


Scenario = Callable[[Stores], Awaitable[None]]


def ticket(number: int, **fields: Any) -> Ticket:
    """One of line a, or the `line` that is given, issued `number` seconds after 1970."""
    at, line = float(number), fields.pop("line", "a")
    return replace(Ticket(f"t{number}", line, f"A{number:03}", number, DAY, at, at, at), **fields)


def order(number: int, **fields: Any) -> Order:
    """One of line a, placed `number` seconds after 1970."""
    at = float(number)
    return replace(Order(f"o{number}", "a", f"{number}", number, DAY, at, at, (Pick("tea"),)), **fields)


def act(at: float = 1.0, counter: str = "", **fields: Any) -> Act:
    """Something that was done then."""
    return replace(Act(f"act {at} {counter}", "next", counter, "kim", at), **fields)


def change(at: float = 1.0, **fields: Any) -> Change:
    """What was changed then."""
    return Change(fields.pop("act", act(at)), **fields)


def next_of(before: Ticket, **fields: Any) -> Ticket:
    """It, changed."""
    return replace(before, version=before.version + 1, **fields)


FULL_TICKET = Ticket(
    "full",
    "a",
    "A007",
    7,
    DAY,
    1.5,
    2.5,
    1234567890.123456,
    Stage.PARKED,
    Precedence.ELDER,
    due_at=3.5,
    counter="c",
    called_at=4.5,
    calls=2,
    announcement="a1",
    after=9,
    route=("a", "b"),
    leg=1,
    name='王 "小明" 👍',
    langs=("zh-TW", "en"),
    origin="o",
)
FULL_ORDER = replace(
    order(8),
    picks=(Pick("tea", 2, (("size", "big"), ("ice", "no")), "無糖 'x'"), Pick("rice")),
    stage=OrderStage.CALLED,
    price=120,
    name="Kim",
    langs=("ja",),
    called_at=5.5,
    calls=3,
    announcement="a2",
)
FULL_LINE = Line(
    "a",
    "內科",
    (("en", "Medicine"),),
    "A",
    2,
    99,
    2,
    time(4, 30),
    (Opening(0, time(8), time(12)), Opening(6, time(13, 15), time(0))),
    40,
    ("hall",),
    ("zh-TW",),
    "room",
    Policy(3, 30.0, Then.PARK, 5),
    ((Precedence.NORMAL, 1.0), (Precedence.VIP, 2.5)),
    1.0,
    2.0,
    True,
    True,
)
FULL_COUNTER = Counter("c", "三號櫃檯", "3", (Share("a", 1.5), Share("b")), ("hall",), True, "kim")
FULL_ITEM = Item(
    "tea",
    "a",
    "茶",
    "drinks",
    (("en", "Tea"),),
    30,
    (Option("size", "Size", (Choice("big", "Big", (("ja", "大"),), 10, True),), (("ja", "サイズ"),), 1, 2),),
    True,
)


class HallStoreContract:
    """The suite; pytest collects what is derived from it."""

    def stores(self) -> AbstractAsyncContextManager[Stores]:
        """Empty ones. You must override it."""
        raise NotImplementedError

    def run(self, scenario: Scenario) -> None:
        """A scenario on empty stores."""

        async def with_stores() -> None:
            async with self.stores() as stores:
                await scenario(stores)

        asyncio.run(with_stores())

    def test_there_is_nothing_at_first(self) -> None:
        """And nothing is found."""

        async def scenario(stores: Stores) -> None:
            hall = stores.hall
            assert vars(await hall.floor()) == vars(Floor())
            assert (await hall.ticket("t1"), await hall.order("o1"), await hall.replied(Key("k", "d"))) == (None,) * 3
            assert await hall.tickets(limit=9) + await hall.orders(limit=9) + await hall.events(0, 9) == []
            assert (await hall.periods("t1"), await hall.between(0.0, 9e9, 9)) == ([], [])
            assert await hall.newest_event() == 0
            assert await hall.commit([], []) == ()

        self.run(scenario)

    def test_what_is_kept_comes_back_as_it_was(self) -> None:
        """Every field, on the floor and by its id."""

        async def scenario(stores: Stores) -> None:
            done = act(7.0, "c", before=(ticket(1, name="Kim"),), after=(FULL_TICKET,), undone=True)
            tally = Tally("a", DAY, 7, 5)
            site = Site("診所", "Asia/Taipei", "ja", "JPY", 1)
            given = Change(
                done,
                tickets=(FULL_TICKET, ticket(1)),
                orders=(FULL_ORDER, order(1)),
                site=site,
                lines=(FULL_LINE,),
                counters=(FULL_COUNTER,),
                items=(FULL_ITEM,),
                tallies=(tally,),
            )
            await stores.hall.commit([Entry(given)], [])
            expected = Floor()
            expected.apply(given)
            assert vars(await stores.hall.floor()) == vars(expected)
            assert await stores.hall.ticket("full") == FULL_TICKET
            assert await stores.hall.order("o8") == FULL_ORDER

        self.run(scenario)

    def test_the_floor_has_what_is_open_and_what_is_of_the_newest_day(self) -> None:
        """Of each line by itself."""

        async def scenario(stores: Stores) -> None:
            kept = (
                ticket(1, day="2026-11-23", stage=Stage.DONE),
                ticket(2, day="2026-11-23", stage=Stage.PARKED),
                ticket(3, stage=Stage.CANCELLED),
                ticket(4, line="b", day="2026-11-23", stage=Stage.NO_SHOW),
            )
            tallies = (Tally("a", "2026-11-23", 2), Tally("b", "2026-11-23", 1))
            await stores.hall.commit([Entry(change(tickets=kept, tallies=tallies))], [])
            orders = (order(1, day="2026-11-23", stage=OrderStage.COLLECTED), order(2, stage=OrderStage.CANCELLED))
            await stores.hall.commit([Entry(change(orders=orders, tallies=(Tally("a", DAY, 3),)))], [])
            floor = await stores.hall.floor()
            assert set(floor.tickets) == {"t2", "t3", "t4"}
            assert set(floor.orders) == {"o2"}
            assert floor.tallies == {"a": Tally("a", DAY, 3), "b": Tally("b", "2026-11-23", 1)}

        self.run(scenario)

    def test_the_floor_has_the_last_act_of_each_counter_and_the_time_of_the_last(self) -> None:
        """Which may be earlier than others: the clock was set back."""

        async def scenario(stores: Stores) -> None:
            counters = (Counter("c", "C", "1", ()), Counter("d", "D", "2", ()))
            acts = (act(1.0, "c"), act(5.0, "c"), act(4.0, "d"), act(3.0))
            changes = [change(act=acts[0], counters=counters), *(change(act=one) for one in acts[1:])]
            await stores.hall.commit([Entry(one) for one in changes], [])
            floor = await stores.hall.floor()
            assert floor.acts == {"c": acts[1], "d": acts[2]}
            assert floor.latest == 3.0

        self.run(scenario)

    def test_the_floor_has_the_times_of_the_latest_first_calls_of_each_line(self) -> None:
        """Not those of a second call, and no more than are of use."""

        async def scenario(stores: Stores) -> None:
            expected = Floor()
            lines = (Line("a", "A"), Line("b", "B"))
            entries = [Entry(change(lines=lines))]
            for number in range(1, 41):
                line = "ab"[number % 2] if number > 3 else "b"
                new = ticket(number, line=line)
                called = next_of(new, stage=Stage.CALLED, calls=1, called_at=100.0 + number)
                again = next_of(called, calls=2, called_at=200.0 + number)
                periods = [
                    Period(new.id, "called", line, "c", at, None, "kim") for at in (100.0 + number, 200.0 + number)
                ]
                entries.append(Entry(change(tickets=(new,))))
                entries.append(Entry(change(tickets=(called,), periods=(periods[0],))))
                entries.append(Entry(change(tickets=(again,), periods=(periods[1],))))
            await stores.hall.commit(entries, [])
            for entry in entries:
                expected.apply(entry.change)
            assert (await stores.hall.floor()).paces == expected.paces

        self.run(scenario)

    def test_what_is_removed_is_gone(self) -> None:
        """A line may go and another of its name come at once."""

        async def scenario(stores: Stores) -> None:
            line, counter, item = Line("a", "A"), Counter("c", "C", "1", ()), Item("tea", "a", "Tea")
            await stores.hall.commit([Entry(change(lines=(line,), counters=(counter,), items=(item,)))], [])
            gone = (("line", "a"), ("counter", "c"), ("item", "tea"))
            other = Line("a", "Other")
            await stores.hall.commit([Entry(change(removed=gone, lines=(other,)))], [])
            floor = await stores.hall.floor()
            assert (floor.lines, floor.counters, floor.items) == ({"a": other}, {}, {})

        self.run(scenario)

    def test_what_somebody_else_has_changed_is_a_conflict_and_nothing_changes(self) -> None:
        """Every kind of thing, though others of the same commit fit."""

        async def scenario(stores: Stores) -> None:
            await stores.hall.commit([Entry(_stale_base(), key=Key("k", "d"))], [])
            before = vars(await stores.hall.floor())
            for fields in _conflicts():
                fits = Entry(change(2.0, tickets=(next_of(ticket(1)),), tallies=(Tally("a", DAY, 9),)))
                said = (announcement(9),)
                stale = Entry(change(3.0, **fields), said)
                event = Event("ticket", "t1", 2.0, "{}")
                with pytest.raises(Conflict, match="Somebody else has changed this"):
                    await stores.hall.commit([fits, stale], [event])
                assert vars(await stores.hall.floor()) == before, fields
                assert await stores.store.get("a9") is None
                assert await stores.hall.events(0, 9) == []
            with pytest.raises(Conflict):
                await stores.hall.commit([Entry(change(tickets=(ticket(5),)), key=Key("k", "d"))], [])
            assert vars(await stores.hall.floor()) == before

        self.run(scenario)

    def test_a_serial_belongs_to_the_line_that_issued_it(self) -> None:
        """So a ticket goes to another line with its number, though that line has one with the same serial."""

        async def scenario(stores: Stores) -> None:
            await stores.hall.commit([Entry(change(tickets=(ticket(1), ticket(2, line="b", serial=1))))], [])
            moved = next_of(ticket(1), line="b")
            await stores.hall.commit([Entry(change(tickets=(moved,)))], [])
            assert (await stores.hall.floor()).tickets["t1"] == moved
            with pytest.raises(Conflict):
                await stores.hall.commit([Entry(change(tickets=(ticket(3, serial=1),)))], [])
            await stores.hall.commit([Entry(change(tickets=(ticket(3, serial=1, day="2026-11-25"),)))], [])

        self.run(scenario)

    def test_a_commit_that_fails_in_the_middle_changes_nothing(self) -> None:
        """And harms none that was kept with it."""

        async def scenario(stores: Stores) -> None:
            hall = stores.hall
            await stores.store.add(announcement(1), None)
            bad = [Entry(change(tickets=(ticket(1),))), Entry(change(tickets=(ticket(2),)), (announcement(1),))]
            stale = [Entry(change(tickets=(next_of(ticket(3)),)))]
            commits = [
                hall.commit([Entry(change(tickets=(ticket(4),)))], [Event("ticket", "t4", 1.0, "{}")]),
                hall.commit(bad, [Event("ticket", "t1", 1.0, "{}")]),
                hall.commit([Entry(change(tickets=(ticket(5),)))], [Event("ticket", "t5", 1.0, "{}")]),
                hall.commit(stale, [Event("ticket", "t3", 1.0, "{}")]),
                hall.commit([Entry(change(tickets=(ticket(6),)))], [Event("ticket", "t6", 1.0, "{}")]),
            ]
            results = await asyncio.gather(*commits, return_exceptions=True)
            kinds = [StoreError if isinstance(one, StoreError) else type(one) for one in results]
            assert kinds == [tuple, StoreError, tuple, Conflict, tuple]
            assert [one.id for one in await hall.tickets(limit=9)] == ["t6", "t5", "t4"]
            assert [(one.number, one.subject) for one in await hall.events(0, 9)] == [(1, "t4"), (2, "t5"), (3, "t6")]

        self.run(scenario)

    def test_announcements_are_kept_with_their_acts(self) -> None:
        """Those withdrawn are asked not to be said, unless they were."""

        async def scenario(stores: Stores) -> None:
            given = [replace(announcement(number), call=Call(f"A{number}", "3")) for number in range(4)]
            await stores.hall.commit([Entry(change(), tuple(given[:2])), Entry(change(), (given[2],))], [])
            assert await stores.store.open() == given[:3]
            await stores.store.save([spoken(given[2])])
            await stores.hall.commit([Entry(change(withdrawn=("a1", "a2", "none")), (given[3],))], [])
            assert await stores.store.open() == [given[0], given[1].cancel(), given[3]]
            assert await stores.store.get("a2") == spoken(given[2])

        self.run(scenario)

    def test_a_key_tells_what_came_of_it_for_a_day(self) -> None:
        """With another digest it is refused."""

        async def scenario(stores: Stores) -> None:
            because = Sentence("too-busy", (("limit", "5"),))
            first = Entry(change(1.0, subject="t1", because=because), key=Key("k", "d"))
            await stores.hall.commit([first, Entry(change(1.0, subject="t2"), key=Key("l", "d"))], [])
            assert await stores.hall.replied(Key("k", "d")) == Done("t1", because)
            assert await stores.hall.replied(Key("l", "d")) == Done("t2")
            with pytest.raises(KeyReused):
                await stores.hall.replied(Key("k", "other"))
            await stores.hall.commit([Entry(change(KEY_KEPT), key=Key("m", "d"))], [])
            assert await stores.hall.replied(Key("k", "d")) == Done("t1", because)
            await stores.hall.commit([Entry(change(KEY_KEPT + 2.0, subject="t3"), key=Key("k", "other"))], [])
            assert await stores.hall.replied(Key("k", "other")) == Done("t3")
            assert await stores.hall.replied(Key("l", "d")) is None

        self.run(scenario)

    def test_pages_go_back_in_time(self) -> None:
        """Newest first, narrowed; of tickets and of orders."""

        async def scenario(stores: Stores) -> None:
            tickets = [ticket(number, line="ab"[number % 2]) for number in range(8)]
            tickets[3] = replace(tickets[3], stage=Stage.DONE, number="X")
            tickets[5] = replace(tickets[5], day="2026-11-23")
            orders = [order(number, line="ab"[number % 2]) for number in range(8)]
            orders[2] = replace(orders[2], stage=OrderStage.READY, number="X")
            orders[4] = replace(orders[4], day="2026-11-23")
            await stores.hall.commit([Entry(change(tickets=tuple(tickets), orders=tuple(orders)))], [])

            async def found(**fits: Any) -> str:
                return " ".join(one.id for one in await stores.hall.tickets(limit=3, **fits))

            async def placed(**fits: Any) -> str:
                return " ".join(one.id for one in await stores.hall.orders(limit=3, **fits))

            assert await found() == "t7 t6 t5"
            assert await found(before="t5") == "t4 t3 t2"
            assert await found(line="b", before="t7") == "t5 t3 t1"
            assert await found(line="b", day=DAY) == "t7 t3 t1"
            assert await found(stage="done") == await found(number="X") == "t3"
            assert await found(before="t0") == await found(line="c") == ""
            assert await placed(before="o5") == "o4 o3 o2"
            assert await placed(line="a", day=DAY) == "o6 o2 o0"
            assert await placed(stage="ready") == await placed(number="X") == "o2"

        self.run(scenario)

    def test_a_period_ends_where_the_next_of_its_subject_begins(self) -> None:
        """And all are found by their time, page by page."""

        async def scenario(stores: Stores) -> None:
            because = Sentence("too-busy", (("limit", "王"),))
            given = [
                Period("t1", "waiting", "a", None, 1.0, None, "kiosk"),
                Period("t2", "waiting", "a", None, 2.0, None, "kiosk"),
                Period("t1", "called", "a", "c", 3.0, None, "kim", because),
                Period("t1", "done", "a", "c", 4.0, None, "kim"),
            ]
            entries = [Entry(change(one.start, periods=(one,))) for one in given]
            await stores.hall.commit(entries, [])
            log = [replace(given[0], end=3.0), given[1], replace(given[2], end=4.0), given[3]]
            assert await stores.hall.periods("t1") == [log[0], log[2], log[3]]
            found = await stores.hall.between(2.0, 4.0, 9)
            assert [one for _, one in found] == log[1:3]
            first = await stores.hall.between(0.0, 9.0, 3)
            rest = await stores.hall.between(0.0, 9.0, 3, after=first[-1][0])
            assert [one for _, one in first + rest] == log
            assert [number for number, _ in first + rest] == sorted(number for number, _ in first + rest)

        self.run(scenario)

    def test_events_are_numbered_as_they_come(self) -> None:
        """And read on from any of them."""

        async def scenario(stores: Stores) -> None:
            given = change(1.5, tickets=(FULL_TICKET,), orders=(FULL_ORDER,), lines=(FULL_LINE,))
            told = of_change(given)
            numbered = await stores.hall.commit([Entry(given)], told)
            assert numbered == tuple(replace(event, number=number) for number, event in enumerate(told, 1))
            more = await stores.hall.commit([], [Event("announcement", "a1", 2.0, "{}")])
            assert await stores.hall.newest_event() == more[0].number == 4
            assert await stores.hall.events(1, 2) == list(numbered[1:])
            assert await stores.hall.events(3, 9) == list(more)

        self.run(scenario)

    def test_what_people_wrote_is_forgotten_where_it_has_ended(self) -> None:
        """In tickets, orders, sentences, acts, events and calls; and nothing else is."""

        async def scenario(stores: Stores) -> None:
            open_, ended = ticket(1, name="王小明"), ticket(2, name="王小明", stage=Stage.DONE)
            late = ticket(9, name="王小明", stage=Stage.DONE)
            meal = order(3, picks=(Pick("tea", note="for Kim"),), stage=OrderStage.COLLECTED)
            because = Sentence("unknown-line", (("id", "請王小明"), ("known", "a")))
            period = Period("t2", "done", "a", None, 2.0, None, "kim", because)
            counters = (Counter("c", "王小明", "3", ()),)
            given = change(
                act=act(2.0, "c", before=(open_,), after=(ended,)),
                tickets=(open_, ended, late),
                orders=(meal,),
                periods=(period,),
                counters=counters,
            )
            await stores.hall.commit([Entry(given, _named())], of_change(given))
            await stores.store.save([spoken(one) for one in _named()[:3]])
            before = await stores.hall.events(0, 9)
            while await stores.hall.forget(names_before=5.0, final_before=0.0, events_before=0.0):
                pass
            kept = [await stores.hall.ticket(one) for one in ("t1", "t2", "t9")]
            assert kept == [open_, replace(ended, name=""), late]
            assert await stores.hall.order("o3") == replace(meal, picks=(Pick("tea"),))
            hidden = replace(because, values=(("id", "請…"), ("known", "a")))
            assert await stores.hall.periods("t2") == [replace(period, because=hidden)]
            last = (await stores.hall.floor()).acts["c"]
            assert (last.before, last.after) == ((replace(open_, name=""),), (replace(ended, name=""),))
            assert (await stores.hall.floor()).counters["c"].name == "王小明"
            events = await stores.hall.events(0, 9)
            assert [(one.kind, one.subject, one.number) for one in events] == [
                (one.kind, one.subject, one.number) for one in before
            ]
            assert [one.kind for one in events if "王小明" in one.data or "Kim" in one.data] == ["counter"]
            await self._check_calls(stores.store)

        self.run(scenario)

    async def _check_calls(self, store: Store) -> None:
        called, named, said, late, waits = [await store.get(f"a{number}") for number in range(5)]
        assert called is not None
        assert (called.text, called.call) == ("請 … 到 3 號", Call("A1", "3"))
        assert called.texts == (("en", "…, please"), ("zh-TW", "請 …"))
        assert named is not None
        assert (named.text, named.call) == ("請 …", None)
        assert said == spoken(_named()[2])
        assert (late, waits) == _named()[3:]

    def test_what_is_old_is_forgotten_but_for_what_is_open(self) -> None:
        """With its periods; the newest act and event stay, so that time and numbers go on."""

        async def scenario(stores: Stores) -> None:
            hall = stores.hall
            stages = (Stage.DONE, Stage.WAITING, Stage.DONE)
            tickets = tuple(ticket(number, stage=stage) for number, stage in enumerate(stages, 1))
            orders = (order(1, stage=OrderStage.COLLECTED), order(2))
            subjects = ("t1", "t2", "t3", "o1", "o2")
            periods = tuple(Period(one, "new", "a", None, 1.0, None, "kim") for one in subjects)
            events = [Event("ticket", f"t{number}", float(number), "{}") for number in range(1, 5)]
            await hall.commit([Entry(change(2.0, tickets=tickets, orders=orders, periods=periods))], events)
            while await hall.forget(names_before=0.0, final_before=3.0, events_before=3.0):
                pass
            assert [one.id for one in await hall.tickets(limit=9)] == ["t3", "t2"]
            assert [one.id for one in await hall.orders(limit=9)] == ["o2"]
            assert [len(await hall.periods(one)) for one in subjects] == [0, 1, 1, 0, 1]
            assert [one.number for one in await hall.events(0, 9)] == [3, 4]
            while await hall.forget(names_before=9e9, final_before=9e9, events_before=9e9):
                pass
            assert (await hall.floor()).latest == 2.0
            assert [one.number for one in await hall.commit([], events[:1])] == [5]

        self.run(scenario)


def _stale_base() -> Change:
    return change(
        1.0,
        tickets=(ticket(1), ticket(2)),
        orders=(order(1),),
        site=Site(version=1),
        lines=(Line("a", "A"),),
        counters=(Counter("c", "C", "1", ()),),
        items=(Item("tea", "a", "Tea"),),
        tallies=(Tally("a", DAY, 2),),
    )


def _conflicts() -> tuple[dict[str, Any], ...]:
    """Each cannot be kept after `_stale_base`."""
    return (
        {"tickets": (replace(ticket(2), version=2),)},
        {"tickets": (ticket(2),)},
        {"tickets": (ticket(3, serial=2),)},
        {"tickets": (ticket(3, version=1),)},
        {"orders": (order(1, version=2),)},
        {"orders": (order(1),)},
        {"orders": (order(2, serial=1),)},
        {"site": Site(version=1)},
        {"site": Site(version=3)},
        {"lines": (Line("a", "A"),)},
        {"lines": (Line("a", "A", version=2),)},
        {"lines": (Line("b", "B", version=1),)},
        {"counters": (Counter("c", "C", "1", ()),)},
        {"items": (Item("tea", "a", "Tea", version=2),)},
        {"removed": (("line", "b"),)},
        {"removed": (("counter", "a"),)},
    )


def _named() -> tuple[Announcement, ...]:
    """Of the first three, which are said, two have a name; the last two are said late, or not yet."""
    name = "王小明"
    full = replace(announcement(0), text=f"請 {name} 到 3 號", call=Call("A1", "3", name), langs=("en",))
    return (
        replace(full, texts=(("en", f"{name}, please"), ("zh-TW", f"請 {name}"))),
        replace(announcement(1), text=f"請 {name}", call=Call(name=name)),
        announcement(2),
        replace(announcement(3), accepted_at=6.0, text=f"請 {name}", call=Call(name=name)),
        replace(announcement(4), text=f"請 {name}", call=Call("A4", name=name)),
    )

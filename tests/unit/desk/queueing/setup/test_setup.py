from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.unit.desk.queueing.orders.stall import NOON, Stall

from callcast.desk.queueing.hall.counter import Counter, Share
from callcast.desk.queueing.hall.errors import Conflict, Forbidden, HallError, Wrong
from callcast.desk.queueing.hall.item import Item
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.site import Site
from callcast.desk.queueing.hall.ticket import Stage, Ticket
from callcast.desk.queueing.setup.setup import MOST, put_counter, put_item, put_line, put_site, remove

LINE, COUNTER, ITEM = Line("x", "X"), Counter("x", "X", "9", (Share("ramen"),)), Item("x", "ramen", "X")
PUTS: list[tuple[Callable[..., Any], Any, str]] = [
    (put_line, LINE, "lines"),
    (put_counter, COUNTER, "counters"),
    (put_item, ITEM, "items"),
]


@pytest.mark.parametrize(("put", "value", "where"), PUTS)
def test_a_thing_is_put_and_changed_by_whoever_has_seen_the_last_version(
    put: Callable[..., Any], value: Any, where: str
) -> None:
    stall = Stall()
    with pytest.raises(Conflict, match="Somebody else has changed x meanwhile"):
        stall.do(put, replace(value, version=1))
    for version in range(3):
        there = getattr(stall.floor, where).get("x", value)
        stall.do(put, replace(there, name=f"name {version}"))
        assert (getattr(stall.floor, where)["x"].version, getattr(stall.floor, where)["x"].name) == (
            version,
            f"name {version}",
        )
    for stale in (0, 1, 3):
        with pytest.raises(Conflict):
            stall.do(put, replace(value, version=stale))


def test_the_site_is_changed_by_its_version() -> None:
    stall = Stall()
    stall.do(put_site, Site("店", "Asia/Tokyo"))
    assert (stall.floor.site.zone, stall.floor.site.version) == ("Asia/Tokyo", 1)
    with pytest.raises(Conflict):
        stall.do(put_site, Site("店", "Asia/Taipei"))
    with pytest.raises(Wrong, match="no time zone"):
        stall.do(put_site, Site("店", "Mars/Olympus", version=1))


@pytest.mark.parametrize(
    ("put", "value", "field"),
    [
        (put_line, replace(LINE, channels=("yard",)), "channels"),
        (put_counter, replace(COUNTER, channels=("yard",)), "channels"),
        (put_counter, replace(COUNTER, shares=(Share("udon"),)), "shares"),
        (put_counter, replace(COUNTER, shares=(Share("ramen"), Share("ramen"))), "shares"),
        (put_counter, replace(COUNTER, shares=(Share("ramen", 0.0),)), "shares.ramen"),
        (put_counter, replace(COUNTER, place=" "), "place"),
        (put_line, replace(LINE, names=(("zh!", "x"),)), "names"),
        (put_line, replace(LINE, names=(("en", ""),)), "names.en"),
        (put_line, replace(LINE, langs=("en", "en")), "langs"),
        (put_line, replace(LINE, early=-1.0), "early"),
    ],
)
def test_a_field_that_cannot_be_is_named(put: Callable[..., Any], value: Any, field: str) -> None:
    with pytest.raises(Wrong) as refused:
        Stall().do(put, value, ("hall",))
    assert refused.value.field == field


def test_what_is_needed_or_waited_for_is_not_removed() -> None:
    stall = Stall()
    with pytest.raises(Forbidden, match="豚骨拉麵店 is needed by: out, tonkotsu, tea, soup"):
        stall.do(remove, "line", "ramen")
    order = stall.order()
    for kind, id_, says in (("line", "ramen", "1 still wait"), ("item", "tonkotsu", f"Order {order.number} has")):
        with pytest.raises(Forbidden, match=says):
            stall.do(remove, kind, id_)
    ticket = Ticket(
        "t", "sweets", "B1", 1, "2026-11-24", NOON, NOON, NOON, Stage.SERVING, counter="out", route=("sweets",)
    )
    stall.floor.tickets["t"] = ticket
    with pytest.raises(Forbidden, match="Ticket B1 is at 取餐口"):
        stall.do(remove, "counter", "out")
    stall.floor.tickets["t"] = replace(ticket, stage=Stage.DONE)
    stall.do(remove, "counter", "out")
    stall.do(remove, "item", "cake")
    stall.do(remove, "line", "sweets")
    assert list(stall.floor.lines) == ["ramen"]
    with pytest.raises(HallError, match="there are: ramen"):
        stall.do(remove, "line", "sweets")


def test_a_line_that_a_ticket_comes_to_later_is_not_removed() -> None:
    stall = Stall()
    del stall.floor.items["cake"]
    stall.floor.tickets["t"] = Ticket("t", "ramen", "1", 1, "2026-11-24", NOON, NOON, NOON, route=("ramen", "sweets"))
    with pytest.raises(Forbidden, match="1 still wait in 甜點"):
        stall.do(remove, "line", "sweets")


def test_there_is_an_end_to_it() -> None:
    stall = Stall()
    stall.floor.lines = {f"l{number}": Line(f"l{number}", "L") for number in range(MOST["line"])}
    with pytest.raises(Forbidden, match="the limit is 500"):
        stall.do(put_line, LINE)

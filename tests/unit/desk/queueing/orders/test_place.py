from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.desk.queueing.orders.stall import EXTRA, HARD, NOON, ONE, RAMEN, Stall

from callcast.desk.queueing.hall.errors import Forbidden, HallError, Unknown, Wrong
from callcast.desk.queueing.hall.line import Opening
from callcast.desk.queueing.hall.order import OrderStage, Pick
from callcast.desk.queueing.hall.tally import Tally
from callcast.desk.queueing.orders.place import OrderWish, place
from callcast.desk.queueing.orders.steps import collect, ready
from callcast.desk.queueing.orders.stock import sell_out
from callcast.desk.queueing.orders.undo import undo_order

BOTH = (*HARD, ("extra", "egg"), ("extra", "nori"))


def test_an_order_gets_the_next_number_of_its_line_and_its_price() -> None:
    stall = Stall()
    first, second = stall.order(), stall.order(Pick("tonkotsu", 2, BOTH), Pick("tea", 3))
    assert (first.number, second.number) == ("001", "002")
    assert (first.price, second.price) == (220, 2 * (220 + 50) + 3 * 40)
    assert second.stage is OrderStage.NEW
    assert second.day == "2026-11-24"
    assert stall.floor.tallies["ramen"] == Tally("ramen", "2026-11-24", issued=2)
    assert [one.stage for one in stall.periods] == ["new", "new"]


def test_an_order_with_something_that_has_no_price_has_none() -> None:
    assert Stall().order(ONE, Pick("soup")).price is None


@given(st.integers(1, 99), st.integers(0, 10_000), st.lists(st.tuples(st.integers(0, 900), st.booleans()), max_size=5))
def test_the_price_is_what_each_costs_with_its_choices_so_many_times(
    count: int, price: int, choices: list[tuple[int, bool]]
) -> None:
    stall = Stall()
    made = tuple(replace(EXTRA.choices[0], id=f"c{index}", price=more) for index, (more, _) in enumerate(choices))
    option = replace(EXTRA, choices=made, most=5)
    stall.floor.items["tonkotsu"] = replace(RAMEN, price=price, options=(option,))
    picked = tuple(("extra", f"c{index}") for index, (_, wanted) in enumerate(choices) if wanted)
    order = stall.order(Pick("tonkotsu", count, picked))
    assert order.price == count * (price + sum(more for more, wanted in choices if wanted))


@pytest.mark.parametrize(
    ("pick", "error", "key"),
    [
        (Pick("tonkotsu", 0, HARD), Wrong, "count-wrong"),
        (Pick("tonkotsu", 100, HARD), Wrong, "count-wrong"),
        (Pick("udon"), Unknown, "unknown-item"),
        (Pick("cake"), Unknown, "unknown-item"),  # of another stall
        (Pick("tonkotsu", 1, (*HARD, ("size", "big"))), Unknown, "unknown-option"),
        (Pick("tonkotsu", 1, (("firm", "raw"),)), Unknown, "unknown-choice"),
        (Pick("tonkotsu", 1, (("firm", "soft"),)), Forbidden, "choice-sold-out"),
        (Pick("tonkotsu"), Wrong, "too-few-choices"),
        (Pick("tonkotsu", 1, (*HARD, ("extra", "egg"), ("extra", "egg"))), Wrong, "choice-repeated"),
        (Pick("tonkotsu", 1, HARD, "辣" * 201), Wrong, "text-too-long"),
        (Pick("tonkotsu", 1, HARD, "no\x07onion"), Wrong, "text-control"),
    ],
)
def test_what_cannot_be_had_is_refused_with_a_sentence_in_each_language(
    pick: Pick, error: type[HallError], key: str
) -> None:
    stall = Stall()
    with pytest.raises(error) as refused:
        stall.order(ONE, pick)
    assert refused.value.sentence.key == key
    assert len({refused.value.sentence.text(lang) for lang in ("en", "zh-TW", "zh-CN", "ja")}) == 4
    assert not stall.floor.orders


def test_too_many_choices_are_refused() -> None:
    stall = Stall()
    stall.floor.items["tonkotsu"] = replace(RAMEN, options=(replace(EXTRA, most=1),))
    with pytest.raises(Wrong, match=r"豚骨拉麵 takes at most 1 of 加點 and has 2; choose fewer\.") as refused:
        stall.order(Pick("tonkotsu", 1, BOTH[1:]))
    assert refused.value.field == "picks.0.choices"


def test_what_is_sold_out_cannot_be_ordered_until_it_is_there_again() -> None:
    stall = Stall()
    stall.do(sell_out, "tonkotsu", True)
    with pytest.raises(Forbidden, match=r"豚骨拉麵 is sold out"):
        stall.order()
    stall.do(sell_out, "tonkotsu", False)
    stall.do(sell_out, "tonkotsu", True, "egg")
    assert stall.order().price == 220
    with pytest.raises(Forbidden, match=r"溏心蛋 is sold out for 豚骨拉麵"):
        stall.order(Pick("tonkotsu", 1, BOTH))
    assert stall.floor.items["tonkotsu"].version == 3
    assert not stall.do(sell_out, "tonkotsu", True, "egg").items
    with pytest.raises(Unknown, match=r'no choice "salt"; there are: hard, soft, egg, nori'):
        stall.do(sell_out, "tonkotsu", True, "salt")


def test_a_stall_that_is_closed_takes_no_orders() -> None:
    for line in ({"closed": True}, {"hours": (Opening(1, time(17), time(21)),)}):
        stall = Stall(**line)
        with pytest.raises(Forbidden, match=r"豚骨拉麵店 is closed now"):
            stall.order()
    assert Stall(hours=(Opening(1, time(11), time(14)),)).order().number == "001"


def test_so_many_orders_to_make_and_no_more() -> None:
    stall = Stall(capacity=1)
    first = stall.order()
    with pytest.raises(Forbidden, match="has 1 orders to make"):
        stall.order()
    stall.do(ready, first.id)
    assert stall.order().number == "002"


def test_a_number_that_somebody_still_waits_with_is_not_given_again() -> None:
    stall = Stall(last=3)
    one, two, three = stall.order(), stall.order(), stall.order()
    with pytest.raises(Forbidden, match="All 3 numbers"):
        stall.order()
    stall.do(ready, two.id)
    stall.do(collect, two.id)
    again = stall.order()
    assert (again.number, again.serial) == ("002", 5)
    with pytest.raises(Forbidden, match="Another order has the number 002 now"):
        stall.do(undo_order, two.id)
    stall.at += 86_400
    stall.do(ready, one.id)
    stall.do(collect, one.id)
    tomorrow = stall.order()
    assert (tomorrow.number, tomorrow.serial, tomorrow.day) == ("001", 1, "2026-11-25")
    assert three.number == "003"


def test_numbers_begin_anew_at_the_hour_of_the_line_in_the_zone_of_the_site() -> None:
    stall = Stall(reset=time(5))
    stall.at = NOON - 7.5 * 3600  # 04:30
    assert stall.order().day == "2026-11-23"
    stall.at = NOON - 7 * 3600
    later = stall.order()
    assert (later.number, later.serial, later.day) == ("002", 2, "2026-11-24")  # 001 is not collected yet


@pytest.mark.parametrize(
    ("wish", "key", "field"),
    [
        (OrderWish("ramen", ()), "order-empty", "picks"),
        (OrderWish("ramen", (ONE,) * 51), "order-long", "picks"),
        (OrderWish("ramen", (ONE,), "x" * 101), "text-too-long", "name"),
        (OrderWish("ramen", (ONE,), langs=("zh_TW!",)), "lang-malformed", "langs"),
        (OrderWish("ramen", (ONE,), langs=("en", "EN")), "langs-twice", "langs"),
        (OrderWish("ramen", (ONE,), langs=("en", "ja", "ko", "fr", "de")), "langs-many", "langs"),
    ],
)
def test_a_wish_that_is_wrong_names_its_field(wish: OrderWish, key: str, field: str) -> None:
    with pytest.raises(Wrong) as refused:
        Stall().do(place, wish)
    assert (refused.value.sentence.key, refused.value.field) == (key, field)


def test_no_orders_at_a_line_that_is_not_there_or_calls_from_a_roll() -> None:
    with pytest.raises(Unknown, match="There is no line udon; the lines are ramen, sweets"):
        Stall().order(line="udon")
    with pytest.raises(Forbidden, match="paper roll"):
        Stall(paper=True).order()

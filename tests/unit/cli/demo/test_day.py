"""A day in memory, on the real rules."""

import json
import random

import pytest
from bench.hall import Memory
from hypothesis import given, settings
from hypothesis import strategies as st

from callcast.cli.demo.behaviour import Behaviour, around
from callcast.cli.demo.day import day
from callcast.cli.demo.kinds import KINDS, LANGS, Kind
from callcast.cli.demo.visitors import Curve
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.setup.importing import import_site
from callcast.desk.queueing.setup.site_file import SiteFile

OPENS = 1_795_478_400.0


def played(kind: str, lang: str, seed: int = 1) -> Memory:
    chosen, floor = Kind(kind, lang), Floor()
    file = SiteFile.from_json(chosen.site())
    floor.apply(import_site(floor, Moment(OPENS, "demo", lambda: "x", lambda _: False), file, ("hall",)))
    memory = Memory(floor, OPENS)
    memory.play(day(chosen.plan(), seed))
    return memory


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", KINDS)
def test_at_the_end_of_the_day_everybody_has_been_served(kind: str, lang: str) -> None:
    memory = played(kind, lang)
    plan = Kind(kind, lang).plan()
    assert len(memory.floor.tickets) == sum(stream.count for stream in plan.streams)
    assert len(memory.floor.orders) == sum(kitchen.count for kitchen in plan.kitchens)
    assert all(ticket.stage.final for ticket in memory.floor.tickets.values())
    assert {order.stage for order in memory.floor.orders.values()} <= {"collected"}
    assert {error.sentence.key for _, error in memory.refused} <= {"nobody-waits"}
    assert len(memory.calls) >= len(memory.floor.tickets) + len(memory.floor.orders)


def test_the_same_seed_is_the_same_day() -> None:
    assert played("bank", "en", 3).calls == played("bank", "en", 3).calls
    assert played("bank", "en", 3).calls != played("bank", "en", 4).calls


@pytest.mark.parametrize("kind", KINDS)
def test_a_site_is_in_the_language_that_was_chosen(kind: str) -> None:
    said = [json.dumps(Kind(kind, lang).site(), ensure_ascii=False) for lang in LANGS]
    assert len(set(said)) == len(LANGS)
    assert not any(ord(letter) > 0x2E80 for letter in said[LANGS.index("en")] + Kind(kind, "en").settings())


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12).filter(any), st.integers(0, 200), st.integers(0, 99))
def test_people_come_while_the_doors_are_open_and_when_people_come(hours: list[int], count: int, seed: int) -> None:
    curve = Curve(tuple(map(float, hours)))
    arrivals = curve.arrivals(random.Random(seed), count)
    assert len(arrivals) == count
    assert arrivals == sorted(arrivals)
    assert all(0 <= at <= curve.seconds for at in arrivals)
    assert all(hours[min(int(at // 3600), len(hours) - 1)] > 0 for at in arrivals)


@settings(deadline=None)
@given(st.integers(0, 99))
def test_what_people_do_is_about_what_they_are_said_to_do(seed: int) -> None:
    rng = random.Random(seed)
    behaviour = Behaviour(gone=0.3, late=0.2)
    turnouts = [behaviour.turnout(rng).value for _ in range(2_000)]
    assert 0.2 < turnouts.count("gone") / 2_000 < 0.4
    assert 0.1 < turnouts.count("late") / 2_000 < 0.3
    assert 80 < sum(around(rng, 100) for _ in range(500)) / 500 < 120

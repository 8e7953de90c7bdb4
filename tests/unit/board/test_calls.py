"""Calls one after the other: each is seen once, the newest first, and no text stays."""

from hypothesis import given
from hypothesis import strategies as st

from callcast.player.board.calls import RECENT, Calls
from callcast.player.board.state import Called


def call(number: str) -> Called:
    return Called(number, "3", f"{number} to 3")


TEXT = Called("", "", "We close at five.")


def test_the_call_before_is_the_newest_of_the_recent() -> None:
    calls = Calls().begin(call("1")).end().begin(call("2")).end().begin(call("3"))
    assert calls.shown == ((call("3"),), (call("2"), call("1")))


def test_a_call_stays_when_it_was_spoken_and_a_text_goes() -> None:
    calls = Calls().begin(call("1")).end().begin(TEXT)
    assert calls.shown == ((TEXT,), (call("1"),))
    assert calls.end().shown == ((call("1"),), ())


def test_a_number_called_again_stands_once() -> None:
    calls = Calls()
    for number in "121":
        calls = calls.begin(call(number)).end()
    assert calls.shown == ((call("1"),), (call("2"),))
    assert Calls.of([call("1"), call("2"), call("1")]) == calls


@given(st.lists(st.sampled_from([call(str(n)) for n in range(30)] + [TEXT]), max_size=80))
def test_whatever_comes_each_number_stands_once_and_few_are_kept(came: list[Called]) -> None:
    calls = Calls()
    for one in came:
        calls = calls.begin(one).end()
    now, recent = calls.shown
    numbers = [one.number for one in (*now, *recent)]
    assert len(set(numbers)) == len(numbers)
    assert len(recent) <= RECENT
    latest = dict.fromkeys(one.number for one in reversed(came) if one.number)
    assert numbers == list(latest)[: 1 + RECENT]
    assert Calls.of((*now, *recent)) == calls

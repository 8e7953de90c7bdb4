"""Calls of several counters take turns."""

from hypothesis import given
from hypothesis import strategies as st

from callcast.player.playout.turns import Turns


def said(calls: list[str]) -> list[str]:
    """Of calls that wait all at once, in the order in which they are said."""
    turns = Turns()
    waiting = sorted((turns.of(source), number, source) for number, source in enumerate(calls))
    return [source for _, _, source in waiting]


def test_one_that_calls_much_does_not_hold_the_others() -> None:
    assert said(["a", "a", "a", "a", "b", "c", "b"]) == ["a", "b", "c", "a", "b", "a", "a"]


def test_what_no_counter_calls_is_said_before_second_calls() -> None:
    assert said(["a", "a", "", "a"]) == ["a", "", "a", "a"]


def test_who_comes_later_is_not_put_before_those_who_waited() -> None:
    turns = Turns()
    first, second, third = (turns.of("a") for _ in range(3))
    turns.begun(first)
    turns.begun(second)
    assert turns.of("b") == second < third
    turns.begun(third)
    assert turns.of("b") == third
    assert turns.of("a") == third + 1


@given(st.lists(st.sampled_from("abcde")))
def test_nobody_is_called_twice_while_another_who_asked_waits_for_the_first_time(calls: list[str]) -> None:
    order = said(calls)
    assert sorted(order) == sorted(calls)
    sources = set(calls)
    for place in range(len(order)):
        waits = {source for source in sources if order[:place].count(source) < calls.count(source)}
        counts = [order[: place + 1].count(source) for source in waits | {order[place]}]
        assert order[: place + 1].count(order[place]) <= min(counts) + 1


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3))))
def test_what_is_remembered_does_not_grow(steps: list[tuple[str, int]]) -> None:
    turns = Turns()
    for source, begun in steps:
        turn = turns.of(source)
        for _ in range(begun):
            turns.begun(turn)
        assert len(turns._last) <= 3
    turns.begun(10_000)
    assert not turns._last

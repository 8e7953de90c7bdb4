"""Figures of how late frames are."""

from hypothesis import given
from hypothesis import strategies as st

from callcast.player.playout.clock import SECOND
from callcast.player.playout.lateness import Lateness


def test_nothing_sent_is_not_late() -> None:
    assert Lateness().quantiles(0, 0.5, 0.99) == (0.0, 0.0)


def test_only_the_last_ten_seconds_count() -> None:
    lateness = Lateness()
    lateness.note(0, 500_000_000, 100)
    for second in range(5, 15):
        lateness.note(second * SECOND, 1_000_000, 1)
    assert lateness.quantiles(14 * SECOND, 0.99) == (1.1,)
    assert lateness.quantiles(60 * SECOND, 0.99) == (0.0,)


@given(st.lists(st.integers(-(10**6), 10**9), min_size=1, max_size=200), st.floats(0.01, 1))
def test_quantiles_are_those_of_the_sorted_list(late: list[int], share: float) -> None:
    lateness = Lateness()
    for ns in late:
        lateness.note(0, ns, 1)
    (found,) = lateness.quantiles(0, share)
    index = next(n for n in range(len(late)) if n + 1 >= share * len(late))
    wanted = max(0, sorted(late)[index]) / 1e6
    assert wanted <= found + 1e-9
    assert found <= wanted + 0.1 + 1e-9

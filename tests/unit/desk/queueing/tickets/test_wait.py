import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.desk.queueing.tickets.lobby import Lobby

from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.queueing.tickets.back import back
from callcast.desk.queueing.tickets.counters import close_counter
from callcast.desk.queueing.tickets.serve import finish, park
from callcast.desk.queueing.tickets.wait import Wait, estimate


def _wait(lobby: Lobby, ticket: str) -> Wait:
    return estimate(lobby.floor, lobby[ticket], lobby.at)


def _paced(*minutes: float) -> Lobby:
    """Calls of line a, so many minutes one after the other."""
    lobby = Lobby()
    for pause in (0.0, *minutes):
        lobby.later(pause)
        lobby.issue()
        lobby.next()
    return lobby


def test_it_takes_three_calls_to_say_anything() -> None:
    lobby = _paced(5)
    ticket = lobby.issue()
    assert _wait(lobby, ticket) == Wait(0, None, None, None)
    lobby.later(5)
    lobby.next()
    assert _wait(lobby, lobby.issue()) == Wait(0, 300.0, 300.0, 300.0)


def test_it_grows_with_those_who_are_ahead_by_their_turns() -> None:
    lobby = _paced(4, 6, 2, 8)
    first, second = lobby.issue(), lobby.issue()
    lobby.issue("b")
    elder = lobby.issue("a", Precedence.ELDER)
    lobby.later()
    assert [_wait(lobby, one).ahead for one in (elder, first, second)] == [0, 1, 2]
    waits = [_wait(lobby, one) for one in (elder, first, second)]
    assert [wait.likely for wait in waits] == [300.0, 600.0, 900.0]
    for wait in waits:
        assert wait.low is not None
        assert wait.likely is not None
        assert wait.high is not None
        assert 0 < wait.low < wait.likely < wait.high
    assert (waits[0].low, waits[0].high) == pytest.approx((156.0, 444.0))


def test_the_night_is_no_pace() -> None:
    lobby = _paced(5, 5, 5)
    lobby.do(finish, "1")
    lobby.later(20 * 60)
    assert _wait(lobby, lobby.issue()).likely is None


def test_nothing_is_known_while_no_counter_is_open() -> None:
    lobby = _paced(5, 5, 5)
    ticket = lobby.issue()
    lobby.do(finish, "1")
    for counter in ("1", "2", "3"):
        assert _wait(lobby, ticket).likely == 300.0
        lobby.do(close_counter, counter)
    assert _wait(lobby, ticket) == Wait(0)


def test_one_that_comes_back_counts_those_it_lets_go_first() -> None:
    lobby = Lobby()
    late = lobby.issue()
    lobby.next()
    lobby.do(park, "1")
    assert _wait(lobby, late) == Wait(0)
    lobby.do(back, late)
    assert _wait(lobby, late).ahead == 0
    for _ in range(5):
        lobby.issue()
    assert _wait(lobby, late).ahead == 3


@given(gaps=st.lists(st.floats(0, 120), min_size=2, max_size=30), ahead=st.integers(0, 40))
def test_the_range_is_a_range_and_holds_no_less_than_nothing(gaps: list[float], ahead: int) -> None:
    lobby = Lobby()
    lobby.floor.paces["a"] = tuple(lobby.at + 60 * sum(gaps[:count]) / 30 for count in range(len(gaps) + 1))
    lobby.later(300)
    for _ in range(ahead + 1):
        ticket = lobby.issue()
    wait = _wait(lobby, ticket)
    assert wait.ahead in range(ahead + 1)
    assert wait.low is not None
    assert wait.likely is not None
    assert wait.high is not None
    assert 0 <= wait.low <= wait.likely + 1e-3
    assert wait.likely <= wait.high + 1e-3
    assert wait.high <= (wait.ahead + 1) * 60 * max(gaps) / 30 + 1e-3

"""Whose turn it is: what is said of it is true, and nobody starves."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.desk.queueing.tickets.lobby import Lobby

from callcast.desk.queueing.hall.counter import Share
from callcast.desk.queueing.hall.line import WEIGHTS
from callcast.desk.queueing.hall.policy import Policy
from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.queueing.hall.ticket import Ticket
from callcast.desk.queueing.tickets.back import back
from callcast.desk.queueing.tickets.call import call_next
from callcast.desk.queueing.tickets.serve import park
from callcast.desk.queueing.tickets.turn import Turn, ranked

ELDER = Precedence.ELDER
MOST = 4.0
"""The greatest weight of a precedence."""


def _ranked(lobby: Lobby, counter: str = "1") -> list[Turn]:
    return list(ranked(lobby.floor, lobby.floor.counters[counter], lobby.at))


def test_it_says_why() -> None:
    lobby = Lobby()
    lobby.issue()
    lobby.later(8)
    lobby.issue("a", ELDER)
    lobby.later(12)
    first, second = _ranked(lobby)
    assert first.because.text("en") == (
        "A002 is called because it waited 12 min, which counts × 2 as an elder = 24 min; nobody counts more, "
        "the next is A001 with 20 min"
    )
    assert second.because.text("zh-TW") == "叫 A001，因為已等 20 分鐘，後面沒有別人"


def test_a_counter_has_its_own_mix() -> None:
    lobby = Lobby()
    lobby.issue("a")
    lobby.later(2)
    lobby.issue("b")
    lobby.later(2)
    counter = lobby.floor.counters["1"]
    lobby.floor.counters["1"] = replace(counter, shares=(Share("a"), Share("b", 3.0), Share("gone")))
    assert [turn.ticket.number for turn in _ranked(lobby)] == ["B001", "A001"]
    assert [turn.ticket.number for turn in _ranked(lobby, "2")] == ["A001"]


def test_an_appointment_that_is_early_lets_others_go_first() -> None:
    lobby = Lobby()
    lobby.issue("a", due_at=lobby.at + 3600)
    lobby.later(5)
    lobby.issue("a")
    assert [turn.ticket.number for turn in _ranked(lobby)] == ["A002", "A001"]
    lobby.later(45)
    assert [turn.ticket.number for turn in _ranked(lobby)] == ["A002", "A001"]
    lobby.later(30)
    assert [turn.ticket.number for turn in _ranked(lobby)] == ["A001", "A002"]
    assert _ranked(lobby)[0].score == 35 * 60 * 3


def _parked(lobby: Lobby) -> str:
    ticket = lobby.issue()
    lobby.next()
    lobby.do(park, "1")
    return ticket


def test_one_that_comes_back_lets_some_of_its_line_go_first() -> None:
    lobby = Lobby(a={"policy": Policy(behind=2)})
    late = _parked(lobby)
    for _ in range(4):
        lobby.issue()
    lobby.later(30)
    lobby.do(back, late)
    assert [turn.ticket.number for turn in _ranked(lobby)] == ["A002", "A003", "A004", "A005", "A001"]
    assert _ranked(lobby)[-1].because.text("en") == "A001 came back and lets others of its line go first: 2"
    assert [lobby.next(counter).number for counter in ("1", "2", "1", "2", "1")] == [
        "A002", "A003", "A001", "A004", "A005",
    ]  # fmt: skip


def test_one_that_comes_back_is_called_earlier_if_nobody_else_waits_in_its_line() -> None:
    lobby = Lobby()
    late = _parked(lobby)
    lobby.do(back, late)
    lobby.later(5)
    lobby.issue("b")
    assert [turn.ticket.number for turn in _ranked(lobby)] == ["A001", "B001"]
    lobby.later()
    lobby.issue("a")
    assert [turn.ticket.number for turn in _ranked(lobby)] == ["B001", "A002", "A001"]


def test_one_that_comes_back_before_midnight_does_not_wait_for_the_calls_of_yesterday() -> None:
    lobby = Lobby()
    late = _parked(lobby)
    for _ in range(20):
        lobby.issue("a")
        lobby.next("2")
    lobby.do(back, late)
    lobby.later(24 * 60)
    lobby.issue()
    assert next(iter(_ranked(lobby))).ticket.id == late


arrivals = st.lists(
    st.tuples(
        st.floats(0, 900),
        st.sampled_from(("a", "b")),
        st.sampled_from((Precedence.NORMAL, ELDER, Precedence.VIP)),
        st.none() | st.floats(-7200, 7200),
    ),
    min_size=2,
    max_size=25,
)


def _arrive(lobby: Lobby, seconds: float, line: str, precedence: Precedence, due: float | None) -> str:
    lobby.at += seconds
    return lobby.issue(line, precedence, due_at=None if due is None else lobby.at + due)


@given(arrivals=arrivals, weight=st.sampled_from((0.5, 1.0, 1.5, 3.0)), later=st.floats(0, 10_000))
def test_what_it_says_is_true(
    arrivals: list[tuple[float, str, Precedence, float | None]], weight: float, later: float
) -> None:
    lobby = Lobby()
    counter = lobby.floor.counters["1"]
    lobby.floor.counters["1"] = replace(counter, shares=(Share("a"), Share("b", weight)))
    for arrival in arrivals:
        _arrive(lobby, *arrival)
    lobby.at += later
    turns = _ranked(lobby)
    assert len(turns) == len(arrivals)
    for turn, after in zip(turns, (*turns[1:], None), strict=True):
        _check_said(lobby, turn, after, {"a": 1.0, "b": weight})


def _check_said(lobby: Lobby, turn: Turn, after: Turn | None, shares: dict[str, float]) -> None:
    ticket, said = turn.ticket, dict(turn.because.values)
    times = dict(WEIGHTS)[ticket.precedence] * shares[ticket.line]
    waited = max(0.0, lobby.at - ticket.ready_at)
    assert abs(turn.score - waited * times) < 1e-6
    assert said["number"] == ticket.number
    assert abs(float(said["waited"]) - waited / 60) <= 0.5
    assert float(said.get("times", 1)) == times
    counts = float(said.get("counts", said["waited"]))
    assert abs(counts - turn.score / 60) <= 0.5
    if after is None:
        assert "other" not in said
    else:
        assert said["other"] == after.ticket.number
        assert turn.score >= after.score
        assert counts >= float(said["counted"])
    assert all(turn.because.text(lang) for lang in ("en", "zh-TW", "zh-CN", "ja"))


@given(arrivals=arrivals, pauses=st.lists(st.floats(1, 1200), min_size=25, max_size=25))
def test_nobody_starves(arrivals: list[tuple[float, str, Precedence, float | None]], pauses: list[float]) -> None:
    """One that has waited `t` s is called before any that came when it had waited more than 3/4 t, however many come.

    For its score grows at least as fast as time does, and that of others at most four times as fast: one that comes
    after `s` s has 4 (t - s) at most.
    """
    lobby = Lobby()
    waiting: dict[str, Ticket] = {}
    for arrival, pause in zip(arrivals, pauses, strict=False):
        came = _arrive(lobby, *arrival)
        waiting[came] = lobby[came]
        if pause < 400:
            continue
        lobby.at += pause
        called = lobby[lobby.do(call_next, "1").subject]
        del waiting[called.id]
        for other in waiting.values():
            waited = max(0.0, lobby.at - other.ready_at)
            assert max(0.0, lobby.at - called.ready_at) >= waited / MOST

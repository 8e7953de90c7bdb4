from collections.abc import Callable

import pytest
from tests.unit.desk.queueing.tickets.lobby import Lobby
from tests.unit.desk.queueing.tickets.test_call import refused

from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Forbidden, Unknown
from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.queueing.hall.ticket import Stage
from callcast.desk.queueing.tickets.back import back, cancel
from callcast.desk.queueing.tickets.call import call_chosen, call_next
from callcast.desk.queueing.tickets.counters import close_counter, open_counter
from callcast.desk.queueing.tickets.serve import finish, no_show, park, start, transfer


def _called(lobby: Lobby, line: str = "a", **more: object) -> str:
    ticket = lobby.issue(line, Precedence.NORMAL, **more)
    lobby.later()
    lobby.do(call_next, "1")
    return ticket


@pytest.mark.parametrize(
    ("acts", "stages"),
    [
        ((start, finish), ["serving", "done"]),
        ((finish,), ["done"]),
        ((no_show,), ["no-show"]),
        ((park,), ["parked"]),
        ((start, park), ["serving", "parked"]),
    ],
)
def test_what_comes_of_a_call(acts: tuple[Callable[..., Change], ...], stages: list[str]) -> None:
    lobby = Lobby()
    ticket = _called(lobby)
    for act in acts:
        lobby.later()
        assert lobby.do(act, "1").subject == ticket
        assert lobby[ticket].since == lobby.at
    assert lobby.log(ticket) == ["waiting", "called", *stages]
    assert {one.counter for one in lobby.periods} == {None, "1"}
    assert {one.who for one in lobby.periods} == {"ann"}


def test_what_cannot_come_of_it_is_told() -> None:
    lobby = Lobby()
    for rule in (start, finish, no_show, park):
        assert "1 號櫃檯目前沒有人" in refused(lobby, Forbidden, rule, "1")
    _called(lobby)
    lobby.do(start, "1")
    assert "已經到了" in refused(lobby, Forbidden, start, "1")
    assert "不能記為未到" in refused(lobby, Forbidden, no_show, "1")
    assert "現有的隊伍" in refused(lobby, Unknown, transfer, "1", "x")
    assert "已經在 看診" in refused(lobby, Forbidden, transfer, "1", "a")
    assert "不能轉到 抽血" in refused(lobby, Forbidden, transfer, "1", "p")


def test_one_that_is_transferred_is_as_old_as_it_was() -> None:
    lobby = Lobby()
    ticket = _called(lobby)
    ready = lobby[ticket].ready_at
    lobby.later(10)
    lobby.do(transfer, "1", "c")
    now = lobby[ticket]
    assert (now.line, now.origin, now.number, now.ready_at) == ("c", "a", "A001", ready)
    assert (now.calls, now.counter, now.announcement) == (0, None, None)
    assert lobby.periods[-1].because is not None
    assert lobby.periods[-1].because.text("zh-TW") == "由1 號櫃檯從 看診 轉來"
    assert lobby.next("2").id == ticket


def test_a_journey_goes_through_its_lines_with_one_number() -> None:
    lobby = Lobby()
    ticket = _called(lobby, route=("a", "b", "c"))
    lobby.later(10)
    lobby.do(finish, "1")
    now = lobby[ticket]
    assert (now.line, now.leg, now.stage, now.ready_at, now.number) == ("b", 1, Stage.WAITING, lobby.at, "A001")
    del lobby.floor.lines["b"]
    lobby.floor.lines["b"] = Lobby().floor.lines["b"]
    lobby.do(call_chosen, "1", "A001")
    lobby.do(transfer, "1", "a")
    assert lobby[ticket].route == ("a", "a", "c")
    lobby.next("1")
    lobby.do(finish, "1")
    assert (lobby[ticket].line, lobby[ticket].leg) == ("c", 2)
    lobby.next("2")
    lobby.do(finish, "2")
    assert lobby[ticket].stage is Stage.DONE


def test_a_journey_leaves_out_a_line_that_is_gone() -> None:
    lobby = Lobby()
    ticket = _called(lobby, route=("a", "b", "c"))
    del lobby.floor.lines["b"]
    lobby.do(finish, "1")
    assert (lobby[ticket].line, lobby[ticket].leg) == ("c", 2)


def test_the_next_one_sends_the_one_before_on_its_journey() -> None:
    lobby = Lobby()
    ticket = _called(lobby, route=("a", "b"))
    other = lobby.issue()
    lobby.later()
    assert lobby.next("1").id == other
    assert (lobby[ticket].line, lobby[ticket].stage) == ("b", Stage.WAITING)


@pytest.mark.parametrize("away", [park, no_show])
def test_one_that_was_put_aside_comes_back(away: Callable[..., Change]) -> None:
    lobby = Lobby()
    ticket = _called(lobby)
    ready = lobby[ticket].ready_at
    lobby.do(away, "1")
    lobby.do(back, ticket, who="kiosk")
    now = lobby[ticket]
    assert (now.stage, now.after, now.ready_at, now.calls) == (Stage.WAITING, 4, ready, 0)
    assert (lobby.periods[-1].who, lobby.periods[-1].counter) == ("kiosk", None)
    assert "已經在等候中" in refused(lobby, Forbidden, back, ticket)
    lobby.next()
    assert lobby[ticket].after is None
    assert "目前在1 號櫃檯" in refused(lobby, Forbidden, back, ticket)
    lobby.do(finish, "1")
    assert "已經辦完" in refused(lobby, Forbidden, back, ticket)
    refused(lobby, Unknown, back, "nobody")


def test_one_does_not_come_back_with_a_number_that_is_somebody_elses_by_now() -> None:
    lobby = Lobby(a={"last": 1})
    ticket = _called(lobby)
    lobby.do(no_show, "1")
    lobby.issue()
    assert "現在已是別人的" in refused(lobby, Forbidden, back, ticket)
    assert "現在已是別人的" in refused(lobby, Forbidden, call_chosen, "1", ticket)


def test_one_that_is_cancelled_is_not_called_any_more() -> None:
    lobby = Lobby()
    ticket = _called(lobby)
    assert lobby.do(cancel, ticket).withdrawn == (lobby.said[0].id,)
    assert lobby[ticket].stage is Stage.CANCELLED
    assert "已取消" in refused(lobby, Forbidden, cancel, ticket)
    assert "沒有人在等" in refused(lobby, Forbidden, call_next, "1")
    lobby.do(back, ticket)
    assert lobby.next().id == ticket
    lobby.spoken()
    lobby.do(start, "1")
    assert "正在辦理中" in refused(lobby, Forbidden, cancel, ticket)


def test_a_counter_is_its_operators() -> None:
    lobby = Lobby()
    assert "已由 ann 開啟" in refused(lobby, Forbidden, open_counter, "1", "bob")
    lobby.do(open_counter, "1", "ann")
    lobby.do(close_counter, "2")
    lobby.do(open_counter, "2", "person:ann")
    assert "已由 ann 開啟；" in refused(lobby, Forbidden, open_counter, "2", "person:bob")
    _called(lobby)
    assert "A001 還在1 號櫃檯" in refused(lobby, Forbidden, close_counter, "1")
    lobby.do(finish, "1")
    lobby.do(close_counter, "1")
    lobby.do(open_counter, "1", "bob")
    counter = lobby.floor.counters["1"]
    assert (counter.open, counter.operator, counter.version) == (True, "bob", 3)

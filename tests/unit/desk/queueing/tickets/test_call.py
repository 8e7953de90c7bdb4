from collections.abc import Callable

import pytest
from tests.unit.desk.queueing.tickets.lobby import Lobby

from callcast.bus.messages import Call
from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Forbidden, HallError, Unknown
from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.queueing.hall.ticket import Stage
from callcast.desk.queueing.tickets.back import cancel
from callcast.desk.queueing.tickets.call import call_chosen, call_next, recall
from callcast.desk.queueing.tickets.counters import close_counter
from callcast.desk.queueing.tickets.serve import finish, no_show, park, start, transfer


def refused(lobby: Lobby, kind: type[HallError], rule: Callable[..., Change], *given: object) -> str:
    tickets, periods = dict(lobby.floor.tickets), len(lobby.periods)
    with pytest.raises(kind) as error:
        lobby.do(rule, *given)
    assert lobby.floor.tickets == tickets
    assert len(lobby.periods) == periods
    return error.value.sentence.text("zh-TW")


def test_the_next_is_called_and_the_one_before_is_done() -> None:
    lobby = Lobby()
    first, second = lobby.issue(name="王小明", langs=("ja",)), lobby.issue()
    lobby.later(10)
    change = lobby.do(call_next, "1")
    assert (change.subject, change.act.what, change.act.counter) == (first, "next", "1")
    assert change.because == lobby.periods[-1].because
    assert lobby.said == [
        Calling(lobby[first].announcement or "", Call("A001", "1", "王小明"), "counter", ("ja",), ("hall",), "1")
    ]
    lobby.later()
    lobby.do(call_next, "1")
    assert (lobby[first].stage, lobby[second].stage) == (Stage.DONE, Stage.CALLED)
    assert lobby.log(first) == ["waiting", "called", "done"]
    assert lobby.said[-1].langs == ("zh-TW", "en")
    assert lobby.floor.tallies["a"].called == 2
    assert lobby.floor.paces["a"] == (lobby.at - 60, lobby.at)


def test_a_counter_that_is_closed_does_not_call() -> None:
    lobby = Lobby()
    ticket = lobby.issue()
    lobby.do(close_counter, "1")
    said = "1 號櫃檯還沒開啟；請先開啟櫃檯再叫號。"
    assert refused(lobby, Forbidden, call_next, "1") == said
    assert refused(lobby, Forbidden, call_chosen, "1", ticket) == said
    assert "現有的櫃檯：1, 2, 3" in refused(lobby, Unknown, call_next, "9")


def test_when_nobody_waits_the_one_who_is_there_stays() -> None:
    lobby = Lobby()
    assert "目前沒有人在等1 號櫃檯" in refused(lobby, Forbidden, call_next, "1")
    lobby.issue()
    lobby.next()
    assert "A001 辦完後請按「完成」" in refused(lobby, Forbidden, call_next, "1")


def test_it_is_called_again_and_announced_again_once_it_was_heard() -> None:
    lobby = Lobby()
    lobby.issue()
    called = lobby.next()
    lobby.later()
    assert lobby.do(recall, "1").calls == ()
    again = lobby[called.id]
    assert (again.calls, again.announcement, again.called_at) == (2, called.announcement, lobby.at)
    assert again.since == called.since
    lobby.spoken()
    assert len(lobby.do(recall, "1").calls) == 1
    assert lobby[called.id].announcement == lobby.said[-1].id != called.announcement
    assert lobby.log(called.id) == ["waiting", "called", "called", "called"]
    lobby.do(start, "1")
    assert "正在辦理" in refused(lobby, Forbidden, recall, "1")
    assert "請先叫號" in refused(lobby, Forbidden, recall, "2")


@pytest.mark.parametrize("typed", ["A002", "a2", "2", "００２"])
def test_a_chosen_number_is_called(typed: str) -> None:
    lobby = Lobby()
    lobby.issue()
    ticket = lobby.issue()
    lobby.next()
    assert lobby.do(call_chosen, "1", typed).subject == ticket
    assert lobby[ticket].stage is Stage.CALLED
    assert [one.stage for one in lobby.floor.tickets.values()] == [Stage.DONE, Stage.CALLED]
    change = lobby.do(call_chosen, "1", ticket)
    assert (change.act.what, lobby[ticket].calls) == ("recall", 2)


@pytest.mark.parametrize("away", [park, no_show])
def test_one_that_was_put_aside_is_called_by_its_number_anywhere_in_its_line(away: Callable[..., Change]) -> None:
    lobby = Lobby()
    ticket = lobby.issue()
    lobby.next()
    assert lobby.do(away, "1").withdrawn == (lobby.said[0].id,), "nobody is to hear it any more"
    assert lobby.do(call_chosen, "2", "A001").withdrawn == ()
    assert (lobby[ticket].counter, lobby[ticket].stage) == ("2", Stage.CALLED)
    assert lobby.said[-1].call.place == "2"


def test_what_cannot_be_called_is_told() -> None:
    lobby = Lobby()
    lobby.issue()
    lobby.issue("c")
    gone = lobby.issue()
    lobby.next()
    assert "A001 目前在1 號櫃檯" in refused(lobby, Forbidden, call_chosen, "2", "A001")
    lobby.do(finish, "1")
    assert "A001 已經辦完" in refused(lobby, Forbidden, call_chosen, "1", "A001")
    lobby.do(cancel, gone)
    assert "A002 已取消" in refused(lobby, Forbidden, call_chosen, "1", "2")
    assert "服務的是 看診, 批價" in refused(lobby, Forbidden, call_chosen, "1", "C001")
    assert '"A777"' in refused(lobby, Unknown, call_chosen, "1", "A777")
    assert "沒有" in refused(lobby, Unknown, call_chosen, "1", "\N{ZERO WIDTH SPACE}$x")


def test_of_two_that_a_number_may_mean_it_is_the_one_that_can_be_called() -> None:
    lobby = Lobby()
    lobby.issue("a")
    lobby.next("2")
    ticket = lobby.issue("b")
    assert lobby.do(call_chosen, "1", "1").subject == ticket


def test_one_that_was_transferred_is_called_by_its_number_where_it_waits() -> None:
    lobby = Lobby()
    ticket = lobby.issue("b", Precedence.ELDER)
    lobby.next("1")
    lobby.do(transfer, "1", "c")
    assert "服務的是" in refused(lobby, Forbidden, call_chosen, "1", "B001")
    assert lobby.do(call_chosen, "2", "B001").subject == ticket


# -- a roll of paper -------------------------------------------------------------------------------------------


def test_on_a_roll_the_next_follows_the_last() -> None:
    lobby = Lobby(p={"first": 5, "last": 7})
    assert [lobby.next("3").number for _ in range(4)] == ["005", "006", "007", "005"]
    assert [one.stage for one in lobby.floor.tickets.values()] == [Stage.DONE] * 3 + [Stage.CALLED]
    assert len({one.serial for one in lobby.floor.tickets.values()}) == 4
    assert lobby.periods[-1].because is not None
    assert lobby.periods[-1].because.text("en") == "005 follows 007 on the roll"


def test_on_a_roll_any_number_exists() -> None:
    lobby = Lobby()
    lobby.do(call_chosen, "3", "40")
    assert lobby.next("3").number == "041"
    lobby.later()
    lobby.do(call_chosen, "3", "12")
    assert lobby.next("3").number == "013"
    lobby.later()
    lobby.do(call_chosen, "3", "39")
    lobby.later()
    assert lobby.next("3").number == "042"  # 40 and 41 were called
    assert '"1000"' in refused(lobby, Unknown, call_chosen, "3", "1000")


def test_on_a_roll_one_that_is_over_is_called_again_as_the_same() -> None:
    lobby = Lobby()
    first = lobby.next("3")
    lobby.next("3")
    assert lobby.do(call_chosen, "3", "1").subject == first.id
    assert lobby.log(first.id) == ["called", "done", "called"]
    assert lobby.next("3").number == "003"


def test_on_a_roll_one_that_was_cancelled_is_not_the_next() -> None:
    lobby = Lobby()
    first = lobby.next("3")
    lobby.do(cancel, first.id)
    second = lobby.next("3")
    lobby.do(transfer, "3", "a")
    lobby.do(cancel, second.id)
    assert (second.number, lobby.next("3").number) == ("002", "003")
    assert "002 已取消" in refused(lobby, Forbidden, call_chosen, "3", "2")
    assert lobby.do(call_chosen, "3", "1").subject == first.id


def test_on_a_roll_numbers_begin_again_with_the_day() -> None:
    lobby = Lobby()
    assert [lobby.next("3").number for _ in range(2)] == ["001", "002"]
    lobby.later(24 * 60)
    assert lobby.next("3").number == "001"


def test_those_who_are_known_to_wait_go_before_the_roll() -> None:
    lobby = Lobby()
    ticket = lobby.issue("a")
    assert lobby.next("3").id == ticket
    assert lobby.next("3").number == "001"

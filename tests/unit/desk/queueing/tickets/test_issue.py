from dataclasses import replace
from datetime import time

import pytest
from tests.unit.desk.queueing.tickets.lobby import MINUTE, NOON, Lobby

from callcast.desk.queueing.hall.errors import Forbidden, HallError, Unknown, Wrong
from callcast.desk.queueing.hall.line import Opening
from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.queueing.hall.ticket import Stage
from callcast.desk.queueing.tickets.issue import Wish, issue
from callcast.desk.queueing.tickets.serve import finish, transfer

APPOINTMENT, NORMAL, ELDER = Precedence.APPOINTMENT, Precedence.NORMAL, Precedence.ELDER


def _refused(lobby: Lobby, wish: Wish, kind: type[HallError]) -> str:
    with pytest.raises(kind) as refused:
        lobby.do(issue, wish)
    return refused.value.sentence.text("zh-TW")


def test_numbers_are_in_order_and_each_line_has_its_own() -> None:
    lobby = Lobby()
    issued = [lobby[lobby.issue(line)] for line in ("a", "a", "b", "a")]
    assert [(one.number, one.serial) for one in issued] == [("A001", 1), ("A002", 2), ("B001", 1), ("A003", 3)]
    assert all(one.stage is Stage.WAITING and one.day == "2026-11-24" for one in issued)
    assert lobby.log(issued[0].id) == ["waiting"]


def test_numbers_begin_again_when_the_day_does() -> None:
    lobby = Lobby(a={"reset": time(4)})
    lobby.issue()
    lobby.later(16 * 60 - 1)  # 03:59
    assert lobby[lobby.issue()].number == "A002"
    lobby.later()
    new = lobby[lobby.issue()]
    assert (new.number, new.serial, new.day) == ("A001", 1, "2026-11-25") or new.number == "A003"
    assert new.day == "2026-11-25"


def test_a_number_that_somebody_has_from_yesterday_is_passed_over() -> None:
    lobby = Lobby()
    lobby.issue()
    lobby.later(24 * 60)
    assert lobby[lobby.issue()].number == "A002"


def test_the_day_does_not_go_back_when_the_place_is_put_in_another_zone() -> None:
    lobby = Lobby()
    lobby.issue()
    lobby.floor.site = replace(lobby.floor.site, zone="Pacific/Honolulu")
    assert lobby[lobby.issue()].serial == 2


def test_numbers_come_round_to_those_that_are_free() -> None:
    lobby = Lobby(a={"first": 8, "last": 10})
    assert [lobby[lobby.issue()].number for _ in range(3)] == ["A008", "A009", "A010"]
    assert "A008 到 A010 都在使用中" in _refused(lobby, Wish("a"), Forbidden)
    assert lobby.next().number == "A008"
    assert lobby.next().number == "A009"
    again = lobby[lobby.issue()]
    assert (again.number, again.serial) == ("A008", 4)
    lobby.do(finish, "1")
    lobby.next()
    lobby.next()
    assert lobby[lobby.issue()].number == "A009"


def test_a_number_is_not_free_while_it_is_in_another_line() -> None:
    lobby = Lobby(a={"last": 2})
    lobby.issue()
    lobby.next()
    lobby.do(transfer, "1", "b")
    assert [lobby[lobby.issue()].number for _ in range(1)] == ["A002"]
    _refused(lobby, Wish("a"), Forbidden)


def test_lines_with_the_same_numbers_do_not_mind_each_other() -> None:
    lobby = Lobby(a={"prefix": ""}, b={"prefix": ""})
    assert [lobby[lobby.issue(line)].number for line in ("a", "b", "b", "a")] == ["001", "001", "002", "002"]


def test_a_line_takes_as_many_as_it_has_room_for() -> None:
    lobby = Lobby(a={"capacity": 2})
    lobby.issue()
    lobby.issue()
    assert _refused(lobby, Wish("a"), Forbidden) == "看診 已有 2 人在等，額滿了；請等叫過幾號後再取號。"
    lobby.next()
    lobby.issue()


def test_a_line_that_is_closed_takes_nobody() -> None:
    hours = (Opening(1, time(8), time(11, 30)), Opening(1, time(14), time(0)))
    lobby = Lobby(a={"hours": hours}, b={"closed": True}, c={"hours": (Opening(2, time(9), time(17)),)})
    assert "今天的開放時間：08:00–11:30, 14:00–00:00。" in _refused(lobby, Wish("a"), Forbidden)
    assert "批價 已關閉" in _refused(lobby, Wish("b"), Forbidden)
    assert "今天的開放時間：—。" in _refused(lobby, Wish("c"), Forbidden)
    assert "紙捲" in _refused(lobby, Wish("p"), Forbidden)
    assert not lobby.floor.tickets
    lobby.later(120)
    lobby.issue("a")


@pytest.mark.parametrize(
    ("due", "precedence", "ready", "late"),
    [
        (NOON + 60 * MINUTE, APPOINTMENT, NOON + 45 * MINUTE, False),  # an hour early: it grows old 15 min before
        (NOON + 10 * MINUTE, APPOINTMENT, NOON, False),
        (NOON - 15 * MINUTE, APPOINTMENT, NOON, False),
        (NOON - 15 * MINUTE - 1, NORMAL, NOON, True),
    ],
)
def test_an_appointment_counts_within_its_limits(due: float, precedence: Precedence, ready: float, late: bool) -> None:
    lobby = Lobby()
    for asked in (NORMAL, APPOINTMENT):
        ticket = lobby[lobby.issue("a", asked, due_at=due)]
        assert (ticket.precedence, ticket.ready_at) == (precedence, ready)
        because = lobby.periods[-1].because
        assert (because is not None) is late
        if because is not None:
            assert because.text("en").startswith("came 15 min after its appointment, and 15 min is the limit")
    assert lobby[lobby.issue("a", ELDER, due_at=due)].precedence is ELDER


def test_what_is_wrong_with_a_wish_is_said() -> None:
    lobby = Lobby()
    assert "現有的隊伍：a, b, c, p" in _refused(lobby, Wish("x"), Unknown)
    assert "現有的隊伍" in _refused(lobby, Wish("a", route=("a", "x")), Unknown)
    assert "請從「a」開始" in _refused(lobby, Wish("a", route=("b", "a")), Wrong)
    assert "抽血 不發號碼票" in _refused(lobby, Wish("a", route=("a", "p")), Wrong)
    assert "預約要有時間" in _refused(lobby, Wish("a", APPOINTMENT), Wrong)
    _refused(lobby, Wish("a", name="x" * 101), Wrong)
    _refused(lobby, Wish("a", langs=("?",)), Wrong)
    assert not lobby.floor.tickets

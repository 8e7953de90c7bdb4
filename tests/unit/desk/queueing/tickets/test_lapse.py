import pytest
from tests.unit.desk.queueing.tickets.lobby import Lobby
from tests.unit.desk.queueing.tickets.test_call import refused

from callcast.desk.queueing.hall.errors import Forbidden, Unknown
from callcast.desk.queueing.hall.policy import Policy, Then
from callcast.desk.queueing.hall.ticket import Stage
from callcast.desk.queueing.tickets.lapse import lapse, overdue
from callcast.desk.queueing.tickets.serve import start


def _called(calls: int, then: Then) -> tuple[Lobby, str]:
    lobby = Lobby(a={"policy": Policy(calls, 30.0, then)})
    lobby.issue()
    ticket = lobby.next()
    lobby.spoken()
    return lobby, ticket.id


@pytest.mark.parametrize(("then", "stage"), [(Then.PARK, Stage.PARKED), (Then.NO_SHOW, Stage.NO_SHOW)])
def test_one_that_does_not_come_is_called_so_often_and_then_put_aside(then: Then, stage: Stage) -> None:
    lobby, ticket = _called(3, then)
    for call in (2, 3):
        lobby.later(0.49)
        assert overdue(lobby.floor, lobby.at) == ()
        assert "還不到再次叫號的時間" in refused(lobby, Forbidden, lapse, ticket)
        lobby.later(0.01)
        assert overdue(lobby.floor, lobby.at) == (ticket,)
        assert len(lobby.do(lapse, ticket, who="policy").calls) == 1
        lobby.spoken()
        assert (lobby[ticket].calls, lobby[ticket].counter) == (call, "1")
    lobby.later(0.5)
    lobby.do(lapse, ticket, who="policy")
    assert lobby[ticket].stage is stage
    said = [one.because.text("en") for one in lobby.periods if one.who == "policy" and one.because is not None]
    assert said == [
        "called again because nobody came: call 2 of 3",
        "called again because nobody came: call 3 of 3",
        "did not come when called; calls: 3",
    ]
    assert overdue(lobby.floor, lobby.at + 1000) == ()


def test_its_time_begins_when_its_call_was_heard() -> None:
    lobby, ticket = _called(1, Then.PARK)
    lobby.queued = {lobby[ticket].announcement or ""}
    lobby.later(10)
    change = lobby.do(lapse, ticket)
    assert (change.calls, change.periods) == ((), ())
    assert (lobby[ticket].stage, lobby[ticket].calls) == (Stage.CALLED, 1)
    assert overdue(lobby.floor, lobby.at + 29) == ()
    lobby.spoken()
    lobby.later()
    lobby.do(lapse, ticket)
    assert lobby[ticket].stage is Stage.PARKED


def test_it_may_stay_called_after_the_last_call() -> None:
    lobby, ticket = _called(2, Then.STAY)
    lobby.later()
    lobby.do(lapse, ticket)
    assert overdue(lobby.floor, lobby.at + 10_000) == ()
    refused(lobby, Forbidden, lapse, ticket)
    refused(lobby, Unknown, lapse, "nobody")


def test_whoever_has_come_is_left_alone() -> None:
    lobby, ticket = _called(3, Then.PARK)
    lobby.do(start, "1")
    lobby.later(10)
    assert overdue(lobby.floor, lobby.at) == ()
    refused(lobby, Forbidden, lapse, ticket)

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.unit.desk.queueing.tickets.lobby import Lobby
from tests.unit.desk.queueing.tickets.test_call import refused

from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Forbidden, Unknown
from callcast.desk.queueing.hall.ticket import Stage
from callcast.desk.queueing.tickets.back import back, cancel
from callcast.desk.queueing.tickets.call import call_chosen, call_next, recall
from callcast.desk.queueing.tickets.counters import open_counter
from callcast.desk.queueing.tickets.serve import finish, no_show, park, start, transfer
from callcast.desk.queueing.tickets.undo import undo


@pytest.mark.parametrize(
    "act",
    [
        lambda lobby: lobby.do(call_next, "1"),
        lambda lobby: lobby.do(call_chosen, "1", "A003"),
        lambda lobby: lobby.do(recall, "1"),
        lambda lobby: lobby.do(start, "1"),
        lambda lobby: lobby.do(finish, "1"),
        lambda lobby: lobby.do(no_show, "1"),
        lambda lobby: lobby.do(park, "1"),
        lambda lobby: lobby.do(transfer, "1", "c"),
    ],
)
def test_what_was_done_last_is_as_it_was(act: Callable[[Lobby], Change]) -> None:
    lobby = Lobby()
    for _ in range(3):
        lobby.issue(route=("a", "b"))
    lobby.next("1")
    lobby.spoken()
    before, called = dict(lobby.floor.tickets), lobby.floor.tallies["a"].called
    lobby.later()
    done = act(lobby)
    lobby.later()
    undone = lobby.do(undo, "1", who="bob")
    assert {one.id for one in undone.tickets} == {one.id for one in done.tickets}
    for id_, was in before.items():
        assert replace(lobby[id_], version=was.version) == was
    assert {one.version for one in undone.tickets} <= {2, 3}
    assert lobby.floor.tallies["a"].called == called
    assert undone.withdrawn == tuple(call.id for call in done.calls)
    assert not lobby.queued
    assert lobby.periods[-1].because is not None
    assert lobby.periods[-1].because.text("en") == "undone: what ann did at the counter last"
    assert "已經復原過了" in refused(lobby, Forbidden, undo, "1")


def test_people_are_told_a_name_and_not_what_logs_have() -> None:
    lobby = Lobby()
    lobby.issue()
    lobby.do(call_next, "1", who="person:ann")
    because = lobby.do(undo, "1", who="person:bob").because
    assert because is not None
    assert because.text("en") == "undone: what ann did at the counter last"
    assert lobby.periods[-1].who == "person:bob"


@pytest.mark.parametrize("act", [(start,), (finish,), (no_show,), (park,), (transfer, "c"), (call_next,)])
def test_a_call_that_nobody_heard_is_said_after_all(act: tuple[Any, ...]) -> None:
    lobby = Lobby()
    lobby.issue()
    lobby.issue()
    ticket = lobby.next()
    rule, *where = act
    assert ticket.announcement in lobby.do(rule, "1", *where).withdrawn
    undone = lobby.do(undo, "1")
    (anew,) = undone.calls
    assert (anew.call.number, anew.call.place) == (ticket.number, "1")
    assert (lobby[ticket.id].stage, lobby[ticket.id].announcement) == (Stage.CALLED, anew.id)
    assert lobby.queued == {anew.id}


def test_what_has_been_spoken_stays_spoken() -> None:
    lobby = Lobby()
    ticket = lobby.issue()
    lobby.next()
    lobby.spoken()
    assert lobby.do(undo, "1").withdrawn == ()
    assert lobby[ticket].stage is Stage.WAITING
    assert len(lobby.do(call_next, "1").calls) == 1


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda lobby, ticket: lobby.do(back, ticket),
        lambda lobby, ticket: lobby.do(call_chosen, "2", ticket),
        lambda lobby, ticket: lobby.do(cancel, ticket),
    ],
)
def test_what_others_have_changed_since_is_not_undone(meanwhile: Callable[[Lobby, str], Change]) -> None:
    lobby = Lobby()
    ticket = lobby.issue()
    lobby.next()
    lobby.do(park, "1")
    meanwhile(lobby, ticket)
    assert "A001 之後又有變動" in refused(lobby, Forbidden, undo, "1")


def test_a_number_that_somebody_else_has_by_now_is_not_taken_back() -> None:
    lobby = Lobby(a={"last": 1})
    lobby.issue()
    lobby.next()
    lobby.do(finish, "1")
    lobby.issue()
    assert "現在已是別人的" in refused(lobby, Forbidden, undo, "1")


def test_there_may_be_nothing_to_undo() -> None:
    lobby = Lobby()
    assert "沒有可以復原的操作" in refused(lobby, Forbidden, undo, "1")
    lobby.do(open_counter, "1", "ann")
    assert "沒有可以復原的操作" in refused(lobby, Forbidden, undo, "1")
    refused(lobby, Unknown, undo, "9")


def test_a_number_called_from_the_roll_by_mistake_was_not_called() -> None:
    lobby = Lobby()
    lobby.next("3")
    lobby.later()
    lobby.do(call_chosen, "3", "340")
    lobby.do(undo, "3")
    assert lobby.next("3").number == "002"
    lobby.do(undo, "3")
    assert lobby.next("3").number == "002"
    lobby.later()
    lobby.do(call_chosen, "3", "339")
    lobby.later()
    assert [lobby.next("3").number for _ in range(2)] == ["340", "341"]
    assert len(lobby.floor.tickets) == 5

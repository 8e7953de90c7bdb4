"""Any acts at any counters in any order, while the clock jumps: what must be true of tickets all the same."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.unit.desk.queueing.tickets.lobby import Lobby

from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import HallError
from callcast.desk.queueing.hall.policy import Policy, Then
from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.queueing.hall.standing import Standing
from callcast.desk.queueing.hall.ticket import Stage, Ticket
from callcast.desk.queueing.tickets.back import back, cancel
from callcast.desk.queueing.tickets.call import call_chosen, call_next, recall
from callcast.desk.queueing.tickets.counters import close_counter, open_counter
from callcast.desk.queueing.tickets.issue import Wish, issue
from callcast.desk.queueing.tickets.lapse import lapse, overdue
from callcast.desk.queueing.tickets.serve import finish, no_show, park, start, transfer
from callcast.desk.queueing.tickets.turn import foremost_of, ranked
from callcast.desk.queueing.tickets.undo import undo
from callcast.desk.queueing.tickets.wait import estimate

COUNTERS = st.sampled_from(("1", "2", "3"))
LINES = st.sampled_from(("a", "b", "c"))
AT_COUNTER = st.sampled_from((call_next, recall, start, finish, no_show, park))
LEADS = {
    None: {Stage.WAITING, Stage.CALLED},
    Stage.WAITING: {Stage.CALLED, Stage.CANCELLED},
    Stage.CALLED: {
        Stage.CALLED,
        Stage.SERVING,
        Stage.DONE,
        Stage.NO_SHOW,
        Stage.PARKED,
        Stage.WAITING,
        Stage.CANCELLED,
    },
    Stage.SERVING: {Stage.DONE, Stage.PARKED, Stage.WAITING},
    Stage.PARKED: {Stage.WAITING, Stage.CALLED, Stage.CANCELLED},
    Stage.NO_SHOW: {Stage.WAITING, Stage.CALLED},
    Stage.CANCELLED: {Stage.WAITING},
    Stage.DONE: set(),
}
"""What one stage is followed by, but for undoing; on a paper line also one that is over is called."""


def _as_it_was(ticket: Ticket) -> Ticket:
    return replace(ticket, version=0)


class Tickets(RuleBasedStateMachine):
    """Lines of few numbers, so that they come round; a speaker that is slow."""

    @initialize(
        calls=st.integers(1, 3), then=st.sampled_from(Then), behind=st.integers(0, 3), last=st.sampled_from((2, 5, 999))
    )
    def begin(self, calls: int, then: Then, behind: int, last: int) -> None:
        policy = Policy(calls, 60.0, then, behind)
        self.lobby = Lobby(a={"policy": policy, "last": last}, b={"capacity": 3}, p={"last": last})
        self.seen: dict[str, list[Ticket]] = {}

    @rule(minutes=st.sampled_from((0.5, 2.0, 30.0, 600.0, 1500.0)))
    def wait(self, minutes: float) -> None:
        self.lobby.later(minutes)

    @rule()
    def speak(self) -> None:
        self.lobby.spoken()

    @rule(
        line=LINES,
        precedence=st.sampled_from((Precedence.NORMAL, Precedence.ELDER, Precedence.VIP)),
        due=st.none() | st.floats(-7200, 7200),
        further=st.lists(LINES, max_size=2),
    )
    def issue(self, line: str, precedence: Precedence, due: float | None, further: list[str]) -> None:
        due_at = None if due is None else self.lobby.at + due
        self._do(issue, Wish(line, precedence, due_at, (line, *further) if further else ()))

    @rule(act=AT_COUNTER, counter=COUNTERS)
    def act(self, act: Callable[..., Change], counter: str) -> None:
        self._do(act, counter)

    @rule(counter=COUNTERS)
    def call_next(self, counter: str) -> None:
        floor, at = self.lobby.floor, self.lobby.at
        first = next(iter(ranked(floor, floor.counters[counter], at)), None)
        change = self._do(call_next, counter)
        if change is not None and first is not None:
            assert (change.subject, change.because) == (first.ticket.id, first.because)

    @rule(counter=COUNTERS, index=st.integers(0, 30), by_id=st.booleans())
    def call_chosen(self, counter: str, index: int, by_id: bool) -> None:
        if index < len(self.seen):
            ticket = self.lobby[list(self.seen)[index]]
            self._do(call_chosen, counter, ticket.id if by_id else ticket.number)

    @rule(number=st.integers(1, 7))
    def call_off_the_roll(self, number: int) -> None:
        self._do(call_chosen, "3", str(number))

    @rule(counter=COUNTERS, line=st.sampled_from(("a", "b", "c", "p")))
    def transfer(self, counter: str, line: str) -> None:
        self._do(transfer, counter, line)

    @rule(act=st.sampled_from((back, cancel)), index=st.integers(0, 30))
    def people(self, act: Callable[..., Change], index: int) -> None:
        if index < len(self.seen):
            self._do(act, list(self.seen)[index])

    @rule()
    def lapse(self) -> None:
        for ticket in overdue(self.lobby.floor, self.lobby.at):
            assert self._do(lapse, ticket) is not None

    @rule(counter=COUNTERS, is_open=st.booleans())
    def counter(self, counter: str, is_open: bool) -> None:
        self._do(*((open_counter, counter, "ann") if is_open else (close_counter, counter)))

    @rule(counter=COUNTERS)
    def undo(self, counter: str) -> None:
        act = self.lobby.floor.acts.get(counter)
        change = self._do(undo, counter)
        if change is not None:
            assert act is not None
            anew = iter(call.id for call in change.calls)  # what it had withdrawn is said after all
            meant = [
                replace(was, announcement=next(anew)) if was.stage is Stage.CALLED and now.announcement is None else was
                for was, now in zip(act.before, act.after, strict=True)
            ]
            assert next(anew, None) is None
            assert [_as_it_was(one) for one in change.tickets] == [_as_it_was(one) for one in meant]
            assert self._do(undo, counter) is None

    def _do(self, rule: Callable[..., Change], *given: object) -> Change | None:
        floor = self.lobby.floor
        before, logged = dict(floor.tickets), len(self.lobby.periods)
        things = (dict(floor.counters), dict(floor.tallies), dict(floor.acts))
        try:
            change = self.lobby.do(rule, *given)
        except HallError as refused:
            for lang in ("en", "zh-TW", "zh-CN", "ja"):
                refused.sentence.text(lang)
            assert floor.tickets == before
            assert (floor.counters, floor.tallies, floor.acts) == things
            return None
        for ticket in change.tickets:
            self._check_step(before.get(ticket.id), ticket, change)
        assert len({ticket.id for ticket in change.tickets}) == len(change.tickets)
        moved = {one.subject for one in self.lobby.periods[logged:]}
        postponed = rule is lapse and not change.periods
        assert postponed or moved == {ticket.id for ticket in change.tickets}
        return change

    def _check_step(self, before: Ticket | None, after: Ticket, change: Change) -> None:
        stage = None if before is None else before.stage
        assert after.version == (0 if before is None else before.version + 1)
        paper = after.line == "p" and after.stage is Stage.CALLED
        assert change.act.what in ("undo", "lapse") or paper or after.stage in LEADS[stage]
        self.seen.setdefault(after.id, []).append(after)

    @invariant()
    def none_is_lost_or_doubled(self) -> None:
        tickets = self.lobby.floor.tickets
        assert set(tickets) == set(self.seen)
        first = [versions[0] for versions in self.seen.values()]
        assert len({(one.line, one.day, one.serial) for one in first}) == len(first)
        for id_, versions in self.seen.items():
            assert tickets[id_] == versions[-1]
            assert len({(one.number, one.serial, one.day, one.name) for one in versions}) == 1
        open_ones = [one.number for one in tickets.values() if not one.stage.final and one.origin != "p"]
        assert len(set(open_ones)) == len(open_ones)

    @invariant()
    def none_is_at_two_counters_and_none_has_two(self) -> None:
        there = [one for one in self.lobby.floor.tickets.values() if one.stage.at_counter]
        assert len({one.counter for one in there}) == len(there)
        for one in there:
            assert one.counter is not None
            assert self.lobby.floor.counters[one.counter].open

    @invariant()
    def what_is_found_is_what_is_there(self) -> None:
        anew, kept = Standing(self.lobby.floor.tickets.values()), self.lobby.floor.standing
        assert vars(anew) == vars(kept)
        assert vars(kept.copy()) == vars(kept)

    @invariant()
    def all_of_it_is_logged_without_gaps(self) -> None:
        for id_, versions in self.seen.items():
            log = [one for one in self.lobby.periods if one.subject == id_]
            steps = [
                after
                for before, after in zip((None, *versions), versions, strict=False)
                if before is None or (before.stage, before.calls) != (after.stage, after.calls) or before == after
            ]
            assert [one.stage for one in log if one.stage] == [one.stage.value for one in steps]
            assert [one.start for one in log] == sorted(one.start for one in log)
            assert log[-1].stage == versions[-1].stage.value

    @invariant()
    def who_is_called_is_announced(self) -> None:
        said = {one.id: one for one in self.lobby.said}
        for one in self.lobby.floor.tickets.values():
            if one.stage is Stage.CALLED and one.announcement in self.lobby.queued:
                assert (said[one.announcement].call.number, said[one.announcement].source) == (one.number, one.counter)
        assert all(one.call.number for one in self.lobby.said)

    @invariant()
    def waits_are_told_and_turns_say_the_truth(self) -> None:
        floor = self.lobby.floor
        for counter in floor.counters.values():
            turns = ranked(floor, counter, self.lobby.at)
            assert foremost_of(floor, counter, self.lobby.at, 2) == turns[:2]
            lines = {share.line for share in counter.shares}
            waiting = {one.id for one in floor.tickets.values() if one.stage is Stage.WAITING and one.line in lines}
            assert {turn.ticket.id for turn in turns} == waiting
            assert len(turns) == len(waiting)
            for place, turn in enumerate(turns):
                before = sum(other.ticket.line == turn.ticket.line for other in turns[:place])
                ahead = estimate(floor, turn.ticket, self.lobby.at).ahead
                assert ahead == before or (turn.because.key == "turn-back" and ahead <= before)


Tickets.TestCase.settings = settings(max_examples=80, stateful_step_count=50, deadline=None)
TestTickets = Tickets.TestCase

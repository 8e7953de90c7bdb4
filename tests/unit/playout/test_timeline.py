"""The order of announcements: examples, and a machine that tries everything."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from callcast.player.playout.errors import QueueFull
from callcast.player.playout.script import Part, Placement, Script
from callcast.player.playout.timeline import (
    Cancelled,
    CutWanted,
    Event,
    Expired,
    Failed,
    Finished,
    GoneOn,
    Preempted,
    Request,
    Rules,
    Started,
    Timeline,
)

RULES = Rules(gap=700, repeat_pause=600, rest=150, settle=100, patience=1500, asleep=5000, longest=4000, limit=4)
VOICE = Script((Part(1000, "voice", voice=True),))


def timeline() -> Timeline:
    return Timeline("hall", RULES)


def test_what_is_ready_starts_at_once_and_finishes_when_its_last_tick_is_over() -> None:
    line = timeline()
    line.add(Request("a"))
    assert line.advance(10) == []
    line.ready("a", VOICE)
    assert line.advance(20) == [Started("a", (Placement(20, "voice"),), 20, 1020)]
    assert line.next_tick == 1020
    assert line.advance(1019) == []
    assert line.advance(1020) == [Finished("a", 20, 1020)]
    assert line.next_tick is None


def test_a_gap_lies_between_two() -> None:
    line = timeline()
    for name in "ab":
        line.add(Request(name))
        line.ready(name, VOICE)
    line.advance(0)
    assert [type(event) for event in line.advance(1000)] == [Finished]
    assert line.next_tick == 1700
    assert line.advance(1700) == [Started("b", (Placement(1700, "voice"),), 1700, 2700)]


def test_chime_once_in_front_and_pauses_between_repeats() -> None:
    line = timeline()
    line.add(Request("a", repeat=3))
    line.ready("a", Script(VOICE.body, chime=Part(400, "chime")))
    assert line.advance(0) == [Started("a", (Placement(0, "chime"), Placement(550, "voice")), 550, 1550)]
    assert line.advance(1550) == [GoneOn("a", (Placement(2150, "voice"),), 2150, 3150)]
    assert line.advance(3150) == [GoneOn("a", (Placement(3750, "voice"),), 3750, 4750)]
    assert line.advance(4750) == [Finished("a", 550, 4750)]


def several(*others: int) -> Script:
    """In the main language and so many others, each so many ticks long."""
    return Script(VOICE.body, others=tuple((Part(ticks, f"other {n}", voice=True),) for n, ticks in enumerate(others)))


def heard(line: Timeline, tick: int = 0, step: int = 50) -> list[str]:
    """What is said of the first in the line, clip by clip, and whether that was all."""
    keys: list[str] = []
    while True:
        for event in line.advance(tick):
            if isinstance(event, (Started, GoneOn)):
                keys.extend(placement.key for placement in event.placements)
            if isinstance(event, Finished):
                return [*keys, "shortened" if event.shortened else "whole"]
        tick += step


def test_the_main_language_as_often_as_asked_then_the_others_once() -> None:
    line = timeline()
    line.add(Request("a", repeat=2))
    line.ready("a", several(500, 3000))
    assert heard(line) == ["voice", "voice", "other 0", "other 1", "whole"]


@pytest.mark.parametrize(
    ("repeat", "others", "said"),
    [
        (1, (), ["voice", "whole"]),
        (10, (), ["voice", "voice", "shortened"]),
        (2, (700,), ["voice", "voice", "other 0", "whole"]),
        (2, (1000,), ["voice", "other 0", "shortened"]),
        (3, (400, 800), ["voice", "other 0", "other 1", "shortened"]),
        (2, (5000, 700), ["voice", "voice", "other 1", "shortened"]),
        (1, (5000,), ["voice", "shortened"]),
    ],
)
def test_while_others_wait_what_fits_is_said_each_language_before_a_repeat(
    repeat: int, others: tuple[int, ...], said: list[str]
) -> None:
    line = timeline()
    line.add(Request("a", rank=1, repeat=repeat))
    line.ready("a", several(*others))
    line.add(Request("b", rank=1))
    assert heard(line) == said
    line = timeline()
    line.add(Request("a", rank=1, repeat=repeat))
    line.ready("a", several(*others))
    line.add(Request("less", rank=0))
    assert heard(line)[-1] == "whole", "less important ones do not count"


def test_who_comes_later_shortens_what_is_still_to_be_said() -> None:
    line = timeline()
    line.add(Request("a", repeat=6))
    line.ready("a", VOICE)
    for tick in (0, 1000, 2600, 4200, 5200):
        line.advance(tick)
    line.add(Request("b"))
    line.cancel("b")
    assert line.advance(5800) == [GoneOn("a", (Placement(6400, "voice"),), 6400, 7400), Cancelled("b")]
    line.add(Request("c"))
    assert line.advance(7400) == [Finished("a", 0, 7400, shortened=True)]


def test_the_main_language_does_not_wait_for_the_others_to_be_made() -> None:
    line = timeline()
    line.add(Request("a"))
    line.ready("a", replace(VOICE, more=True))
    line.advance(0)
    line.extend("a", several(500).others)
    line.extend("nobody", several(500).others)
    assert line.advance(1000) == [GoneOn("a", (Placement(1600, "other 0"),), 1600, 2100)]
    assert line.advance(2100) == [Finished("a", 0, 2100)]


def test_others_that_are_late_are_waited_for_a_while_only() -> None:
    for late in (1200, 2499, 2500):
        line = timeline()
        line.add(Request("a"))
        line.ready("a", replace(VOICE, more=True))
        line.advance(0)
        assert line.advance(1000) == []
        assert line.next_tick == 2500
        if late == 2500:
            assert line.advance(late) == [Finished("a", 0, 1000, late=True)]
            continue
        line.extend("a", several(500).others)
        at = max(late, 1600)
        assert line.advance(late) == [GoneOn("a", (Placement(at, "other 0"),), at, at + 500)]


def test_a_cut_while_others_are_made_ends_the_waiting() -> None:
    line = timeline()
    line.add(Request("a"))
    line.ready("a", replace(VOICE, more=True))
    line.advance(0)
    line.advance(1000)
    line.cancel("a")
    assert line.advance(1100) == [CutWanted("a")]
    line.extend("a", several(500).others)
    line.cut("a", 1200)
    assert line.advance(1200) == [Cancelled("a", 0, 1000)]


def test_a_cut_between_two_languages_keeps_the_next_from_coming() -> None:
    line = timeline()
    line.add(Request("a"))
    line.ready("a", several(800))
    line.advance(0)
    line.advance(1000)
    line.cancel("a")
    assert line.advance(1100) == [CutWanted("a")]
    line.cut("a", 1200)
    assert line.advance(1200) == [Cancelled("a", 0, 1200)]


def test_a_cut_that_takes_its_time_is_waited_for_in_silence() -> None:
    line = timeline()
    line.add(Request("a"))
    line.ready("a", several(800))
    line.advance(0)
    line.add(Request("fire", rank=2))
    line.ready("fire", VOICE)
    assert line.advance(990) == [CutWanted("a")]
    assert line.advance(1500) == []
    assert line.next_tick is None
    line.cut("a", 1700)
    assert line.advance(1700) == [Preempted("a", True, 0, 1000)]
    assert [type(event) for event in line.advance(1800)] == [Started]


def test_loudspeakers_are_woken_only_after_long_silence() -> None:
    line = timeline()
    script = Script(VOICE.body, wake=Part(50, "wake"))
    keys: list[list[str]] = []
    for name, at in (("a", 0), ("b", 6199), ("c", 12199)):
        line.add(Request(name))
        line.ready(name, script)
        started = [event for event in line.advance(at) if isinstance(event, Started)]
        keys.extend([placement.key for placement in event.placements] for event in started)
        line.advance(at + 2000)
    assert keys == [["wake", "voice"], ["voice"], ["wake", "voice"]]


def test_what_is_not_ready_holds_others_for_its_patience_only() -> None:
    line = timeline()
    for name in "abc":
        line.add(Request(name))
    line.ready("b", VOICE)
    line.ready("c", VOICE)
    assert line.advance(0) == []
    assert line.next_tick == 1500
    assert line.advance(1499) == []
    assert [event.id for event in line.advance(1500)] == ["b"]
    line.advance(2500)
    assert [event.id for event in line.advance(3200)] == ["c"], "it does not hold one after another"
    line.ready("a", VOICE)
    line.advance(4200)
    assert [event.id for event in line.advance(4900)] == ["a"]


def test_a_more_important_one_cuts_and_follows_at_once_then_the_cut_one_comes_again() -> None:
    line = timeline()
    line.add(Request("a"))
    line.ready("a", VOICE)
    line.add(Request("b"))
    line.ready("b", VOICE)
    line.advance(0)
    line.add(Request("fire", rank=2))
    assert line.advance(100) == []
    line.ready("fire", VOICE)
    assert line.advance(200) == [CutWanted("a")]
    line.cut("a", 300)
    line.advance(210)
    assert line.advance(300) == [Preempted("a", True, 0, 300)]
    assert line.next_tick == 400
    assert line.advance(400) == [Started("fire", (Placement(400, "voice"),), 400, 1400)]
    line.advance(1400)
    assert line.advance(2100) == [Started("a", (Placement(2100, "voice"),), 2100, 3100)]


def test_a_cut_one_may_be_dropped_by_its_setting() -> None:
    line = timeline()
    line.add(Request("a", replay=False))
    line.ready("a", VOICE)
    line.advance(0)
    line.add(Request("b", rank=1))
    line.ready("b", VOICE)
    line.advance(1)
    line.cut("a", 500)
    assert line.advance(600) == [
        Preempted("a", False, 0, 500),
        Started("b", (Placement(600, "voice"),), 600, 1600),
    ]
    assert line.waiting == ()


def test_expiry_counts_while_waiting_and_never_cuts_speech() -> None:
    line = timeline()
    line.add(Request("a", expires=500))
    line.ready("a", VOICE)
    line.add(Request("b", expires=500))
    line.ready("b", VOICE)
    line.advance(0)
    assert line.next_tick == 500
    assert line.advance(500) == [Expired("b")]
    assert line.advance(1000) == [Finished("a", 0, 1000)]


def test_cancel_removes_what_waits_and_fades_what_is_heard() -> None:
    line = timeline()
    for name in "ab":
        line.add(Request(name))
        line.ready(name, VOICE)
    line.advance(0)
    line.cancel("b")
    line.cancel("a")
    assert line.advance(10) == [Cancelled("b"), CutWanted("a")]
    line.cut("a", 50)
    assert line.advance(50) == [Cancelled("a", 0, 50)]


def test_a_cut_that_comes_after_the_end_changes_nothing() -> None:
    line = timeline()
    line.add(Request("a"))
    line.ready("a", VOICE)
    line.advance(0)
    line.cancel("a")
    line.advance(990)
    line.cut("a", 1040)
    assert line.advance(1000) == [Finished("a", 0, 1000)]


def test_more_than_the_limit_are_refused_but_an_emergency_finds_room() -> None:
    line = timeline()
    for name in "abcd":
        line.add(Request(name))
    with pytest.raises(QueueFull, match="4 announcements wait"):
        line.add(Request("e"))
    line.add(Request("fire", rank=2))
    assert line.waiting[0] == "fire"


def test_a_failed_one_is_gone_with_its_reason() -> None:
    line = timeline()
    line.add(Request("a"))
    line.fail("a", "no voice")
    line.fail("unknown", "nobody")
    assert line.advance(5) == [Failed("a", "no voice")]


FINAL = (Finished, Expired, Failed, Cancelled)


@dataclass
class Known:
    """What the machine knows of an item."""

    request: Request
    number: int
    added: int
    ready: int | None = None
    more: tuple[tuple[Part, ...], ...] | None = None
    finals: list[Event] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    replays: int = 0
    said: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)
    voice: tuple[int, int] = (0, 0)
    cancelled: bool = False
    failed: bool = False


class TimelineMachine(RuleBasedStateMachine):
    """Adds, readies, cancels, cuts and lets time pass, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.line = timeline()
        self.tick = 0
        self.known: dict[str, Known] = {}
        self.scripts: dict[str, Script] = {}
        self.speaking: Started | None = None
        self.quiet_since: tuple[int, int] | None = None
        self.over_since = 0
        self.cut: str | None = None

    def waiting(self) -> list[str]:
        return [name for name, known in self.known.items() if not known.finals and not self._speaks(name)]

    def _speaks(self, name: str) -> bool:
        return self.speaking is not None and self.speaking.id == name

    def advance(self, tick: int) -> None:
        while (soon := self.line.next_tick) is not None and soon <= tick:
            assert soon >= self.tick
            self._step(soon)
        self._step(tick)

    def _step(self, tick: int) -> None:
        self.tick = tick
        for event in self.line.advance(tick):
            self._see(event)
        if (soon := self.line.next_tick) is not None:
            assert soon > tick, "it does not ask to be called for what it has done"

    def _see(self, event: Event) -> None:
        known = self.known[event.id]
        assert not known.finals, "nothing comes after a final state"
        if isinstance(event, Started):
            self._see_start(event, known)
        elif isinstance(event, GoneOn):
            self._see_more(event, known)
        elif isinstance(event, CutWanted):
            assert self._speaks(event.id)
            assert self.cut is None
            self.cut = event.id
        else:
            if isinstance(event, (Finished, Preempted)):
                assert self._speaks(event.id)
            if self._speaks(event.id):
                assert not isinstance(event, (Expired, Failed)), "speech is never cut by time"
                self.speaking, self.cut = None, None
                self.over_since = self.tick
                since = event.voiced_to if isinstance(event, Finished) else self.tick
                self.quiet_since = (since, known.request.rank)
            if isinstance(event, Finished):
                self._see_end(event, known)
            if isinstance(event, Preempted) and event.replay:
                known.replays += 1
            else:
                known.finals.append(event)
            if isinstance(event, Expired):
                assert known.request.expires is not None
                assert known.request.expires <= self.tick

    def _see_start(self, event: Started, known: Known) -> None:
        assert self.speaking is None, "two never overlap"
        assert known.ready is not None
        assert not known.cancelled
        assert event.placements[0].tick == self.tick, "it starts now, not in the past"
        if self.quiet_since is not None:
            since, rank = self.quiet_since
            assert self.tick - since >= (RULES.settle if known.request.rank > rank else RULES.gap)
        for name in self.waiting():
            other = self.known[name]
            before = (-other.request.rank, other.number) < (-known.request.rank, known.number)
            if name != event.id and before and not other.cancelled and not other.failed:
                assert other.ready is None, "what is ready and comes first is never passed"
                assert self.tick - min(other.added, known.added) >= RULES.patience
        known.starts.append(self.tick)
        assert len(known.starts) == known.replays + 1, "spoken once, and once more after each cut"
        ticks = [placement.tick for placement in event.placements]
        assert ticks == sorted(set(ticks))
        self.speaking = event
        known.said = ["voice"]
        known.voice = event.voiced_from, event.voiced_to

    def _others_wait(self, known: Known) -> bool:
        others = [self.known[name] for name in self.waiting()]
        return any(
            other.request.rank >= known.request.rank
            and not other.cancelled
            and not other.failed
            and (other.request.expires is None or other.request.expires > self.tick)
            for other in others
        )

    def _see_more(self, event: GoneOn, known: Known) -> None:
        assert self._speaks(event.id)
        assert self.cut is None, "what is being cut does not go on"
        began, ended = known.voice
        assert event.voiced_from == max(ended + RULES.repeat_pause, self.tick)
        if self._others_wait(known):
            assert event.voiced_to - began <= RULES.longest, "not longer while others wait"
        known.said += [placement.key for placement in event.placements]
        known.voice = began, event.voiced_to
        rest = iter(known.whole)
        assert all(key in rest for key in known.said), "in the order in which it should be said"

    def _see_end(self, event: Finished, known: Known) -> None:
        assert (event.voiced_from, event.voiced_to) == known.voice
        assert known.said[0] == "voice", "the main language was said whole"
        whole = known.whole
        if event.late:
            assert known.more is not None
            assert self.tick >= event.voiced_to + RULES.patience
            whole = [key for key in whole if key == "voice"]
        assert event.shortened == (known.said != whole), "whole unless others waited"
        if not event.late and len(known.said) == 1 and len(known.whole) > 1:
            assert self._others_wait(known)

    @rule(
        rank=st.integers(0, 2),
        repeat=st.integers(1, 3),
        expires=st.none() | st.integers(0, 20_000),
        replay=st.booleans(),
        ready=st.booleans(),
        others=st.lists(st.integers(1, 2000), max_size=3),
        later=st.booleans(),
    )
    def add(
        self,
        rank: int,
        repeat: int,
        expires: int | None,
        replay: bool,
        ready: bool,
        others: list[int],
        later: bool,
    ) -> None:
        name = str(len(self.known))
        until = None if expires is None else self.tick + expires
        request = Request(name, rank, repeat, until, replay)
        same = [other for other in self.waiting() if self.known[other].request.rank == rank]
        if len(same) >= RULES.limit:
            with pytest.raises(QueueFull):
                self.line.add(request)
            return
        self.line.add(request)
        whole = ["voice"] * repeat + [f"other {n}" for n in range(len(others))]
        self.known[name] = Known(request, len(self.known), self.tick, whole=whole)
        script = replace(several(*others), chime=Part(300, "chime"), wake=Part(50, "wake"))
        if later:
            self.known[name].more = script.others
            script = replace(script, others=(), more=True)
        self.scripts[name] = script
        if ready:
            self._ready(name)
        self.advance(self.tick)

    def _ready(self, name: str) -> None:
        self.known[name].ready = self.tick
        self.line.ready(name, self.scripts[name])

    @rule(data=st.data())
    def make_ready(self, data: st.DataObject) -> None:
        unready = [name for name in self.waiting() if self.known[name].ready is None]
        if unready:
            self._ready(data.draw(st.sampled_from(unready)))
            self.advance(self.tick)

    @rule(data=st.data())
    def extend(self, data: st.DataObject) -> None:
        made = [name for name, known in self.known.items() if known.more is not None and known.ready is not None]
        if made:
            name = data.draw(st.sampled_from(made))
            more, self.known[name].more = self.known[name].more, None
            assert more is not None
            self.line.extend(name, more)
            self.advance(self.tick)

    @rule(data=st.data())
    def fail(self, data: st.DataObject) -> None:
        unready = [name for name in self.waiting() if self.known[name].ready is None]
        if unready:
            name = data.draw(st.sampled_from(unready))
            self.known[name].failed = True
            self.line.fail(name, "no voice")
            self.advance(self.tick)
            assert isinstance(self.known[name].finals[0], Failed)

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        if self.known:
            name = data.draw(st.sampled_from(sorted(self.known)))
            self.known[name].cancelled = True
            self.line.cancel(name)
            self.advance(self.tick)
            assert self._speaks(name) or self.known[name].finals, "what waits is gone at once"

    @precondition(lambda self: self.cut is not None)
    @rule(lead=st.integers(1, 200))
    def answer(self, lead: int) -> None:
        assert self.cut is not None
        self.line.cut(self.cut, self.tick + lead)
        self.advance(self.tick)

    @rule(ticks=st.integers(0, 3000))
    def wait(self, ticks: int) -> None:
        self.advance(self.tick + ticks)

    @invariant()
    def nobody_is_lost(self) -> None:
        waiting = set(self.waiting())
        assert set(self.line.waiting) == waiting
        assert self.line.speaking == (self.speaking.id if self.speaking else None)

    @invariant()
    def nobody_starves(self) -> None:
        """What is ready starts as soon as the one before, the gap and the patience are over."""
        if self.speaking is None and self.quiet_since is not None:
            ready = [known for name in self.waiting() if (known := self.known[name]).ready is not None]
            for known in ready:
                since = max(self.over_since, known.ready or 0)
                assert self.tick - since <= RULES.gap + RULES.patience

    def teardown(self) -> None:
        """In the end all are final, each in one state."""
        for name in list(self.waiting()):
            if self.known[name].ready is None:
                self._ready(name)
        for _ in range(20 * len(self.known) + 20):
            if self.cut is not None:
                self.answer(50)
            self.advance(self.tick + 1000)
        assert all(len(known.finals) == 1 for known in self.known.values())
        assert self.line.next_tick is None


TimelineMachine.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
test_machine = TimelineMachine.TestCase

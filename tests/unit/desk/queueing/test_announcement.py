"""What an announcement may become."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from callcast.bus.messages import Report, State
from callcast.desk.queueing.announcement import Announcement, Delivery

CHANNELS = ("hall", "lobby", "yard")
states = st.sampled_from(State)
channels = st.sampled_from(CHANNELS)
reports = st.builds(Report, st.just("a"), channels, states, st.none() | st.just("why"), st.none() | st.just(1.0))


def fresh(*names: str) -> Announcement:
    return Announcement("a", "text", tuple(map(Delivery, names or CHANNELS)), 0.0)


class Transitions(RuleBasedStateMachine):
    """Any reports, cancellations and givings-up in any order."""

    @initialize(names=st.lists(channels, unique=True, min_size=1))
    def accept(self, names: list[str]) -> None:
        self.now = fresh(*names)
        self.ended: dict[str, Delivery] = {}

    @rule(report=reports)
    def report(self, report: Report) -> None:
        before, self.now = self.now, self.now.apply(report)
        told = before.delivery(report.channel)
        if told and not told.state.final:
            after = self.now.delivery(report.channel)
            assert after == Delivery(report.channel, report.state, report.reason, report.spoken_from, None)
            assert self.now.apply(report) is self.now, "the second of the same changes nothing"
        else:
            assert self.now is before

    @rule(names=st.lists(channels))
    def give_up(self, names: list[str]) -> None:
        self.now = self.now.give_up(tuple(names), State.EXPIRED, "nobody was there")
        assert not set(names) & set(self.now.open_channels)

    @rule()
    def cancel(self) -> None:
        before, self.now = self.now, self.now.cancel()
        assert self.now.deliveries == before.deliveries
        assert self.now.cancel_asked == (not before.state.final or before.cancel_asked)

    @invariant()
    def final_is_for_good(self) -> None:
        for channel, delivery in getattr(self, "ended", {}).items():
            assert self.now.delivery(channel) == delivery
        self.ended.update({one.channel: one for one in self.now.deliveries if one.state.final})

    @invariant()
    def overall_follows_from_the_channels(self) -> None:
        assert self.now.state.final == (not self.now.open_channels)
        assert self.now.state in {delivery.state for delivery in self.now.deliveries}
        assert (self.now.state is State.SPOKEN) == all(one.state is State.SPOKEN for one in self.now.deliveries)


TestTransitions = Transitions.TestCase


@given(st.lists(states, min_size=1, max_size=3))
def test_the_worst_of_the_final_states_is_told_with_its_reason(given_states: list[State]) -> None:
    now = fresh(*CHANNELS[: len(given_states)])
    for channel, state in zip(CHANNELS, given_states, strict=False):
        now = now.apply(Report("a", channel, state, f"{state.value} on {channel}"))
    order = [State.SPEAKING, State.QUEUED, State.FAILED, State.EXPIRED, State.CANCELLED, State.SPOKEN]
    assert now.state is min(given_states, key=order.index)
    if now.state is not State.QUEUED:
        assert now.reason == f"{now.state.value} on {CHANNELS[given_states.index(now.state)]}"


def test_speaking_may_go_back_to_queued() -> None:
    now = fresh("hall").apply(Report("a", "hall", State.SPEAKING, spoken_from=1.0))
    assert now.apply(Report("a", "hall", State.QUEUED)) == fresh("hall")


def test_reports_about_others_change_nothing() -> None:
    now = fresh("hall")
    assert now.apply(Report("b", "hall", State.SPOKEN)) is now
    assert now.apply(Report("a", "yard", State.SPOKEN)) is now


def test_as_accepted_forgets_what_happened() -> None:
    assert fresh().apply(Report("a", "hall", State.SPOKEN)).cancel().as_accepted() == fresh()

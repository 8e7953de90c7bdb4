"""Frames in time: exact over days, caught up, moved; one channel never harms another."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.media.profile import AAC, L16, PROFILES, Profile
from callcast.player.media.silence import silence
from callcast.player.playout.clock import SECOND
from callcast.player.playout.subscription import Frame, Subscription
from callcast.player.playout.ticker import PHASE, Pulse, Ticker
from callcast.player.playout.track import Track
from callcast.testing.clock import FakeClock
from callcast.testing.stage import Listener


def nothing(tick: int) -> None:
    """A channel without a timeline."""


def idle(track: Track, on: bool) -> None:
    """A channel that does not care who listens."""


def new_track(ticker: Ticker, profile: Profile) -> Track:
    return ticker.pulse(nothing).track(profile, idle)


def turn(ticker: Ticker, clock: FakeClock, ns: int) -> None:
    clock.stall(ns)
    ticker.turn(clock.now())


def numbers(frames: list[Frame]) -> list[int]:
    return [frame.number for frame in frames]


@pytest.mark.parametrize("profile", PROFILES.values(), ids=str)
def test_48_hours_without_drift(profile: Profile) -> None:
    """Listened to for a quarter of a minute each quarter of an hour, each frame exactly when it is due."""
    clock = FakeClock()
    ticker = Ticker(clock)
    pulse = ticker.pulse(nothing)
    track = pulse.track(profile, idle)
    count, first, last, late = 0, -1, -1, 0

    def take() -> None:
        nonlocal count, first, last, late
        frame = subscription.pop()
        assert frame is not None
        assert frame.number == last + 1 or count == 0
        late = max(late, clock.now() - pulse.clock.due(frame.number * profile.ticks))
        first, last, count = (frame.number if count == 0 else first), frame.number, count + 1

    for quarter in range(48 * 4):
        clock.stall(quarter * 900 * SECOND - clock.now())
        ticker.turn(clock.now())
        subscription: Subscription = track.subscribe(4, take)
        count = 0
        for _ in range(15 * 20):
            turn(ticker, clock, SECOND // 20)
        subscription.close()
        turn(ticker, clock, SECOND // 20)
        begin = quarter * 900 * 48_000 + PHASE
        assert first == begin // profile.ticks + 1
        assert last == (begin + 15 * 48_000) // profile.ticks
        assert count == last - first + 1
    assert late < SECOND // 20
    assert pulse.clock.due(172_800 * 48_000) + PHASE * SECOND // 48_000 == 172_800 * SECOND


def test_hours_in_one_go_give_every_frame_once() -> None:
    clock = FakeClock()
    ticker = Ticker(clock)
    listener = Listener(new_track(ticker, AAC))
    for _ in range(2 * 3600):
        turn(ticker, clock, SECOND // 2)
    assert numbers(listener.frames) == list(range(1, 3600 * 48_000 // 1024 + 1))


@given(st.lists(st.integers(1, SECOND - 25_000_000), min_size=1, max_size=20))
def test_a_short_stall_is_caught_up_with_the_same_numbers(stalls: list[int]) -> None:
    clock = FakeClock()
    ticker = Ticker(clock)
    listener = Listener(new_track(ticker, L16))
    for stall in stalls:
        turn(ticker, clock, stall)
    assert ticker.stalls == 0
    last = ticker.frames.tick_at(clock.now()) + PHASE
    assert numbers(listener.frames) == list(range(1, last // L16.ticks + 1))


def test_after_a_long_stall_the_epoch_has_moved_and_no_number_is_missing(caplog: pytest.LogCaptureFixture) -> None:
    clock = FakeClock()
    ticker = Ticker(clock)
    listener = Listener(new_track(ticker, L16))
    turn(ticker, clock, SECOND // 10)
    before = len(listener.frames)
    with caplog.at_level(logging.WARNING):
        turn(ticker, clock, 3600 * SECOND)
    assert "held up for 3600" in caplog.text
    assert len(listener.frames) == before + 1, "nothing is caught up"
    for _ in range(10):
        turn(ticker, clock, SECOND // 100)
    assert numbers(listener.frames) == list(range(1, before + 12))
    assert ticker.frames.wall(ticker.frames.tick_at(clock.now())) == pytest.approx(clock.unix(), abs=0.001)


def test_a_pulse_comes_before_the_frames_of_its_tick_and_only_at_the_last_time_set() -> None:
    clock = FakeClock()
    ticker = Ticker(clock)
    seen: list[tuple[str, int]] = []
    pulse: Pulse = ticker.pulse(lambda tick: seen.append(("pulse", tick)))
    track = pulse.track(L16, idle)
    subscription = track.subscribe(4, lambda: seen.append(("frame", (subscription.pop() or Frame(0, b"")).number)))
    pulse.call_at(500)
    pulse.call_at(960)
    pulse.call_at(960)
    turn(ticker, clock, SECOND // 40)
    assert seen == [("frame", 1), ("pulse", 960), ("frame", 2)]
    pulse.call_at(2000)
    pulse.call_at(None)
    turn(ticker, clock, SECOND // 10)
    assert ("pulse", 2000) not in seen


def test_what_a_channel_does_wrong_is_its_own_matter(caplog: pytest.LogCaptureFixture) -> None:
    clock = FakeClock()
    ticker = Ticker(clock)

    def fail(tick: int) -> None:
        raise RuntimeError("timeline")

    bad = ticker.pulse(fail)
    bad.call_at(100)
    broken = new_track(ticker, AAC)

    def wake() -> None:
        raise RuntimeError("reader")

    parted = broken.subscribe(8, wake)
    stays = Listener(broken)
    other = Listener(new_track(ticker, AAC))
    turn(ticker, clock, SECOND // 2)
    assert parted.closed
    assert len(stays.frames) == len(other.frames) == SECOND // 2 * 48 // 1024 // 1_000_000
    assert "timeline" in caplog.text
    assert "reader" in caplog.text


def test_idle_tracks_do_not_tick_and_go_on_with_the_time() -> None:
    clock = FakeClock()
    ticker = Ticker(clock)
    track = new_track(ticker, AAC)
    turn(ticker, clock, SECOND)
    assert track.emitted == 0
    assert track.position == (48_000 + PHASE) // 1024 + 1
    listener = Listener(track)
    turn(ticker, clock, SECOND // 50)
    listener.close()
    turn(ticker, clock, SECOND)
    assert numbers(listener.frames) == [47]
    assert listener.frames[0].data == silence(AAC)
    assert track.emitted == 1


@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.integers(1, 30_000_000)), max_size=60),
    st.sampled_from([AAC, L16]),
)
def test_ten_that_join_and_leave_change_no_frame_of_one_that_stays(
    moves: list[tuple[int, bool, int]], profile: Profile
) -> None:
    clock = FakeClock()
    ticker = Ticker(clock)
    track = new_track(ticker, profile)
    stays = Listener(track)
    placed = track.position + 2
    track.place(placed, tuple(bytes([n]) for n in range(40)))
    others: dict[int, Listener] = {}
    for who, join, ns in moves:
        if join and who not in others:
            others[who] = Listener(track)
        elif who in others:
            others.pop(who).close()
        turn(ticker, clock, ns)
    still = silence(profile)
    for number, data in stays.frames:
        wanted = bytes([number - placed]) if 0 <= number - placed < 40 else still
        assert data == wanted
    assert numbers(stays.frames) == list(range(placed - 2, track.position))


def test_lateness_is_that_of_the_frames_sent() -> None:
    clock = FakeClock()
    ticker = Ticker(clock)
    pulse = ticker.pulse(nothing)
    listener = Listener(pulse.track(L16, idle))
    for number in range(1, 200):
        clock.stall(pulse.clock.due(number * L16.ticks) + 3_000_000 - clock.now())
        ticker.turn(clock.now())
    assert len(listener.frames) == 199
    assert ticker.lateness.quantiles(clock.now(), 0.5, 0.99) == (3.1, 3.1)

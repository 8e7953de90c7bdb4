"""Recordings made ready, stretched, and joined."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.support.packs import tone

from callcast.player.media.clip import RATE
from callcast.player.media.loudness import weigh
from callcast.player.speech.bank.join import AROUND_MS, CEILING, Placed, join
from callcast.player.speech.bank.stretch import FASTEST, SLOWEST, stretched
from callcast.player.speech.bank.take import LOUDNESS, Take, shortened, take


def sound(ms: int, hertz: float = 220.0, level: float = 0.3, around_ms: int = 100) -> NDArray[np.float32]:
    return tone(ms, hertz, level, around_ms=around_ms).astype(np.float32) / 32_768


def pitch(samples: NDArray[np.float32]) -> float:
    """The fundamental in Hz, by autocorrelation."""
    spectrum = np.fft.rfft(samples * np.hanning(len(samples)), 4 * len(samples))
    likeness = np.fft.irfft(np.abs(spectrum) ** 2)
    low, high = RATE // 400, RATE // 80
    return float(RATE / (low + np.argmax(likeness[low:high])))


def test_a_take_is_what_is_audible_at_one_loudness() -> None:
    for level in (0.02, 0.3, 1.0):
        found = take(sound(300, level=level))
        assert found.ms == pytest.approx(300, abs=6)
        assert weigh(found.samples, RATE).loudness() == pytest.approx(LOUDNESS, abs=0.7)


def test_rumble_is_no_voice() -> None:
    time = np.arange(RATE) / RATE
    noisy = (0.06 * np.cos(2 * np.pi * 30 * time)).astype(np.float32)
    noisy[RATE // 2 : RATE // 2 + 12_000] += sound(250, around_ms=0)
    found = take(noisy)
    assert found.ms == pytest.approx(250, abs=15)
    spectrum = np.abs(np.fft.rfft(found.samples))
    hertz = np.fft.rfftfreq(len(found.samples), 1 / RATE)
    assert spectrum[hertz < 45].max() < 0.05 * spectrum.max()


@pytest.mark.parametrize("around_ms", [0, 2, 5, 200])
def test_a_take_begins_and_ends_in_silence(around_ms: int) -> None:
    found = take(sound(200, around_ms=around_ms))
    peak = np.abs(found.samples).max()
    assert np.abs(found.samples[:20]).max() < 0.1 * peak
    assert np.abs(found.samples[-20:]).max() < 0.1 * peak


def test_a_recording_of_a_few_samples_is_a_take() -> None:
    for length in (1, 2, 10, 300):
        found = take(np.full(length, 0.5, np.float32))
        assert np.isfinite(found.samples).all()
        assert len(stretched(found, 0.7, 0.97).samples) >= 0


@pytest.mark.parametrize("speed", [SLOWEST, 0.8, 1.25, FASTEST])
@pytest.mark.parametrize("higher", [0.97, 1.0, 1.03])
def test_stretching_changes_the_length_and_not_the_pitch(speed: float, higher: float) -> None:
    before = take(sound(400))
    after = stretched(before, speed, higher)
    assert after.ms == pytest.approx(before.ms / speed, abs=6)
    middle = len(after.samples) // 2
    assert pitch(after.samples[middle - 3_000 : middle + 3_000]) == pytest.approx(220 * higher, rel=0.012)
    assert np.abs(after.samples).max() < 1.3 * np.abs(before.samples).max()
    assert np.abs(after.samples[-20:]).max() < 0.1


def test_a_take_cut_short_fades() -> None:
    before = take(sound(900))
    after = shortened(before, 300)
    assert after.ms == pytest.approx(300, abs=1)
    assert np.array_equal(after.samples[:5_000], before.samples[:5_000])
    assert np.abs(after.samples[-20:]).max() < 0.03
    assert shortened(before, 2_000).samples.shape == before.samples.shape


def test_what_needs_no_change_is_not_touched() -> None:
    before = take(sound(200))
    assert stretched(before, 1.0, 1.0).samples is before.samples


def test_beyond_what_a_voice_can_bear_nothing_is_stretched() -> None:
    before = take(sound(400))
    assert stretched(before, 9.0, 1.0).ms == pytest.approx(before.ms / FASTEST, abs=3)
    assert stretched(before, 0.1, 1.0).ms == pytest.approx(before.ms / SLOWEST, abs=3)


def quiet_ms(samples: NDArray[np.int16], threshold: float = 0.03) -> list[float]:
    """Rows of quiet 1 ms blocks between loud ones."""
    blocks = np.abs(samples[: len(samples) // 48 * 48].astype(float)).reshape(-1, 48).max(axis=1)
    loud = np.flatnonzero(blocks > threshold * blocks.max())
    return [float(gap - 1) for gap in np.diff(loud) if gap > 5]


def test_pauses_are_as_long_as_they_were_told() -> None:
    takes = [Placed(take(sound(250, 200 + 40 * number)), 0.0, pause) for number, pause in enumerate((0, 60, 340, 120))]
    assert quiet_ms(join(takes)) == pytest.approx([60, 340, 120], abs=14)


def test_takes_that_touch_are_cross_faded() -> None:
    voice = sound(250)
    joined = join([Placed(take(voice)), Placed(take(voice), 0.0, 0.0)])
    assert quiet_ms(joined) == []
    steps = np.abs(np.diff(joined.astype(float)))
    alone = np.abs(np.diff(join([Placed(take(voice))]).astype(float)))
    assert steps.max() < 1.6 * alone.max()  # no click


def test_nothing_is_nothing() -> None:
    assert not join([]).any()


_TAKES = st.lists(
    st.tuples(st.integers(1, 400), st.floats(0.01, 1.0), st.integers(0, 60), st.floats(-5, 5), st.floats(0, 400)),
    min_size=1,
    max_size=5,
)


@given(_TAKES)
def test_nothing_clips_and_both_ends_are_kept(rows: list[tuple[int, float, int, float, float]]) -> None:
    placed = [
        Placed(take(sound(ms, 150 + 50 * number, level, around)), gain, pause)
        for number, (ms, level, around, gain, pause) in enumerate(rows)
    ]
    joined = join(placed)
    assert np.abs(joined.astype(int)).max() <= CEILING * 32_767 + 1
    around = AROUND_MS * RATE // 1000
    assert not joined[: around - 1].any()
    assert not joined[len(joined) - around + 1 :].any()
    audible = sum(one.take.ms + (one.pause if number else 0) for number, one in enumerate(placed))
    edges = 2 * AROUND_MS + (placed[0].take.before + placed[-1].take.behind) * 1000 / RATE
    assert len(joined) * 1000 / RATE == pytest.approx(audible + edges, abs=35 * len(rows))


@given(st.lists(st.floats(-5, 0), min_size=2, max_size=4))
def test_levels_stay_as_they_were_told(gains: list[float]) -> None:
    voice = take(sound(300))
    joined = join([Placed(voice, gain, 300.0) for gain in gains]).astype(np.float32) / 32_768
    step = len(voice.samples) - voice.before - voice.behind + 300 * RATE // 1000
    start = AROUND_MS * RATE // 1000
    heard = [weigh(joined[start + n * step :][: len(voice.samples)], RATE).loudness() for n in range(len(gains))]
    for (one, other), (told, other_told) in zip(pairwise(heard), pairwise(gains), strict=True):
        assert one - other == pytest.approx(told - other_told, abs=0.3)


def test_a_take_knows_its_ends() -> None:
    assert Take(np.zeros(4_800, np.float32), 480, 960).ms == 70

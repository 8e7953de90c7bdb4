"""Silence of a model: cut off, shortened, and nothing else."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from callcast.player.speech.engines import pauses

RATE = 24_000
Samples = NDArray[np.float32]


def sound(ms: int, level: float = 0.3) -> Samples:
    time = np.arange(RATE * ms // 1000, dtype=np.float32) / RATE
    return np.asarray(level * np.sin(2 * np.pi * 220 * time), np.float32)


def hush(ms: int, level: float = 0.0) -> Samples:
    noise = np.random.default_rng(1).standard_normal(RATE * ms // 1000).astype(np.float32)
    return level * noise


def longest(samples: Samples) -> int:
    """Milliseconds of the longest silence within, by blocks of 5 ms at 40 dB under the peak."""
    size = RATE // 200
    blocks = samples[: len(samples) // size * size].reshape(-1, size)
    loud = np.flatnonzero(np.abs(blocks).max(axis=1) > 0.01 * np.abs(samples).max())
    return int((np.diff(loud).max(initial=1) - 1) * 5)


@given(st.lists(st.tuples(st.integers(30, 500), st.integers(0, 1500)), min_size=1, max_size=5))
def test_no_silence_is_longer_than_it_may_be_and_no_sound_is_lost(parts: list[tuple[int, int]]) -> None:
    whole = np.concatenate([part for loud, still in parts for part in (sound(loud), hush(still, 0.0005))])
    short = pauses.shortened(whole, RATE)
    assert longest(pauses.trimmed(short, RATE)) < 400
    assert np.sum(np.abs(short) > 0.02) == np.sum(np.abs(whole) > 0.02)


def test_a_short_silence_stays_as_it_is() -> None:
    whole = np.concatenate((sound(200), hush(290), sound(200)))
    assert np.array_equal(pauses.shortened(whole, RATE), whole)


def test_a_long_one_has_the_length_asked_for() -> None:
    whole = np.concatenate((sound(200), hush(1000), sound(200)))
    assert abs(len(pauses.shortened(whole, RATE, 250)) / RATE - 0.65) < 0.02


def test_the_ends_are_cut_but_for_what_soft_consonants_need() -> None:
    whole = np.concatenate((hush(400), sound(50, 0.02), sound(300), sound(50, 0.02), hush(700)))
    kept = pauses.trimmed(whole, RATE)
    assert 0.45 < len(kept) / RATE < 0.55
    assert np.sum(np.abs(kept) > 0.015) == np.sum(np.abs(whole) > 0.015)


def test_silence_alone_and_nothing_at_all_become_nothing() -> None:
    assert not len(pauses.trimmed(hush(300), RATE))
    assert not len(pauses.trimmed(hush(0), RATE))
    assert not len(pauses.shortened(hush(0), RATE))


def test_samples_become_bytes_that_are_never_out_of_range() -> None:
    given = np.array([0, 1, -1, 2, -2, np.nan, np.inf, 0.5], np.float32)
    values = np.frombuffer(pauses.pcm(given), "<i2")
    assert values.tolist() == [0, 32767, -32767, 32767, -32767, 0, 0, 16384]

"""From one rate to another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.media.resample import resample

RATES = st.sampled_from([8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000])


@given(RATES, RATES, st.floats(100, 3_000))
def test_a_tone_keeps_its_height_time_and_length(rate: int, to: int, hertz: float) -> None:
    tone = np.sin(2 * np.pi * hertz * np.arange(rate) / rate).astype(np.float32)
    found = resample(tone, rate, to)
    assert len(found) == pytest.approx(to, abs=to // 100)
    due = np.sin(2 * np.pi * hertz * np.arange(to) / to)
    middle = slice(to // 4, to // 2)
    assert np.abs(found[middle] - due[middle]).max() < 0.01


def test_the_same_rate_and_nothing_are_left_alone() -> None:
    samples = np.arange(10, dtype=np.int16)
    assert resample(samples, 48_000, 48_000) is samples
    assert len(resample(np.zeros(0, np.float32), 8_000, 48_000)) == 0


def test_what_the_slow_rate_cannot_hold_is_gone() -> None:
    tone = np.round(20_000 * np.sin(2 * np.pi * 6_000 * np.arange(48_000) / 48_000)).astype(np.int16)
    assert np.abs(resample(tone, 48_000, 8_000)[500:-500]).max() < 200

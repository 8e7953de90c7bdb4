"""The sound itself: as it was, at another rate, without a seam."""

import numpy as np
import pytest
from numpy.typing import NDArray

from callcast.player.outputs.sinks.soundcard.resampler import TAPS, Resampler


def tone(hertz: float, rate: int, seconds: float) -> NDArray[np.float32]:
    sound = 0.5 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)
    return np.asarray(sound, np.float32)


def through(resampler: Resampler, sound: NDArray[np.float32], correction: float) -> NDArray[np.float32]:
    """In blocks of odd lengths both ways."""
    made: list[NDArray[np.float32]] = []
    blocks = iter(np.array_split(sound, 97))
    while True:
        if resampler.ahead < resampler.needs(441, correction):
            block = next(blocks, None)
            if block is None:
                return np.concatenate(made)
            resampler.give(block)
        else:
            made.append(resampler.take(441, correction))


@pytest.mark.parametrize(("rate", "to"), [(48_000, 48_000), (48_000, 44_100), (48_000, 96_000), (48_000, 16_000)])
@pytest.mark.parametrize("correction", [0.0, 0.005, -0.005])
def test_a_tone_stays_a_tone(rate: int, to: int, correction: float) -> None:
    """At the pitch that the correction makes of it: 70 dB above what is not the tone."""
    made = through(Resampler(rate, to), tone(1_000, rate, 1.0), correction)
    heard = made[2 * TAPS * to // rate + 100 :].astype(float)
    assert len(made) == pytest.approx(to / (1 + correction), rel=0.02)
    turns = 2 * np.pi * 1_000 * (1 + correction) * np.arange(len(heard)) / to
    basis = np.stack([np.sin(turns), np.cos(turns)], axis=1)
    fit, *_ = np.linalg.lstsq(basis, heard, rcond=None)
    rest = heard - basis @ fit
    assert np.hypot(*fit) == pytest.approx(0.5, rel=0.005)
    assert 20 * np.log10(np.std(heard) / np.std(rest)) > 70


def test_what_is_too_high_for_the_card_is_not_folded_down() -> None:
    made = through(Resampler(48_000, 16_000), tone(12_000, 48_000, 1.0), 0.0)
    assert np.abs(made[1_000:]).max() < 0.001


def test_nothing_is_lost_to_rounding() -> None:
    resampler = Resampler(48_000, 44_100)
    given = taken = 0.0
    for _ in range(20_000):
        while resampler.ahead < resampler.needs(100, 0.001_234_5):
            resampler.give(np.zeros(960, np.float32))
            given += 960
        resampler.take(100, 0.001_234_5)
        taken += 100 * 48_000 / 44_100 * 1.001_234_5
    assert given - taken == pytest.approx(resampler.ahead, abs=0.01 + TAPS)
    assert len(resampler._held) < 3_000

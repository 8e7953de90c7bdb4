"""The level of a block."""

import math

import numpy as np
import pytest

from callcast.player.media.meter import Level, level, levels


def test_full_scale_sine() -> None:
    sine = np.round(32_767 * np.sin(np.arange(48_000) * 2 * np.pi / 48)).astype(np.int16)
    assert level(sine).rms == pytest.approx(-3.01, abs=0.01)
    assert level(sine).peak == pytest.approx(0, abs=0.01)


def test_the_least_sample_does_not_overflow() -> None:
    assert level(np.full(10, -32_768, np.int16)) == Level(0, 0)


def test_silence_and_nothing() -> None:
    assert level(np.zeros(10, np.int16)) == level(np.zeros(0, np.int16)) == Level(-math.inf, -math.inf)


def test_by_block() -> None:
    found = levels(np.array([0, 0, 3277, 3277, 16_384], np.int16), 2)
    assert [round(one.peak) if one.peak > -99 else None for one in found] == [None, -20, -6]

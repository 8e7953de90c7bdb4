"""Between the channel and the card."""

import numpy as np
import pytest
from numpy.typing import NDArray

from callcast.player.media.clip import RATE
from callcast.player.outputs.sinks.soundcard.follower import MOST, TARGET, Follower

FRAME = RATE // 50


def frame(number: int) -> NDArray[np.int16]:
    time = (number * FRAME + np.arange(FRAME)) / RATE
    return np.asarray(np.round(16_000 * np.sin(2 * np.pi * 500 * time)), np.int16)


@pytest.mark.parametrize("off", [0.005, -0.005])
def test_a_tone_goes_on_without_a_seam(off: float) -> None:
    """A minute of a card that is off by so much: after the start no gap, no sample lost, no jump in the tone."""
    follower = Follower(RATE, RATE)
    sound, frames, block = [], 0, 480
    for number in range(60 * RATE // block):
        while frames * FRAME <= number * block / (1 + off):
            follower.push(frame(frames))
            frames += 1
        sound.append(follower.pull(block))
    assert (follower.gaps, follower.dropped) == (0, 0)
    assert abs(follower.delay - TARGET) < 0.03
    assert follower.correction == pytest.approx(-off, abs=0.001)
    heard = np.concatenate(sound)
    begin = int(np.flatnonzero(heard)[0]) + 200
    # of a tone of 500 Hz no two samples are further apart than 0.065 of its height
    assert np.abs(np.diff(heard[begin:])).max() < 0.068 * 16_000 / 32_768
    assert np.abs(heard).max() <= 0.5


def test_it_begins_when_there_is_enough_and_again_after_a_gap() -> None:
    follower = Follower(RATE, RATE)
    assert not follower.pull(480).any()
    for number in range(4):
        follower.push(frame(number))
    heard = [follower.pull(480).any() for _ in range(10)]
    assert heard[:7] == [True] * 7
    assert not any(heard[8:])
    assert follower.gaps == 1
    for number in range(2):
        follower.push(frame(number))
    assert not follower.pull(480).any()
    follower.push(frame(2))
    assert follower.pull(480).any()


def test_what_a_card_missed_while_it_stood_still_is_the_past() -> None:
    follower = Follower(RATE, RATE)
    for number in range(100):
        follower.push(frame(number))
        assert follower.delay <= MOST + 0.03
    assert follower.dropped > RATE
    assert follower.dropped + follower.delay * RATE == pytest.approx(100 * FRAME, abs=64)

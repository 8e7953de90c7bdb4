"""A card whose clock is wrong: nothing is lost, and the delay stays."""

import random

import pytest

from callcast.player.media.clip import RATE
from callcast.player.outputs.sinks.soundcard.follower import TARGET
from callcast.player.outputs.sinks.soundcard.pace import MOST, Pace

DAY = 86_400
FRAME = RATE // 50


class Day:
    """A simulated card that takes `block` samples at a time, `off` faster than it says, while frames come jittered."""

    def __init__(self, off: float, block: int, jitter: float, seed: int = 1) -> None:
        self.pace = Pace(TARGET)
        self.least, self.most = float("inf"), 0.0
        self.frames = 0
        self.level = TARGET * RATE
        self._off, self._block, self._jitter = off, block, jitter
        self._random = random.Random(seed)

    def run(self, seconds: float) -> None:
        """Level and time in samples; the level is what waits for the card."""
        block, real = self._block, self._block / (1 + self._off)
        time, due = 0.0, 0.0
        while time < seconds * RATE:
            time += real
            while due <= time:  # frames come up to `jitter` late
                self.level += FRAME
                self.frames += 1
                due = self.frames * FRAME + self._random.random() * self._jitter * RATE
            used = block * (1 + self.pace.correction)
            self.pace.observe((self.level - used / 2) / RATE, block / RATE)
            self.level -= used
            self.least, self.most = min(self.least, self.level), max(self.most, self.level)


@pytest.mark.parametrize("off", [0.005, -0.005, 0.000_05, 0.0])
def test_over_a_day_the_delay_stays_and_nothing_is_lost(off: float) -> None:
    """Within 20 ms, beside the frame that comes at a time and the block that goes."""
    day = Day(off, block=2_400, jitter=0.005)
    day.run(DAY)
    block, frame = 2_400 / RATE, FRAME / RATE
    assert day.least / RATE > TARGET - 0.02 - block
    assert day.least > 0
    assert day.most / RATE < TARGET + 0.02 + frame
    assert day.pace.correction == pytest.approx(-off, abs=0.001)


def test_the_rate_does_not_tremble() -> None:
    """Once the clock is known; 0.1 % is a sixtieth of a semitone."""
    day = Day(0.000_1, block=480, jitter=0.01)
    day.run(120)
    seen = []
    for _ in range(100):
        day.run(1)
        seen.append(day.pace.correction)
    assert max(seen) - min(seen) < 0.002


def test_it_never_asks_for_more_than_a_voice_bears() -> None:
    pace = Pace(TARGET)
    for _ in range(100):
        pace.observe(10.0, 1.0)
        assert pace.correction <= MOST
    for _ in range(100):
        pace.observe(0.0, 1.0)
        assert pace.correction >= -MOST

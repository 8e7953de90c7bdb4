"""Between a channel's time and a card's: sound goes in at one rate and comes out at another, and none of it is lost."""

import threading

import numpy as np
from numpy.typing import NDArray

from callcast.player.outputs.sinks.soundcard.pace import Pace
from callcast.player.outputs.sinks.soundcard.resampler import Resampler, Samples

TARGET = 0.06
"""Seconds that wait for the card: a frame of 20 ms, and two that are late."""

MOST = 0.5
"""Seconds; what waits beyond them, when the card stood still, is the past, and is left out down to `TARGET`."""


class Follower:
    """A channel's sound, taken as fast as the card wants it. One thread may `push` and another `pull`.

    `gaps` counts how often there was not enough, `dropped` the samples that were left out.
    """

    def __init__(self, rate: int, to: int) -> None:
        """From `rate` to about `to` Hz."""
        self._rate, self._to = rate, to
        self._pace = Pace(TARGET)
        self._resampler = Resampler(rate, to)
        self._lock = threading.Lock()
        self._filling = True
        self.gaps = 0
        self.dropped = 0

    @property
    def delay(self) -> float:
        """Seconds of sound that wait."""
        return self._resampler.ahead / self._rate

    @property
    def correction(self) -> float:
        """How much faster than it says the card takes sound."""
        return self._pace.correction

    def push(self, samples: NDArray[np.int16]) -> None:
        """Add a frame of the channel, shape (n,)."""
        with self._lock:
            self._resampler.give(samples.astype(np.float32) / 32_768)
            if self.delay > MOST:
                past = round((self.delay - TARGET) * self._rate)
                self._resampler.skip(past)
                self.dropped += past

    def pull(self, count: int) -> Samples:
        """`count` samples for the card, shape (count,), in +-1: silence while there is not enough to begin with."""
        with self._lock:
            level = self.delay
            if self._filling and level < TARGET:
                return np.zeros(count, np.float32)
            self._filling = False
            if self._resampler.ahead < self._resampler.needs(count, self.correction):
                self.gaps += 1
                self._filling = True
                self._pace.rest()
                return np.zeros(count, np.float32)
            made = self._resampler.take(count, self.correction)
            # The level in the middle of the block, as if the card took it sample by sample.
            self._pace.observe((level + self.delay) / 2, count / self._to)
            return made

"""A recording, made ready to be joined: without rumble, cut to what is audible, at one loudness."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from callcast.player.media.clip import RATE
from callcast.player.media.loudness import weigh
from callcast.player.media.trim import audible

THRESHOLD = 0.03
"""Share of the peak below which the ends of a recording are its room (measured on two collections)."""

LOUDNESS = -20.0
"""Of each take, in LUFS: the peaks of speech have room above it."""

BEFORE_MS, BEHIND_MS = 10, 20
"""What is kept around the audible part, in which a take rises and falls."""

_RISE_MS, _FALL_MS = 3, 8
"""The least of it, for a recording that was cut too close."""

_LOWEST_HZ = (50, 90)
"""What is under the first is no voice, but the rumble of a room; above the second nothing is changed."""

_MOST_GAIN_DB = 30.0


@dataclass(frozen=True, eq=False)
class Take:
    """Mono sound at `RATE`, shape (n,), full scale 1.0, which rises within `before` samples, and falls in `behind`."""

    samples: NDArray[np.float32]
    before: int
    behind: int

    @property
    def ms(self) -> float:
        """Length of what is audible."""
        return (len(self.samples) - self.before - self.behind) * 1000 / RATE


def take(recording: NDArray[np.float32]) -> Take:
    """The take of `recording`, shape (n,), at `RATE`, which has something to be heard in it."""
    clean = _without_rumble(recording)
    first, last = audible(clean, RATE, THRESHOLD)
    start, end = max(0, first - RATE * BEFORE_MS // 1000), min(len(clean), last + RATE * BEHIND_MS // 1000)
    gain = min(_MOST_GAIN_DB, LOUDNESS - weigh(clean[first:last], RATE).loudness())
    samples = (clean[start:end] * 10 ** (gain / 20)).astype(np.float32)
    before, behind = (
        max(least * RATE // 1000, kept) for least, kept in ((_RISE_MS, first - start), (_FALL_MS, end - last))
    )
    before, behind = min(before, len(samples) // 2), min(behind, len(samples) // 2)
    samples[:before] *= np.sin(np.linspace(0, np.pi / 2, before, dtype=np.float32))
    samples[len(samples) - behind :] *= np.cos(np.linspace(0, np.pi / 2, behind, dtype=np.float32))
    return Take(samples, before, behind)


def _without_rumble(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """By its spectrum, without delay. One collection has as much noise under 50 Hz as voice."""
    size = len(samples) + RATE // 10
    spectrum = np.fft.rfft(samples, size)
    low, high = _LOWEST_HZ
    hertz = np.arange(len(spectrum)) * RATE / size
    spectrum *= 0.5 - 0.5 * np.cos(np.pi * np.clip((hertz - low) / (high - low), 0, 1))
    return np.asarray(np.fft.irfft(spectrum, size)[: len(samples)], np.float32)

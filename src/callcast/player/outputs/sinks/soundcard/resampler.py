"""From one rate to another that changes a little all the time, without a seam: a windowed sinc, read between its taps.

libswresample can be told to stretch, but says only afterwards, and in whole samples, how far it has come; here the
position is a number, so nothing is lost to rounding in a year.
"""

import math

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

TAPS = 32
"""Samples that one is made of; half of them is the delay."""

_PHASES = 2048
"""Places between two samples at which the filter is known; the nearest is taken, which is -80 dB of noise."""

_PASS = 0.92
"""Of the lower Nyquist frequency: speech ends far below."""

_BETA = 9.0
"""Of Kaiser's window: -90 dB beyond the edge."""


def _filter(cutoff: float) -> Samples:
    """Row p is the filter for a place p / _PHASES after a sample; shape (_PHASES + 1, TAPS), each row of sum 1."""
    distance = np.arange(TAPS) - (TAPS / 2 - 1) - np.arange(_PHASES + 1)[:, None] / _PHASES
    window = np.i0(_BETA * np.sqrt(np.clip(1 - (2 * distance / TAPS) ** 2, 0, None)))
    taps = np.sinc(cutoff * distance) * window
    table: Samples = (taps / taps.sum(axis=1, keepdims=True)).astype(np.float32)
    return table


class Resampler:
    """Makes samples at `to` Hz of those at `rate` Hz; `ahead` is what it was given and has not used."""

    def __init__(self, rate: int, to: int) -> None:
        """Begins in silence."""
        self.nominal = rate / to
        self._filter = _filter(_PASS * min(1.0, to / rate))
        self._held: Samples = np.zeros(TAPS, np.float32)
        self._place = float(TAPS // 2)
        """Of the next sample among `_held`; at least TAPS / 2 - 1."""

    @property
    def ahead(self) -> float:
        """Samples at `rate`."""
        return len(self._held) - TAPS / 2 - self._place

    def needs(self, count: int, correction: float) -> float:
        """How many samples must be ahead to make `count`."""
        return self.nominal * (1 + correction) * count

    def give(self, samples: Samples) -> None:
        """Add samples, shape (n,)."""
        self._held = np.concatenate([self._held, samples])

    def skip(self, count: int) -> None:
        """Leave out so many of those ahead."""
        self._place += count
        self._forget()

    def take(self, count: int, correction: float) -> Samples:
        """The next `count`, shape (count,), used up faster by `correction`; there must be as many ahead as `needs`."""
        step = self.nominal * (1 + correction)
        places = self._place + step * np.arange(count)
        whole = np.floor(places)
        rows = np.round((places - whole) * _PHASES).astype(np.intp)
        first = whole.astype(np.intp) - (TAPS // 2 - 1)
        around = self._held[first[:, None] + np.arange(TAPS)]
        self._place += step * count
        self._forget()
        made: Samples = np.einsum("nt,nt->n", around, self._filter[rows])
        return made

    def _forget(self) -> None:
        past = min(math.floor(self._place) - (TAPS // 2 - 1), len(self._held))
        self._held = self._held[past:]
        self._place -= past

"""How high a voice is."""

import numpy as np
from numpy.typing import NDArray

from callcast.player.media.clip import RATE

LOWEST_HZ, HIGHEST_HZ = 75, 450

_WINDOW, _HOP, _SIZE = RATE // 20, RATE // 100, 8192
_DEEP_HZ = 1_000
"""Higher partials say nothing more of the fundamental."""
_VOICED = 0.6
"""Likeness of a voice to itself one period later."""
_LEAST = 5
"""Windows that must be voiced."""

_BELL = np.hanning(_WINDOW)
_OWN_LIKENESS = np.fft.irfft(np.abs(np.fft.rfft(_BELL, _SIZE)) ** 2)


def fundamental(samples: NDArray[np.float32]) -> float | None:
    """The median of the fundamental in Hz of `samples`, shape (n,), at `RATE`; None where there is too little voice.

    By autocorrelation over windows of 50 ms, freed of that of the window (Boersma, IFA Proceedings 17, 1993).
    """
    if len(samples) < _WINDOW:
        return None
    windows = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[::_HOP] * _BELL
    spectra = np.fft.rfft(windows, _SIZE)
    spectra[:, _DEEP_HZ * _SIZE // RATE :] = 0
    likeness = np.fft.irfft(np.abs(spectra) ** 2) / np.maximum(_OWN_LIKENESS, 0.05 * _OWN_LIKENESS[0])
    periods = [found for row in likeness if (found := _period(row))]
    return RATE / float(np.median(periods)) if len(periods) >= _LEAST else None


def _period(likeness: NDArray[np.float64]) -> int | None:
    """In samples: the shortest of those that fit about as well as the best."""
    shortest, longest = RATE // HIGHEST_HZ, RATE // LOWEST_HZ
    best = shortest + int(np.argmax(likeness[shortest:longest]))
    if likeness[best] <= _VOICED * likeness[0]:
        return None
    for parts in (6, 5, 4, 3, 2):
        near = best // parts
        if near >= shortest:
            around = likeness[near - 6 : near + 7]
            if around.max() > 0.9 * likeness[best]:
                return near - 6 + int(np.argmax(around))
    return best

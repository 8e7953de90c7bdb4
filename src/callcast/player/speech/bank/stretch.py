"""Faster, slower, higher and lower.

Time is stretched by WSOLA (Verhelst and Roelands, ICASSP 1993): overlapping windows are taken from near where they
should come from, each from where it goes on best from the one before. libavfilter's `atempo` does the same with longer
windows, and misses the length of a single syllable by up to 25 ms.
"""

import numpy as np
from numpy.typing import NDArray

from callcast.player.media.clip import RATE
from callcast.player.media.resample import resample
from callcast.player.speech.bank.take import Take

SLOWEST, FASTEST = 0.6, 1.7
"""Between these a voice sounds as one."""

_UNHEARD = 0.02
"""A change of speed that is less makes no difference."""

_HOP = 15 * RATE // 1000
_WINDOW = 2 * _HOP
"""In samples: more than two periods of a deep voice."""
_REACH = 8 * RATE // 1000
"""How far from its place a window may be taken: a period of a deep voice is within both sides of it."""
_COARSE = 8
"""Every so many places are tried first, then all around the best."""


def stretched(take: Take, speed: float, pitch: float) -> Take:
    """`take` at `speed`, from `SLOWEST` to `FASTEST`, with all frequencies times `pitch`, which should be near 1.

    What is shorter than a window stays as it is.
    """
    if len(take.samples) < _WINDOW:
        return take
    length = round(len(take.samples) / min(FASTEST, max(SLOWEST, speed)))
    samples = resample(take.samples, round(RATE * pitch), RATE)
    if abs(length / max(1, len(samples)) - 1) >= _UNHEARD:
        samples = _of_length(samples, length)
    share = len(samples) / len(take.samples)
    return Take(samples, round(take.before * share), round(take.behind * share))


def _of_length(samples: NDArray[np.float32], length: int) -> NDArray[np.float32]:
    """`samples` stretched to `length`; the first and the last window stay as they are."""
    around = np.zeros(_HOP + _REACH, np.float32)
    source = np.concatenate([around, samples, around])
    count = max(1, -(-length // _HOP))
    targets = np.linspace(0, length, count + 1).round().astype(int)
    places = np.linspace(_REACH, _REACH + len(samples), count + 1).round().astype(int)
    bell = np.hanning(_WINDOW + 2)[1:-1].astype(np.float32)
    whole = np.zeros(length + _WINDOW, np.float32)
    weight = np.zeros(length + _WINDOW, np.float32)
    for number, target in enumerate(targets):
        if 0 < number < count:
            onward = places[number - 1] + target - targets[number - 1]
            places[number] = _nearest(source, places[number], source[onward : onward + _WINDOW])
        whole[target : target + _WINDOW] += bell * source[places[number] : places[number] + _WINDOW]
        weight[target : target + _WINDOW] += bell
    return np.asarray((whole / np.maximum(weight, 1e-3))[_HOP : _HOP + length], np.float32)


def _nearest(source: NDArray[np.float32], place: int, wanted: NDArray[np.float32]) -> int:
    """Where, within `_REACH` of `place`, `source` is most like `wanted`, a row of at most `_WINDOW` samples."""
    coarse = np.arange(max(0, place - _REACH), min(place + _REACH, len(source) - len(wanted)) + 1, _COARSE)
    best = _most_like(source, coarse, wanted)
    fine = np.arange(max(0, best - _COARSE + 1), min(best + _COARSE, len(source) - len(wanted) + 1))
    return _most_like(source, fine, wanted)


def _most_like(source: NDArray[np.float32], places: NDArray[np.int64], wanted: NDArray[np.float32]) -> int:
    rows = np.lib.stride_tricks.sliding_window_view(source, len(wanted))[places]
    likeness = rows @ wanted / np.sqrt(np.einsum("ij,ij->i", rows, rows) + 1e-6)
    return int(places[np.argmax(likeness)])

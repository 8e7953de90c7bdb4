"""What a call sounds like to who listens, measured."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from tests.support import ebur128

from callcast.player.media.clip import RATE

SILENT = -45.0
"""dBFS (RMS of 10 ms) below which is silence: 29 dB under the loudness of speech."""
APART_MS = 550
"""Of silence, between two calls."""
EDGE_MS = 100
"""What is looked at of a call's beginning and end."""

_BLOCK = RATE // 100


@dataclass(frozen=True)
class CallSound:
    """A call as it was decoded: LUFS, dBTP, ms.

    `begin` and `end` are the most that any 20 ms have lost, in the first and the last 100 ms, against the clip before
    it was coded, in dB: a codec blurs what is shorter. `first` and `last` are the levels of the clip's outermost 10 ms
    in dBFS.
    """

    loudness: float
    peak: float
    silence: float
    length: float
    begin: float
    end: float
    first: float
    last: float


def levels(sound: NDArray[np.int16]) -> NDArray[np.float64]:
    """RMS of each 10 ms in dBFS, what is left over is not looked at; shape (n // 480,)."""
    blocks = sound[: len(sound) // _BLOCK * _BLOCK].reshape(-1, _BLOCK).astype(np.float64) / 32_768
    return np.asarray(10 * np.log10(np.maximum((blocks**2).mean(axis=1), 1e-12)))


def split(sound: NDArray[np.int16]) -> list[tuple[int, int]]:
    """Where each call begins and ends, in samples."""
    heard = np.flatnonzero(levels(sound) > SILENT)
    if not len(heard):
        return []
    cuts = np.flatnonzero(np.diff(heard) * 10 > APART_MS)
    begins, ends = heard[np.append(0, cuts + 1)], heard[np.append(cuts, len(heard) - 1)] + 1
    return [(int(begin) * _BLOCK, int(end) * _BLOCK) for begin, end in zip(begins, ends, strict=True)]


def measured(sound: NDArray[np.int16], begin: int, end: int, clip: NDArray[np.int16]) -> CallSound:
    """Of the call between `begin` and `end` in `sound`, which is `clip` before coding."""
    start = begin + _lag(sound, begin, clip)
    call = sound[start : start + len(clip)]
    own, coded = levels(clip), levels(call)
    lost = _wider(own) - _wider(coded)
    heard = np.flatnonzero(coded > SILENT)
    gaps = [(after - before - 1) * 10 for before, after in pairwise(heard)]
    edge = EDGE_MS // 10
    first, last = np.flatnonzero(own > SILENT)[[0, -1]]
    return CallSound(
        ebur128.loudness(call),
        ebur128.true_peak(sound[start - RATE // 20 : start + len(clip) + RATE // 20]),
        float(max(gaps, default=0)),
        (end - begin) * 1000 / RATE,
        float(lost[first : first + edge].max()),
        float(lost[last + 1 - edge : last].max()),
        float(own[0]),
        float(own[-1]),
    )


def _wider(each: NDArray[np.float64]) -> NDArray[np.float64]:
    """Levels of 20 ms, each with the next 10."""
    power = 10 ** (each / 10)
    return np.asarray(10 * np.log10((power[:-1] + power[1:]) / 2))


def _lag(sound: NDArray[np.int16], begin: int, clip: NDArray[np.int16]) -> int:
    """Where, from `begin` on, the clip fits best: how far before or behind it is."""
    reach = RATE // 5
    part = sound[begin - reach : begin + reach + len(clip)].astype(np.float64)
    size = 1 << (len(part) + len(clip)).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(part, size) * np.conj(np.fft.rfft(clip.astype(np.float64), size)), size)
    return int(np.argmax(likeness[: 2 * reach])) - reach

"""Keeping peaks under a ceiling without distorting what is under it."""

import numpy as np
from numpy.typing import NDArray

CEILING = 10 ** (-3 / 20)
"""Greatest amplitude, between samples too: -1 dBTP is promised to who decodes, and codecs add up to 2 dB to a voice."""

OVERSAMPLING = 4
"""Times the rate at which amplitudes are looked at, as BS.1770-5 annex 2 has it for true peaks."""

REACH = 5
"""Milliseconds before a peak in which the gain falls, and after it in which it recovers."""


def reduction(peaks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gain at both ends of each millisecond, shape (n + 1,), that keeps `peaks`, shape (n,), under `CEILING`.

    The least gain needed within `REACH`, smoothed over as long: never more than a neighbouring millisecond may have.
    """
    wanted = np.minimum(1.0, CEILING / np.maximum(peaks, CEILING))
    around = np.pad(wanted, 2 * REACH, constant_values=1.0)
    least = np.lib.stride_tricks.sliding_window_view(around, 2 * REACH).min(axis=1)
    bell = np.hanning(2 * REACH + 3)[1:-1]
    # least[k] is of the milliseconds k - 2 * REACH to k - 1, so the edge before millisecond m is its k = m + REACH
    smooth = np.convolve(np.pad(least, REACH, mode="edge"), bell / bell.sum(), mode="valid")
    result: NDArray[np.float64] = smooth[REACH : REACH + len(peaks) + 1]
    return result


def peaks(samples: NDArray[np.float32], per_millisecond: int) -> NDArray[np.float64]:
    """Greatest amplitude in each millisecond of `samples`; the last one may be part."""
    filled = np.append(np.abs(samples), np.zeros(-len(samples) % per_millisecond, np.float32))
    return np.asarray(filled.reshape(-1, per_millisecond).max(axis=1), np.float64)


def apply(samples: NDArray[np.float32], gains: NDArray[np.float64], per_millisecond: int) -> NDArray[np.float32]:
    """`samples` times `gains`, which are given at the milliseconds' edges and go straight between them."""
    at = np.arange(len(samples)) / per_millisecond
    return (samples * np.interp(at, np.arange(len(gains)), gains)).astype(np.float32)

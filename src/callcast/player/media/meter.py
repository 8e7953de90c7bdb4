"""How loud a piece of sound is."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_FULL = 32_768


@dataclass(frozen=True)
class Level:
    """In dBFS: 0 is the largest amplitude that fits; a full-scale sine has an `rms` of -3. -inf for digital silence."""

    rms: float
    peak: float


def level(samples: NDArray[np.int16]) -> Level:
    """The level of `samples`, shape (n,); of none, silence."""
    if not len(samples):
        return Level(-math.inf, -math.inf)
    values = samples.astype(np.float64) / _FULL
    return Level(_decibel(math.sqrt(float(np.mean(values**2)))), _decibel(float(np.max(np.abs(values)))))


def levels(samples: NDArray[np.int16], block: int) -> list[Level]:
    """The level of each `block` samples; the last block may be shorter."""
    return [level(samples[start : start + block]) for start in range(0, len(samples), block)]


def _decibel(amplitude: float) -> float:
    return 20 * math.log10(amplitude) if amplitude else -math.inf

"""Cutting off the silence that engines put around speech."""

import numpy as np
from numpy.typing import NDArray

THRESHOLD = 0.01
"""Share of the peak below which a block is silence: -40 dB, under a voice's softest consonants."""

PRE_ROLL_MS, TAIL_MS = 10, 50
"""What is kept before the first and after the last audible block."""

FADE_IN_MS, FADE_OUT_MS = 5, 20
"""The ends of what is kept rise from and fall to zero within these."""

_BLOCK_MS = 5


def trim(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """The audible part of `samples`, shape (n,), at `rate` Hz; a new array, which begins and ends in silence."""
    first, last = audible(samples, rate, THRESHOLD)
    kept = samples[max(0, first - rate * PRE_ROLL_MS // 1000) : last + rate * TAIL_MS // 1000].copy()
    fade_ends(kept, rate, FADE_IN_MS, FADE_OUT_MS)
    return kept


def audible(samples: NDArray[np.float32], rate: int, threshold: float) -> tuple[int, int]:
    """Where the first block begins, and the last one ends, that has `threshold` of the peak; at most len(samples)."""
    block = max(1, rate * _BLOCK_MS // 1000)
    loud = np.abs(np.append(samples, np.zeros(-len(samples) % block, samples.dtype))).reshape(-1, block).max(axis=1)
    heard = np.flatnonzero(loud >= threshold * loud.max())
    return int(heard[0]) * block, min(len(samples), (int(heard[-1]) + 1) * block)


def fade_ends(samples: NDArray[np.float32], rate: int, rise_ms: int, fall_ms: int) -> None:
    """Let `samples`, in place, rise from zero and fall to it by raised cosines."""
    for row, milliseconds in ((samples, rise_ms), (samples[::-1], fall_ms)):
        length = min(len(row), max(1, rate * milliseconds // 1000))
        row[:length] *= 0.5 - 0.5 * np.cos(np.pi * (np.arange(length) + 0.5) / length)

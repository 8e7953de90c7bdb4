"""Silence in speech as models make it: cut off at the ends, shortened between. Samples are float32, full scale 1.0."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from callcast.player.speech.engines.phonemes.pieces import Piece

MOST_MS = 300
"""A longer silence within a call sounds as if it were over; measured with a coarser rule, it stays below 400."""

_BLOCK_MS = 10
_SILENT = 10 ** (-38 / 20)
"""Share of the loudest block's level below which a block is silence."""
_HEAD_MS, _TAIL_MS = 40, 80
"""What is kept before the first and after the last audible block: soft consonants are softer than that."""
_BLEND_MS = 5


def blocks(pieces: Sequence[Piece], sound: Callable[[str], NDArray[np.float32]], rate: int) -> Iterator[bytes]:
    """PCM at `rate` Hz, piece by piece; `sound` makes it of phonemes, empty where there is none."""
    for piece in pieces:
        if isinstance(piece, int):
            yield pcm(silence(piece, rate))
        elif len(samples := sound(piece)):
            yield pcm(shortened(trimmed(samples, rate), rate))


def _audible(samples: NDArray[np.float32], size: int) -> NDArray[np.bool_]:
    """Of each block of `size` samples, the last one filled up with silence."""
    blocks = np.append(samples, np.zeros(-len(samples) % size, np.float32)).reshape(-1, size)
    levels = np.sqrt(np.mean(blocks.astype(np.float64) ** 2, axis=1))
    return np.asarray(levels > _SILENT * levels.max(initial=0.0))


def trimmed(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """`samples`, shape (n,), at `rate` Hz without the silence before and after; empty when there is nothing else."""
    size = max(1, rate * _BLOCK_MS // 1000)
    audible = np.flatnonzero(_audible(samples, size))
    if not len(audible):
        return samples[:0]
    first = max(0, int(audible[0]) * size - rate * _HEAD_MS // 1000)
    return samples[first : (int(audible[-1]) + 1) * size + rate * _TAIL_MS // 1000]


def shortened(samples: NDArray[np.float32], rate: int, most_ms: int = MOST_MS) -> NDArray[np.float32]:
    """`samples`, shape (n,), at `rate` Hz with no silence over `most_ms` between what is audible; the ends are kept."""
    size = max(1, rate * _BLOCK_MS // 1000)
    most, blend = rate * most_ms // 1000, rate * _BLEND_MS // 1000
    audible = np.flatnonzero(_audible(samples, size))
    kept, done = [], 0
    for before, after in pairwise(audible):
        start, end = (int(before) + 1) * size, int(after) * size
        if end - start > most + blend:
            kept.append(_blended(samples, done, start + most // 2, end - (most - most // 2), blend))
            done = end - (most - most // 2) + blend
    return np.concatenate((*kept, samples[done:])) if kept else samples


def _blended(samples: NDArray[np.float32], start: int, cut: int, resume: int, length: int) -> NDArray[np.float32]:
    """From `start`, with the `length` samples from `cut` on faded over into those from `resume` on."""
    rise = (np.arange(length, dtype=np.float32) + 0.5) / length if length else np.zeros(0, np.float32)
    over = samples[cut : cut + length] * (1 - rise) + samples[resume : resume + length] * rise
    return np.concatenate((samples[start:cut], over))


def silence(ms: int, rate: int) -> NDArray[np.float32]:
    """So much of it."""
    return np.zeros(rate * ms // 1000, np.float32)


def pcm(samples: NDArray[np.float32]) -> bytes:
    """16 bit little-endian; what is over full scale is clipped, what is no number is silence."""
    whole = np.clip(np.nan_to_num(samples, posinf=0.0, neginf=0.0), -1, 1) * 32_767
    return bytes(np.round(whole).astype("<i2").tobytes())

"""Takes one after the other: cross-faded where they touch, with silence between where they do not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from callcast.player.media.clip import RATE
from callcast.player.speech.bank.take import Take

CEILING = 0.95
"""Greatest amplitude of what was joined; the whole is made softer where it would be more."""

AROUND_MS = 20
"""Silence before the first take and behind the last."""


@dataclass(frozen=True)
class Placed:
    """A take, `gain` in dB, and `pause` ms of silence after the audible part of the one before; 0 lets them touch."""

    take: Take
    gain: float = 0.0
    pause: float = 0.0


def join(takes: Sequence[Placed]) -> NDArray[np.int16]:
    """All of them at `RATE`, shape (n,)."""
    around = AROUND_MS * RATE // 1000
    starts: list[int] = []
    at = around
    for number, one in enumerate(takes):
        if number:
            # what is audible of the last one ends `behind` before its end, and begins `before` after the start of this
            at += round(one.pause * RATE / 1000) - takes[number - 1].take.behind - one.take.before
        starts.append(max(around, at))  # what came before it may be shorter than its start
        at = starts[-1] + len(one.take.samples)
    ends = [start + len(one.take.samples) for start, one in zip(starts, takes, strict=True)]
    whole = np.zeros(max(ends, default=0) + around, np.float32)
    for start, end, one in zip(starts, ends, takes, strict=True):
        whole[start:end] += one.take.samples * np.float32(10 ** (one.gain / 20))
    peak = float(np.abs(whole).max(initial=0.0))
    return np.asarray(np.round(whole * (32_767 * min(1.0, CEILING / max(peak, CEILING)))), np.int16)

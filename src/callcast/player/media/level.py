"""Every voice alike: trimmed, equally loud, at one rate."""

import numpy as np
from numpy.typing import NDArray

from callcast.player.media import limiter
from callcast.player.media.clip import RATE, Clip
from callcast.player.media.errors import EmptySound
from callcast.player.media.loudness import Energies, weigh
from callcast.player.media.resample import resample
from callcast.player.media.trim import trim

VERSION = 2
"""Raise it when `condition` makes another clip of the same samples: caches name it in their keys."""

TARGET = -16.0
"""Loudness of speech in LUFS."""

SILENCE = 10 ** (-66 / 20)
"""A sound whose peak is below this is none."""

SHORTEST_MS = 5
"""A sound that is shorter is none."""

_DEEPEST = 10 ** (15 / 20)
"""The limiter takes at most 15 dB: what still is too soft then is no speech but a few cracks."""

_PER_MS = RATE // 1000


def condition(samples: NDArray[np.float32], rate: int) -> Clip:
    """A clip of `samples`, shape (n,), full scale 1.0, at `rate` Hz: trimmed, at `TARGET`, true peaks under -1 dBTP.

    They stay so when a codec has had it.

    `EmptySound` if there is nothing to be heard, a sample is no number, or the shape is another.
    """
    if samples.ndim != 1 or not np.issubdtype(samples.dtype, np.floating):
        raise EmptySound(f"its samples have shape {samples.shape} and type {samples.dtype}")
    if len(samples) * 1000 < rate * SHORTEST_MS:
        raise EmptySound(f"its {len(samples)} samples at {rate} Hz are less than {SHORTEST_MS} ms")
    peak = float(np.max(np.abs(samples)))
    if not np.isfinite(peak):
        raise EmptySound("some of its samples are no numbers")
    if peak < SILENCE:
        raise EmptySound("it is silence")
    return Clip(levelled(trim(samples.astype(np.float32), rate), rate, TARGET))


def levelled(samples: NDArray[np.float32], rate: int, target: float) -> NDArray[np.int16]:
    """`samples` at 48 kHz, int16, at `target` LUFS, limited."""
    energies = weigh(samples, rate).values
    sound = resample(samples, rate, RATE)
    between = resample(sound, RATE, limiter.OVERSAMPLING * RATE)
    peaks = limiter.peaks(between, limiter.OVERSAMPLING * _PER_MS)
    gain = _gain(energies, peaks, target)
    sound = limiter.apply(sound, gain * limiter.reduction(gain * peaks), _PER_MS)
    return np.asarray(np.round(np.clip(sound, -1, 1) * 32_767), np.int16)


def _gain(energies: NDArray[np.float64], peaks: NDArray[np.float64], target: float) -> float:
    """What to multiply with, before the limiter, so that the sound has `target` LUFS behind it.

    The limiter's gain moves slowly against the K-weighting, so it is applied to the weighted energies.
    """
    length = min(len(energies), len(peaks))
    most = _DEEPEST * limiter.CEILING / float(peaks.max())
    gain = 1.0
    for _ in range(8):
        limited = energies[:length] * (gain * limiter.reduction(gain * peaks)[:length]) ** 2
        wrong = target - Energies(limited).loudness()
        gain = min(most, gain * float(10 ** (np.clip(wrong, -60, 60) / 20)))
        if abs(wrong) < 0.05 or gain == most:
            break
    return gain

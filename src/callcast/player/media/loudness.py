"""Loudness after ITU-R BS.1770-5, of one channel of sound.

Filtering is done on the spectrum, with the two filters' responses worked out for any rate: libavfilter's meter wants
at least 400 ms of sound, and a graph for each clip.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK_MS, STEP_MS = 400, 100
ABSOLUTE_GATE, RELATIVE_GATE = -70.0, -10.0
_OFFSET = -0.691

# BS.1770-5 annex 1, tables 1 and 2, as the analogue prototypes from which their coefficients at 48 kHz follow
_SHELF_HZ, _SHELF_DB, _SHELF_Q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
_HIGH_PASS_HZ, _HIGH_PASS_Q = 38.13547087602444, 0.5003270373238773


@dataclass(frozen=True)
class Energies:
    """Mean square of K-weighted sound in each millisecond, shape (n,)."""

    values: NDArray[np.float64]

    def loudness(self) -> float:
        """Gated loudness in LUFS, -inf if all is below the gate; sound under 400 ms is one block of its own length."""
        steps = len(self.values) // STEP_MS - BLOCK_MS // STEP_MS + 1
        if steps < 1:
            return _lufs(float(self.values.mean()))
        sums = np.concatenate([[0.0], np.cumsum(self.values)])
        starts = np.arange(steps) * STEP_MS
        blocks = (sums[starts + BLOCK_MS] - sums[starts]) / BLOCK_MS
        blocks = blocks[blocks > _energy(ABSOLUTE_GATE)]
        if not len(blocks):
            return -np.inf
        return _lufs(float(blocks[blocks > _energy(_lufs(float(blocks.mean())) + RELATIVE_GATE)].mean()))


def weigh(samples: NDArray[np.float32], rate: int) -> Energies:
    """The energies of `samples`, shape (n,), full scale 1.0, at `rate` Hz."""
    size = fast(len(samples) + rate // 4)  # the high-pass filter rings for about that long
    spectrum = np.fft.rfft(samples, size) * _response(size, rate)
    weighted = np.fft.irfft(spectrum, size)[: len(samples)]
    edges = np.arange(0, max(1, len(samples) * 1000 // rate)) * rate // 1000
    sums = np.add.reduceat(weighted**2, edges)
    return Energies(sums / np.diff(np.append(edges, len(samples))))


def _response(size: int, rate: int) -> NDArray[np.complex128]:
    angle = 2 * np.pi * np.arange(size // 2 + 1) / size
    z = np.cos(angle) - 1j * np.sin(angle)  # the C library under Wine has no exponential of complex numbers
    k = np.tan(np.pi * _SHELF_HZ / rate)
    high = 10 ** (_SHELF_DB / 20)
    band = high**0.4996667741545416
    shelf = (
        (high + band * k / _SHELF_Q + k * k) + 2 * (k * k - high) * z + (high - band * k / _SHELF_Q + k * k) * z * z
    ) / _poles(k, _SHELF_Q, z)
    k = np.tan(np.pi * _HIGH_PASS_HZ / rate)
    # the standard's high-pass numerator is 1, -2, 1 over a normalised denominator
    high_pass = (1 - z) ** 2 * (1 + k / _HIGH_PASS_Q + k * k) / _poles(k, _HIGH_PASS_Q, z)
    return np.asarray(shelf * high_pass, np.complex128)


def _poles(k: float, q: float, z: NDArray[np.complex128]) -> NDArray[np.complex128]:
    return np.asarray((1 + k / q + k * k) + 2 * (k * k - 1) * z + (1 - k / q + k * k) * z * z, np.complex128)


def fast(length: int) -> int:
    """The least 2^a * 3 or 2^a * 5 or 2^a that is not below `length`: quick to transform."""
    return min(factor << max(0, (-(-length // factor) - 1).bit_length()) for factor in (1, 3, 5, 9))


def _lufs(energy: float) -> float:
    return _OFFSET + 10 * float(np.log10(energy)) if energy > 0 else -np.inf


def _energy(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET) / 10))

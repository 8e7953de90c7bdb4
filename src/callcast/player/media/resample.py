"""From one rate to another, by libswresample's windowed sinc."""

from typing import TypeVar

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

Sample = TypeVar("Sample", np.int16, np.float32)

_FORMATS = {np.dtype(np.int16): "s16", np.dtype(np.float32): "flt"}


def resample(samples: NDArray[Sample], rate: int, to: int) -> NDArray[Sample]:
    """`samples`, shape (n,), at `rate` Hz, as about n * to / rate samples at `to` Hz, without delay."""
    if rate == to or not len(samples):
        return samples
    form = _FORMATS[samples.dtype]
    resampler = AudioResampler(format=form, layout="mono", rate=to)
    frame = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(samples).reshape(1, -1), format=form, layout="mono"
    )
    frame.sample_rate = rate
    parts = [part.to_ndarray()[0] for part in (*resampler.resample(frame), *resampler.resample(None))]
    return np.concatenate(parts).astype(samples.dtype, copy=False)

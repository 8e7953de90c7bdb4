"""From one rate to another, by libswresample's windowed sinc."""

from typing import TypeVar

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

Samples = TypeVar("Samples", NDArray[np.int16], NDArray[np.float32])

_FORMATS = {"int16": "s16", "float32": "flt"}


def resample(samples: Samples, rate: int, to: int) -> Samples:
    """`samples`, shape (n,), at `rate` Hz, as about n * to / rate samples at `to` Hz, without delay."""
    if rate == to or not len(samples):
        return samples
    layout = _FORMATS[samples.dtype.name]
    resampler = AudioResampler(format=layout, layout="mono", rate=to)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples).reshape(1, -1), format=layout, layout="mono")
    frame.sample_rate = rate
    parts = resampler.resample(frame) + resampler.resample(None)
    result: Samples = np.concatenate([part.to_ndarray()[0] for part in parts])
    return result

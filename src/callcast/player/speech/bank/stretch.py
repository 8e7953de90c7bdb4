"""Faster, slower, higher and lower: by libavfilter's `atempo`, which keeps the ends as they are, and the resampler."""

from fractions import Fraction

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from callcast.player.media.clip import RATE
from callcast.player.media.resample import resample
from callcast.player.speech.bank.take import Take

SLOWEST, FASTEST = 0.6, 1.7
"""Between these a voice sounds as one."""

_UNHEARD = 0.02
"""A change of speed that is less makes no difference."""


def stretched(take: Take, speed: float, pitch: float) -> Take:
    """`take` at `speed`, from `SLOWEST` to `FASTEST`, with all frequencies times `pitch`, which should be near 1."""
    samples = take.samples
    if abs(pitch - 1) * 200 >= 1:
        samples = resample(samples, round(RATE * pitch), RATE)
    else:
        pitch = 1.0
    if abs(speed / pitch - 1) >= _UNHEARD:
        samples = _at_tempo(samples, min(FASTEST, max(SLOWEST, speed)) / pitch)
    share = len(samples) / len(take.samples)
    return Take(samples, round(take.before * share), round(take.behind * share))


def _at_tempo(samples: NDArray[np.float32], tempo: float) -> NDArray[np.float32]:
    graph = Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="flt", layout="mono", time_base=Fraction(1, RATE))
    filtered, sink = graph.add("atempo", f"{tempo:.4f}"), graph.add("abuffersink")
    source.link_to(filtered)
    filtered.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples).reshape(1, -1), format="flt", layout="mono")
    frame.sample_rate, frame.pts = RATE, 0
    graph.push(frame)
    graph.push(None)
    parts: list[NDArray[np.float32]] = []
    while True:
        try:
            pulled = graph.pull()
        except (av.EOFError, av.BlockingIOError):
            return np.concatenate(parts)
        assert isinstance(pulled, av.AudioFrame)  # what a sink of sound gives
        parts.append(pulled.to_ndarray()[0])

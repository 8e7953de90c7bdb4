"""Sound read back from a file, and where in it something begins."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from callcast.player.media.clip import RATE


def packets(path: Path) -> list[Fraction]:
    """The time in seconds of each packet of sound in a container."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        assert stream.time_base is not None
        return [packet.pts * stream.time_base for packet in container.demux(stream) if packet.pts is not None]


def samples(path: Path) -> NDArray[np.float32]:
    """All of it at 48 kHz, mono, full scale 1; shape (n,)."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler("flt", "mono", RATE)
        parts = [part.to_ndarray()[0] for frame in container.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def onsets(sound: NDArray[np.float32], quiet: float = 0.2, level: float = 0.02) -> list[float]:
    """Seconds at which sound begins after at least `quiet` seconds without any louder than `level`."""
    loud = np.flatnonzero(np.abs(sound) > level)
    if not len(loud):
        return []
    begins = loud[np.concatenate([[True], np.diff(loud) > quiet * RATE])]
    return [float(begin) / RATE for begin in begins]

"""Loudness and true peak, as libavfilter measures them."""

import tempfile
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import av
import av.filter
import numpy as np
from numpy.typing import NDArray

from callcast.player.media.clip import RATE


def loudness(samples: NDArray[np.int16]) -> float:
    """Integrated loudness in LUFS by libavfilter's ebur128; it needs 400 ms."""
    return measured(samples, "lavfi.r128.I")[-1]


def true_peak(samples: NDArray[np.int16]) -> float:
    """The greatest amplitude, between the samples too, in dBTP, by libavfilter's ebur128, which looks every 100 ms."""
    padded = np.concatenate([samples, np.zeros(RATE // 5, np.int16)])
    return 20 * float(np.log10(max(measured(padded, "lavfi.r128.true_peaks_ch0"))))


def measured(samples: NDArray[np.int16], key: str) -> list[float]:
    """What ebur128 says of `key`, every 100 ms."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found"
        measure(samples, found)
        return [float(line.partition("=")[2]) for line in found.read_text().splitlines() if line.startswith(key + "=")]


def measure(samples: NDArray[np.int16], found: Path) -> None:
    """Let libavfilter write what it measures to the file `found`."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="s16", layout="mono")
    meter = graph.add("ebur128", "metadata=1:peak=true")
    writer = graph.add("ametadata", mode="print", file=found.as_posix())
    sink = graph.add("abuffersink")
    for one, next_one in pairwise((source, meter, writer, sink)):
        one.link_to(next_one)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = RATE
    graph.push(frame)
    graph.push(None)
    with suppress(av.EOFError, av.BlockingIOError):
        while True:
            graph.pull()

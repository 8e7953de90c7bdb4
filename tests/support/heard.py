"""What a listener hears: ffmpeg decodes, and every timestamp is looked at."""

import itertools
import re
import statistics
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tests.support import clients

from callcast.player.media.clip import RATE
from callcast.testing.house import until

QUIET = RATE // 10
"""Samples of silence in front of an onset."""
LOUD = 500
FILE = "heard.raw"


async def heard(url: str, seconds: float, folder: Path, *options: str, jitter: int = 0) -> NDArray[np.int16]:
    """Mono samples at 48 kHz; no decoder error, and no gap or turn in the packets' time.

    `jitter`, in the container's unit, is how far a server that stamps packets anew may be off.
    """
    file = folder / FILE
    file.unlink(missing_ok=True)
    played = await clients.run(
        *(clients.need("ffmpeg"), "-hide_banner", "-nostdin", "-v", "warning", *options, "-i", url),
        *("-t", str(seconds), "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-flush_packets", "1", "-y", str(file)),
        *("-t", str(seconds), "-c", "copy", "-f", "framecrc", "-"),
        timeout=seconds + clients.GRACE,
    )
    assert played.code == 0, played.err
    assert not re.search(r"error|invalid|miss|corrupt|non.monoton|discont|late", played.err, re.IGNORECASE), played.err
    rows = [line.split(",") for line in played.out.splitlines() if not line.startswith("#")]
    steps = [int(b[1]) - int(a[1]) for a, b in itertools.pairwise(rows)]
    frame = statistics.median_low(steps)
    assert all(abs(step - frame) <= jitter for step in steps), steps
    assert abs(sum(steps) - frame * len(steps)) <= jitter, steps
    return np.fromfile(file, dtype=np.int16)


async def hears(folder: Path, seconds: float) -> None:
    """Return once `heard`, which is under way with that folder, has so many seconds; it may take a while to join."""
    file = folder / FILE
    size = int(seconds * RATE) * 2
    await until("the listener hears", lambda: file.exists() and file.stat().st_size >= size, clients.GRACE)


def onsets(pcm: NDArray[np.int16]) -> list[int]:
    """Samples at which sound begins behind silence."""
    loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > LOUD)
    if not loud.size:
        return []
    begins = loud[np.flatnonzero(np.diff(loud, prepend=-QUIET - 1) > QUIET)]
    return [int(one) for one in begins]

"""Somebody who listens for days: joins again when parted from, and knows when what it hears was said."""

import contextlib
import itertools
import threading
import time
from collections import deque

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

PITCHES = range(500, 2900, 150)
"""Hz of what is said, one after another; their turn takes 16 s, longer than anything may be late."""

LOUD = 0.02
"""Of full scale; above it a frame sounds."""

SHORT = 3
"""Frames of a sound that are looked at, behind the first, which may have begun within itself."""

GIVE_UP = (3.0, 1.0)
"""Seconds that a server has to open, and to send the next packet."""


class Ear(threading.Thread):
    """Listens to `url` until closed. Times are Unix seconds.

    `heard` are the pitches, each with the time at which its sound arrived; `frame` is when the last frame did, and
    `joined` when the first one did since it had to join.
    """

    def __init__(self, url: str) -> None:
        super().__init__(name="ear", daemon=True)
        self.heard: deque[tuple[float, int]] = deque(maxlen=1000)
        self.frame = 0.0
        self.joined = 0.0
        self.longest_gap = 0.0
        self._url = url
        self._over = threading.Event()
        self._sound: list[NDArray[np.float32]] = []
        self._began = 0.0

    def close(self) -> None:
        """Stop listening."""
        self._over.set()
        if self.is_alive():
            self.join(10)

    def run(self) -> None:
        """Join, again and again."""
        while not self._over.is_set():
            with contextlib.suppress(FFmpegError, OSError):
                self._listen()
            self._over.wait(0.02)

    def _listen(self) -> None:
        options = {"rtsp_transport": "tcp", "fflags": "nobuffer", "probesize": "32", "analyzeduration": "0"}
        with av.open(self._url, options=options, timeout=GIVE_UP) as stream:
            for number, frame in enumerate(stream.decode(audio=0)):
                now = time.time()
                self.joined = self.joined if number else now
                self.longest_gap = max(self.longest_gap, now - self.frame) if number else self.longest_gap
                self.frame = now
                self._hear(frame.to_ndarray()[0], frame.sample_rate, now)
                if self._over.is_set():
                    return

    def _hear(self, samples: NDArray[np.float32], rate: int, now: float) -> None:
        if float(np.sqrt(np.mean(samples**2))) < LOUD:
            self._sound.clear()
            return
        if not self._sound:
            self._began = now
        self._sound.append(samples)
        if len(self._sound) == SHORT + 1:
            self.heard.append((self._began, _pitch(np.concatenate(self._sound[1:]), rate)))


def _pitch(samples: NDArray[np.float32], rate: int) -> int:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    hertz = float(np.argmax(spectrum)) * rate / len(samples)
    return min(PITCHES, key=lambda pitch: abs(pitch - hertz))


class Said:
    """What was said when; once a second."""

    def __init__(self) -> None:
        self.times: deque[tuple[float, int]] = deque(maxlen=10_000)
        self._pitches = itertools.cycle(PITCHES)

    def next(self) -> int:
        """Say this now."""
        pitch = next(self._pitches)
        self.times.append((time.time(), pitch))
        return pitch

    def delay(self, arrival: float, pitch: int) -> float:
        """Seconds ago, at its arrival, the last such pitch was said."""
        return min((arrival - at for at, said in self.times if said == pitch and at <= arrival), default=99.0)

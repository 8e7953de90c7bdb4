"""ffmpeg of the Linux side listens to a stream, and we to what it decodes."""

import array
import contextlib
import subprocess
import threading
import time

from tests.support import clients

RATE = 24_000
BLOCK = RATE // 50
"""Samples of one look, 20 ms."""
LOUD = 1_000
"""Sample values above this are speech."""


class Hearing:
    """Decodes `url` in the background until closed; use it as a context."""

    def __init__(self, url: str) -> None:
        self.onsets: list[float] = []
        """Monotonic seconds at which sound came after at least 0.4 s of silence."""
        self.blocks = 0
        """So many looks of 20 ms were heard."""
        self._quiet = 0
        quick = ("-fflags", "nobuffer", "-probesize", "32", "-analyzeduration", "0")
        self._process = subprocess.Popen(
            [
                *(clients.need("ffmpeg"), "-v", "error", "-nostdin", "-rtsp_transport", "tcp", *quick, "-i", url),
                *("-f", "s16le", "-ar", str(RATE), "-ac", "1", "-flush_packets", "1", "-"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def __enter__(self) -> "Hearing":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(10)
        self._thread.join(10)

    @property
    def ended(self) -> bool:
        """ffmpeg has gone, as it does when the server does."""
        return self._process.poll() is not None

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with contextlib.closing(self._process.stdout) as sound:
            while data := sound.read(2 * BLOCK):
                self.blocks += 1
                if max(map(abs, array.array("h", data[: len(data) // 2 * 2])), default=0) < LOUD:
                    self._quiet += 1
                    continue
                if self._quiet * BLOCK >= 0.4 * RATE:
                    self.onsets.append(time.monotonic())
                self._quiet = 0

"""A terminal for a command, and somebody who types there. POSIX's alone."""

import os
import re
import select
import subprocess
import sys
import time

POSITION_ASKED, POSITION = b"\x1b[6n", b"\x1b[1;1R"
"""What a program asks a terminal to find out where the cursor is, and what the terminal answers."""


class Terminal:
    """A `callcast` command on a terminal of its own."""

    def __init__(self, environ: dict[str, str], *arguments: str) -> None:
        self.shown = ""
        self._fd, inner = os.openpty()
        path = os.pathsep.join(part for part in sys.path if part)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "callcast.cli.main", *arguments],
            env={**environ, "TERM": "xterm", "PYTHONPATH": path},
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
        )
        os.close(inner)

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self._fd, text.encode())

    def see(self, pattern: str, seconds: float = 20.0) -> None:
        """Wait until `pattern` is shown behind what was seen before."""
        deadline = time.monotonic() + seconds
        while not (found := re.search(pattern, self.shown, re.DOTALL)):
            left = deadline - time.monotonic()
            ready = select.select([self._fd], [], [], max(left, 0))[0]
            assert ready, f"not shown: {pattern} in {self.shown!r}"
            self._read()
        self.shown = self.shown[found.end() :]

    def _read(self) -> None:
        data = os.read(self._fd, 65536)
        if POSITION_ASKED in data:
            os.write(self._fd, POSITION)
        self.shown += data.decode("utf-8", "replace")

    def end(self) -> tuple[int, str]:
        """Exit code, and what was shown to the end."""
        try:
            while select.select([self._fd], [], [], 20)[0]:
                self._read()
        except OSError:  # Linux's way to tell that the other end is closed
            pass
        return self._process.wait(20), self.shown

    def close(self) -> None:
        """End it, whatever it does."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._fd)

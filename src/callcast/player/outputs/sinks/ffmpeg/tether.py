"""A program of its own: runs another for as long as its standard input is open.

ffmpeg that reads a socket knows nothing of us: if we are killed, it would go on, and who comes after us would find the
socket and the path on the server taken. So this stands between, without needing anything of ours:
`python -I -S tether.py COMMAND...`; its exit code is the command's.
"""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Sequence

GRACE = 0.5
"""Seconds that the command has to end when it is told to."""


def tethered(command: Sequence[str]) -> tuple[str, ...]:
    """The command line that runs `command` so."""
    return (sys.executable, "-I", "-S", __file__, *command)


def main(command: list[str]) -> int:
    """Run it to its end, or to ours; its exit code, minus the number of a signal that ended it."""
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    except OSError as error:
        sys.stderr.write(f"[fatal] {command[0]} cannot be started: {error.strerror}\n")
        return 127
    threading.Thread(target=_hold, args=(child,), daemon=True).start()
    return child.wait()


def _hold(child: "subprocess.Popen[bytes]") -> None:
    while os.read(0, 4096):
        pass
    child.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(GRACE)
    child.kill()


if __name__ == "__main__":
    code = main(sys.argv[1:])
    # Not by sys.exit: an interpreter that ends waits for nobody, also not for the thread in os.read.
    os._exit(code if code >= 0 else 128 - code)

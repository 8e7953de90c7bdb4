"""A place has one output: what two write into a FIFO would be mixed, and who comes to a socket finds one."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from callcast.player.outputs.sinks.pipe.errors import PlaceTaken

_ours: set[str] = set()
"""Where outputs of this process write."""


@contextlib.contextmanager
def claim(path: Path) -> Iterator[None]:
    """Meanwhile no other output of this process gets it; `PlaceTaken` when one has it."""
    real = os.path.realpath(path)
    if real in _ours:
        raise PlaceTaken(path, "is another output's")
    _ours.add(real)
    try:
        yield
    finally:
        _ours.discard(real)


def lock(path: Path, fd: int) -> None:
    """Until `fd`, which is open on it, is closed no other process of ours writes there; `PlaceTaken` when one does.

    Where the system has no locks on a FIFO, as macOS has none, nobody is kept off.
    """
    if sys.platform == "win32":
        return
    import fcntl

    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise PlaceTaken(path, "is written by another program", "stop that program, or choose another path") from None
    except OSError:
        pass

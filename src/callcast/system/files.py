"""Files: who may read them, and what is made of what they hold."""

import os
import stat
import sys
from pathlib import Path


def others_can_read(path: Path) -> bool:
    """Other users than its owner may read it; on Windows that is the folder's to say, and never True."""
    return sys.platform != "win32" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def put_if_absent(draft: Path, path: Path) -> None:
    """Have the file `draft` appear at `path`, whole; `FileExistsError` when there is one. `draft` may remain."""
    if sys.platform == "win32":
        draft.rename(path)  # which overwrites nothing there
    else:
        os.link(draft, path)


def make_binary(descriptor: int) -> None:
    """Have bytes go through an open file as they are; Windows would make two of each end of a line."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(descriptor, os.O_BINARY)

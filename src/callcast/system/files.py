"""Files: who may read them, and what is made of what they hold."""

import errno
import os
import stat
import sys
import tempfile
from pathlib import Path

PART = ".part"
"""How the name of a file ends that is being written, or was left when the machine went off."""


def is_full(error: OSError) -> bool:
    """There is no room, on the disk or of what this user may have of it."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def remedy(error: OSError) -> str:
    """What a person does about a folder in which `error` keeps us from writing: an order, to be put in a sentence."""
    if is_full(error):
        return "make room on its disk"
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return "move away what is in its place, which is no folder"
    return "mend its permissions"


def others_can_read(path: Path) -> bool:
    """Other users than its owner may read it; on Windows that is the folder's to say, and never True."""
    return sys.platform != "win32" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def put_if_absent(draft: Path, path: Path) -> None:
    """Have the file `draft` appear at `path`, whole; `FileExistsError` when there is one. `draft` may remain."""
    if sys.platform == "win32":
        draft.rename(path)  # which overwrites nothing there
    else:
        os.link(draft, path)


def write_whole(path: Path, data: bytes) -> None:
    """Have `data` in the file `path`, in place of what was there: all of it, or, with an `OSError`, nothing changes."""
    descriptor, unfinished = tempfile.mkstemp(PART, "", path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(unfinished).replace(path)
    finally:
        Path(unfinished).unlink(missing_ok=True)


def make_binary(descriptor: int) -> None:
    """Have bytes go through an open file as they are; Windows would make two of each end of a line."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(descriptor, os.O_BINARY)

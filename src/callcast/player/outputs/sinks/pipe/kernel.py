"""What the system keeps between us and a reader: as little as it can, since it can no more be taken back.

Linux does as it is told. macOS has no way to make a FIFO smaller: there a reader that stood still hears up to 64 KiB of
the past first, 1.4 s at 24 kHz.
"""

import contextlib
import os
import socket
import stat
import sys

from callcast.player.media.profile import Profile

KEPT = 0.1
"""Seconds of sound."""

LEAST_PIPE = 8_192
"""Bytes of the smallest pipe: with a single page it would be full until it is empty."""


def keep_little(fd: int, profile: Profile) -> None:
    """Let the socket or pipe `fd`, which we write to, hold about `KEPT` seconds of `profile`."""
    size = int(KEPT * profile.bit_rate) // 8
    if stat.S_ISSOCK(os.fstat(fd).st_mode):
        with socket.socket(fileno=os.dup(fd)) as same:
            same.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)
    elif sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):  # too much is in it, or it is no pipe
            fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, max(size, LEAST_PIPE))

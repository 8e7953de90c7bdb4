"""Whether a person sits there."""

import sys
from typing import TextIO


def is_terminal(stream: TextIO) -> bool:
    """`stream` is a terminal; on Windows the null device says so too, but has no console's mode."""
    if not stream.isatty():
        return False
    if sys.platform == "win32":
        import ctypes
        import msvcrt

        mode = ctypes.c_ulong()
        handle = ctypes.c_void_p(msvcrt.get_osfhandle(stream.fileno()))
        return bool(ctypes.windll.kernel32.GetConsoleMode(handle, ctypes.byref(mode)))
    return True

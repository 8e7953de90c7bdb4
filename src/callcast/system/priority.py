"""Who goes first when there is not enough of the processor."""

import os
import sys


def step_back() -> None:
    """Let all other processes of the machine go before this one."""
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        below_normal = 0x4000
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetPriorityClass.argtypes = [wintypes.HANDLE, wintypes.DWORD]
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), below_normal)
    else:
        os.nice(10)

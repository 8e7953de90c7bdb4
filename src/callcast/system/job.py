"""A job of Windows: processes that end together; imported there only."""

import ctypes
import sys
from ctypes import wintypes

assert sys.platform == "win32"

_EXTENDED_LIMITS = 9
_KILL_ON_CLOSE = 0x2000
_SET_QUOTA, _TERMINATE = 0x0100, 0x0001
_KILLED = 1
"""Exit code."""

_kernel = ctypes.WinDLL("kernel32", use_last_error=True)
_kernel.CreateJobObjectW.argtypes = [ctypes.c_void_p, wintypes.LPCWSTR]
_kernel.CreateJobObjectW.restype = wintypes.HANDLE
_kernel.SetInformationJobObject.argtypes = [wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD]
_kernel.AssignProcessToJobObject.argtypes = [wintypes.HANDLE, wintypes.HANDLE]
_kernel.TerminateJobObject.argtypes = [wintypes.HANDLE, wintypes.UINT]
_kernel.OpenProcess.argtypes = [wintypes.DWORD, wintypes.BOOL, wintypes.DWORD]
_kernel.OpenProcess.restype = wintypes.HANDLE
_kernel.CloseHandle.argtypes = [wintypes.HANDLE]


class _Limits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION; what is not named is zero: no limit."""

    _fields_ = (
        ("times", ctypes.c_int64 * 2),
        ("flags", wintypes.DWORD),
        ("working_set", ctypes.c_size_t * 2),
        ("processes", wintypes.DWORD),
        ("affinity", ctypes.c_size_t),
        ("priority", wintypes.DWORD * 2),
        ("io", ctypes.c_uint64 * 6),
        ("memory", ctypes.c_size_t * 4),
    )


class Job:
    """Holds a process and what it starts from now on. They end when it is closed, also by our own end."""

    def __init__(self, pid: int) -> None:
        """`OSError` when there is no such process, or the system does not let us."""
        self._handle: int | None = _checked(_kernel.CreateJobObjectW(None, None))
        try:
            limits = _Limits(flags=_KILL_ON_CLOSE)
            size = ctypes.sizeof(limits)
            _checked(_kernel.SetInformationJobObject(self._handle, _EXTENDED_LIMITS, ctypes.byref(limits), size))
            process = _checked(_kernel.OpenProcess(_SET_QUOTA | _TERMINATE, False, pid))
            try:
                _checked(_kernel.AssignProcessToJobObject(self._handle, process))
            finally:
                _kernel.CloseHandle(process)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """End them all; idempotent."""
        handle, self._handle = self._handle, None
        if handle is not None:
            _kernel.TerminateJobObject(handle, _KILLED)  # to be closed alone would give them exit code 0
            _kernel.CloseHandle(handle)


def _checked(result: int | None) -> int:
    if not result:
        raise ctypes.WinError(ctypes.get_last_error())
    return result

"""Access for the user who runs us and for nobody else, as Windows writes it; imported on Windows only."""

import contextlib
import ctypes
import sys
from collections.abc import Iterator
from ctypes import wintypes

assert sys.platform == "win32"

_TOKEN_QUERY = 8
_TOKEN_USER = 1
_REVISION = 1

_advapi = ctypes.WinDLL("advapi32", use_last_error=True)
_kernel = ctypes.WinDLL("kernel32", use_last_error=True)
_kernel.GetCurrentProcess.restype = wintypes.HANDLE
_kernel.CloseHandle.argtypes = [wintypes.HANDLE]
_kernel.LocalFree.argtypes = [ctypes.c_void_p]
_advapi.OpenProcessToken.argtypes = [wintypes.HANDLE, wintypes.DWORD, ctypes.POINTER(wintypes.HANDLE)]
_advapi.GetTokenInformation.argtypes = [
    *(wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD),
    ctypes.POINTER(wintypes.DWORD),
]
_advapi.ConvertSidToStringSidW.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p)]
_advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW.argtypes = [
    *(wintypes.LPCWSTR, wintypes.DWORD, ctypes.POINTER(ctypes.c_void_p)),
    ctypes.c_void_p,
]


class _Attributes(ctypes.Structure):
    """SECURITY_ATTRIBUTES."""

    _fields_ = (
        ("length", wintypes.DWORD),
        ("descriptor", ctypes.c_void_p),
        ("inherit", wintypes.BOOL),
    )


def current_user() -> str:
    """The security identifier of the user who runs us, like `S-1-5-21-...-1001`."""
    token = wintypes.HANDLE()
    _check(_advapi.OpenProcessToken(_kernel.GetCurrentProcess(), _TOKEN_QUERY, ctypes.byref(token)))
    try:
        size = wintypes.DWORD()
        _advapi.GetTokenInformation(token, _TOKEN_USER, None, 0, ctypes.byref(size))
        found = ctypes.create_string_buffer(size.value)
        _check(_advapi.GetTokenInformation(token, _TOKEN_USER, found, size, ctypes.byref(size)))
    finally:
        _kernel.CloseHandle(token)
    text = ctypes.c_void_p()
    # TOKEN_USER begins with the pointer to the identifier.
    _check(_advapi.ConvertSidToStringSidW(ctypes.c_void_p.from_buffer(found), ctypes.byref(text)))
    try:
        return ctypes.wstring_at(text.value or 0)
    finally:
        _kernel.LocalFree(text)


@contextlib.contextmanager
def owner_only(rights: int) -> Iterator[int]:
    """The address of a SECURITY_ATTRIBUTES by which the current user has `rights` and nobody else any, in the block."""
    descriptor = ctypes.c_void_p()
    # D: who may, P: nothing is inherited, A: is allowed. The administrator can take possession of all things anyway.
    text = f"D:P(A;;{rights:#x};;;{current_user()})"
    _check(
        _advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW(text, _REVISION, ctypes.byref(descriptor), None)
    )
    try:
        attributes = _Attributes(ctypes.sizeof(_Attributes), descriptor, False)
        yield ctypes.addressof(attributes)
    finally:
        _kernel.LocalFree(descriptor)


def _check(well: int) -> None:
    if not well:
        raise ctypes.WinError(ctypes.get_last_error())

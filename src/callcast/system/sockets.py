"""Sockets that are ours alone, and tell us what we want to know."""

import socket
import sys
from typing import Any


def claim(sock: socket.socket) -> None:
    """To be called before `bind`: have the address at once when its last holder is gone, and share it with nobody.

    By Windows' default another program can take the address of one that listens, and SO_REUSEADDR invites it.
    """
    if sys.platform == "win32":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    elif sock.type == socket.SOCK_STREAM:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)


def listen(family: int, address: tuple[Any, ...], backlog: int, *, both: bool = False) -> socket.socket:
    """A TCP socket that listens on `address`; with `both`, one of IPv6 takes IPv4 too. `OSError` if that cannot be."""
    # With the protocol named: asyncio sets TCP_NODELAY on no other, and an answer would take 40 ms.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        claim(sock)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, not both)
        sock.bind(address)
        sock.listen(backlog)
    except OSError:
        sock.close()
        raise
    return sock


def ignore_unreachable(sock: socket.socket) -> None:
    """Have a UDP socket go on hearing when one to whom it has sent is gone.

    Windows fails the next receive then, for whomever it was, and asyncio before Python 3.13 hears no more after that.
    """
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        connection_reset = 0x9800_000C  # SIO_UDP_CONNRESET
        no, size = wintypes.BOOL(False), wintypes.DWORD()
        ctypes.WinDLL("ws2_32").WSAIoctl(
            ctypes.c_size_t(sock.fileno()),
            wintypes.DWORD(connection_reset),
            *(ctypes.byref(no), ctypes.sizeof(no), None, 0, ctypes.byref(size), None, None),
        )

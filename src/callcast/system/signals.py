"""What a system tells its processes. Call these on a running event loop, in the main thread."""

import asyncio
import signal
import sys
from collections.abc import Callable


def ignore_ctrl_c() -> None:
    """Leave Ctrl-C to the parent, which ends us in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def on_terminate(call: Callable[[], None]) -> None:
    """Have `call` called when we are asked to end: by SIGTERM. Windows asks only by a window that closes."""
    if sys.platform == "win32":
        _on(signal.SIGBREAK, call)
    else:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, call)


def on_ctrl_c(call: Callable[[], None]) -> None:
    """Have `call` called when a person presses Ctrl-C."""
    if sys.platform == "win32":
        _on(signal.SIGINT, call)
    else:
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, call)


def on_hangup(call: Callable[[int], None]) -> None:
    """Have `call` called with SIGHUP, by which services are told to read their settings again. Windows has none."""
    if sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, call, signal.SIGHUP)


if sys.platform == "win32":

    def _on(number: signal.Signals, call: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(call))

"""The event loop that frames are sent by."""

import asyncio
import contextlib
import sys
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

T = TypeVar("T")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run `main` to its end: on uvloop, or on Windows, which has none, on the loop that waits for completions."""
    if sys.platform == "win32":
        with _fine_timers():
            return asyncio.run(main)
    import uvloop

    return uvloop.run(main)


@contextlib.contextmanager
def _fine_timers() -> Iterator[None]:
    """Have Windows wake us within a millisecond; by itself it does every 15.6 ms, more than half a frame."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.winmm.timeBeginPeriod(1)
        try:
            yield
        finally:
            ctypes.windll.winmm.timeEndPeriod(1)
    else:
        yield

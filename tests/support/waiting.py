"""Waiting in an event loop for what comes about elsewhere: in a thread, a process, on the network."""

import asyncio
from collections.abc import Callable


async def until(what: str, condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Return as soon as it holds; fail when it does not for so long."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not condition():
        assert loop.time() < end, f"{what}: not within {seconds:g} s"
        await asyncio.sleep(0.005)

"""Waiting for what may take too long."""

import asyncio
from typing import TypeVar

T = TypeVar("T")


async def within(future: "asyncio.Future[T]", seconds: float) -> T:
    """What comes of `future`; `asyncio.TimeoutError` when nothing has for so long. It goes on in any case.

    Not `asyncio.wait_for`: before Python 3.12 that forgets that we were cancelled, when the future is done in the same
    moment, and a sink that was told to end would run on.
    """
    await asyncio.wait([future], timeout=seconds)
    if not future.done():
        raise asyncio.TimeoutError
    return future.result()

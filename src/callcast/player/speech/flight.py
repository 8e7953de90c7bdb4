"""Single flight: what many ask for at a time is made once."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Flights(Generic[T]):
    """Makings under way, by key. Ends one when nobody waits for it any more; you must `close`."""

    def __init__(self) -> None:
        self._tasks: dict[Hashable, asyncio.Future[T]] = {}
        self._waiting: dict[Hashable, int] = {}
        self._all: set[asyncio.Future[T]] = set()
        self._closed = False

    async def join(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """What `make` gives, or gave to whoever asked first; its error goes to all. After `close`, cancelled."""
        if self._closed:
            raise asyncio.CancelledError
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.ensure_future(make())
            self._all.add(task)
            task.add_done_callback(self._all.discard)
            self._waiting[key] = 0
        self._waiting[key] += 1
        try:
            return await asyncio.shield(task)
        finally:
            if self._tasks.get(key) is task:
                self._leave(key, task)

    def _leave(self, key: Hashable, task: "asyncio.Future[T]") -> None:
        self._waiting[key] -= 1
        if task.done() or not self._waiting[key]:
            del self._tasks[key], self._waiting[key]
            task.cancel()

    async def close(self) -> None:
        """End all of them; who waits is cancelled."""
        self._closed = True
        # Also those that nobody waits for any more: a cancelled one may still be about to end.
        tasks = list(self._all)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

"""What waits to be made: each thing once, few at a time, what is due soonest first."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from callcast.bus.messages import Priority

T = TypeVar("T")

Due: TypeAlias = Callable[[], tuple[int, int]]
"""How soon somebody wants it: minus the rank, then the place in the line; the least is made first.

It is asked whenever there is room for one more, since a place in a line changes while one waits.
"""

_AT_ONCE = -Priority.EMERGENCY.rank


def at_once() -> tuple[int, int]:
    """For what waits for nothing."""
    return _AT_ONCE, 0


@dataclass(eq=False)
class _Work:
    turn: "asyncio.Future[bool]"
    """True when it was let in without a place of the gate."""
    claims: list[Due] = field(default_factory=list)
    task: "asyncio.Task[Any] | None" = None

    @property
    def waits(self) -> bool:
        return not self.turn.done()

    def due(self) -> tuple[int, int]:
        return min(claim() for claim in self.claims)


class Gate:
    """Lets `width` things be made at a time, and an emergency's beside them."""

    def __init__(self, width: int) -> None:
        self._free = width
        self._works: dict[Hashable, _Work] = {}

    async def once(self, key: Hashable, due: Due, make: Callable[[bool], Awaitable[T]]) -> T:
        """What `make` gives, made once for all who ask for `key` meanwhile, when the most urgent of them is due.

        `make` is told whether it is for an emergency. It is made to its end once begun, and not at all when those who
        asked leave before.
        """
        work = self._works.get(key)
        if work is None:
            work = self._works[key] = _Work(asyncio.get_running_loop().create_future())
            work.task = asyncio.ensure_future(self._made(key, work, make))
            work.task.add_done_callback(_looked_at)
        assert work.task is not None
        work.claims.append(due)
        if work.waits and due()[0] <= _AT_ONCE:
            work.turn.set_result(True)
        self._let_in()
        try:
            made: T = await asyncio.shield(work.task)
            return made
        finally:
            work.claims.remove(due)
            if not work.claims and work.waits:
                self._forget(key, work)
                work.task.cancel()

    def close(self) -> None:
        """End all that is being made; who waits is cancelled."""
        for work in list(self._works.values()):
            if work.task is not None:
                work.task.cancel()

    async def _made(self, key: Hashable, work: _Work, make: Callable[[bool], Awaitable[T]]) -> T:
        try:
            return await make(await work.turn)
        finally:
            self._forget(key, work)
            if not work.turn.cancelled() and work.turn.result() is False:
                self._free += 1
                self._let_in()

    def _forget(self, key: Hashable, work: _Work) -> None:
        if self._works.get(key) is work:
            del self._works[key]

    def _let_in(self) -> None:
        """Those that are due soonest; of equals who came first."""
        while self._free and (waiting := [work for work in self._works.values() if work.waits]):
            self._free -= 1
            min(waiting, key=_Work.due).turn.set_result(False)


def _looked_at(task: "asyncio.Task[Any]") -> None:
    """Those who wait get the error; when all of them left meanwhile nobody misses it."""
    if not task.cancelled():
        task.exception()

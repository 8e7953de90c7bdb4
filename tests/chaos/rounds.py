"""What is measured after each blow, and what must hold."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil

from callcast.testing.house import until
from tests.chaos.ear import Ear, Said

ROUNDS = int(os.environ.get("CALLCAST_CHAOS_ROUNDS", "2"))

BACK_WITHIN = 1.0
"""Seconds from the peer's return, plus the step of the backoff it was in, until sound is back."""

NEXT = 1.5
"""Seconds until something is said again, and has been heard."""

LIVE = 0.8
"""Seconds from the wish to say something to its sound at the listener, when nothing is late."""

GROWTH = 24 * 2**20
"""Bytes by which a process may grow."""


@dataclass
class Figures:
    """Of all rounds: seconds to the first sound, and by how much what is heard then is late."""

    back: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        """The worst of each, and the median."""

        def both(of: list[float]) -> str:
            return f"{sorted(of)[len(of) // 2]:.2f} s at the median, {max(of):.2f} s at most" if of else "none"

        return f"{len(self.late)} rounds; back after {both(self.back)}; late by {both(self.late)}"


@dataclass
class Round:
    """Looks whether sound comes back, live."""

    ear: Ear
    said: Said
    figures: Figures = field(default_factory=Figures)

    async def steady(self) -> None:
        """Wait until what is said now is heard."""
        await self._fresh(self.said.times[-1][0] if self.said.times else 0.0, 30.0)

    async def comes_back(
        self, since: float, allowed: Callable[[], float], speaks: Callable[[], bool] | None = None
    ) -> None:
        """Within `allowed` seconds and a little there is sound, and what is said then is heard at once.

        A source that must start first may take its time until it `speaks`.
        """
        if speaks is not None:
            await until("the source speaks", speaks, 60.0)
        said = since if speaks is None else time.time()
        arrival, delay = await self._fresh(said, 60.0)
        if self.ear.joined > since:
            self.figures.back.append(self.ear.joined - since)
            assert self.ear.joined - since <= allowed() + BACK_WITHIN, (self.ear.joined - since, allowed())
        assert arrival - said <= allowed() + BACK_WITHIN + NEXT, (arrival - said, allowed())
        self.figures.late.append(delay)
        assert delay < LIVE, delay

    async def _fresh(self, since: float, seconds: float) -> tuple[float, float]:
        """Arrival and delay of the first that was said after `since`."""

        def found() -> tuple[float, float] | None:
            for arrival, pitch in list(self.ear.heard):
                delay = self.said.delay(arrival, pitch)
                if arrival - delay > since:
                    return arrival, delay
            return None

        heard = await until("what is said is heard", found, seconds)
        assert heard is not None
        return heard


@dataclass(frozen=True)
class Footprint:
    """What a process has."""

    descriptors: int
    children: int
    memory: int

    @classmethod
    def of(cls, pid: int) -> "Footprint":
        """Now."""
        process = psutil.Process(pid)
        return cls(process.num_fds(), len(process.children(recursive=True)), process.memory_info().rss)


async def flat(pid: int, before: Footprint) -> None:
    """Nothing is left of what came and went."""
    await until(
        "descriptors and children are as they were",
        lambda: (now := Footprint.of(pid)).descriptors <= before.descriptors and now.children <= before.children,
        5,
    )
    children = psutil.Process(pid).children(recursive=True)
    assert not [child for child in children if child.status() == psutil.STATUS_ZOMBIE]
    assert Footprint.of(pid).memory - before.memory < GROWTH

"""When people come: more of them at some hours than at others."""

import random
from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate

HOUR = 3600.0


@dataclass(frozen=True)
class Curve:
    """How many come in each hour since the doors opened, in proportion to each other: (1, 3, 2)."""

    hours: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """How long the doors are open."""
        return len(self.hours) * HOUR

    def arrivals(self, rng: random.Random, count: int) -> list[float]:
        """Seconds since the doors opened at which each of `count` people comes, in order."""
        sums = list(accumulate(self.hours))
        drawn = (bisect(sums, rng.random() * sums[-1]) for _ in range(count))
        return sorted((min(hour, len(sums) - 1) + rng.random()) * HOUR for hour in drawn)

"""What people do when they are called."""

import random
from dataclasses import dataclass
from enum import Enum


class Turnout(Enum):
    """Whether somebody comes."""

    COMES = "comes"
    LATE = "late"  # after the last call, when others are there
    GONE = "gone"


@dataclass(frozen=True)
class Behaviour:
    """`late` and `gone` are parts of all people; the others come at once. Times are seconds, the least and the most."""

    gone: float = 0.04
    late: float = 0.03
    walk: tuple[float, float] = (8.0, 45.0)
    away: tuple[float, float] = (180.0, 900.0)
    pause: tuple[float, float] = (5.0, 25.0)

    def turnout(self, rng: random.Random) -> Turnout:
        """Of somebody who was called."""
        drawn = rng.random()
        if drawn < self.gone:
            return Turnout.GONE
        return Turnout.LATE if drawn < self.gone + self.late else Turnout.COMES


def around(rng: random.Random, mean: float) -> float:
    """How long something takes that takes `mean` seconds: mostly about that, sometimes much longer."""
    return rng.gammavariate(4.0, mean / 4.0)

"""What happens to somebody who was called and does not come."""

from dataclasses import dataclass
from enum import Enum


class Then(str, Enum):
    """After the last call."""

    STAY = "stay"  # called, until somebody does something about it
    PARK = "park"
    NO_SHOW = "no-show"


@dataclass(frozen=True)
class Policy:
    """Called `calls` times, `spacing` seconds apart, and `spacing` seconds after the last call `then`.

    A parked one that comes back is called after `behind` others of its line.
    """

    calls: int = 1
    spacing: float = 60.0
    then: Then = Then.STAY
    behind: int = 3

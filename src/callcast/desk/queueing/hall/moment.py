"""What a rule must be told of the world."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Moment:
    """It is `at` (Unix seconds, never before what is logged), and `who` acts.

    `new_id` makes ids that cannot be guessed; `queued` tells whether an announcement waits to be spoken, everywhere.
    """

    at: float
    who: str
    new_id: Callable[[], str]
    queued: Callable[[str], bool]

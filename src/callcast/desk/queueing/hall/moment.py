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

    def unheard(self, announcement: str | None) -> str | None:
        """That one, if nobody has heard anything of it yet; None if they have, or if there is none."""
        return announcement if announcement is not None and self.queued(announcement) else None

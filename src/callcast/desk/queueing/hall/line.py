"""A line: a service that people queue for."""

from dataclasses import dataclass
from datetime import time

from callcast.desk.queueing.hall.policy import Policy
from callcast.desk.queueing.hall.precedence import Precedence

POLICY = Policy()
"""Called once, and then it is up to people."""
WEIGHTS = ((Precedence.NORMAL, 1.0), (Precedence.ELDER, 2.0), (Precedence.APPOINTMENT, 3.0), (Precedence.VIP, 4.0))
"""How much faster each grows old, unless a line says otherwise."""


@dataclass(frozen=True)
class Opening:
    """Open on `weekday` (Monday is 0) from `start` until before `end`, in the site's time; `end` 00:00 is midnight."""

    weekday: int
    start: time
    end: time


@dataclass(frozen=True)
class Line:
    """Its tickets are `prefix` and a number from `first` to `last` of at least `digits` digits, anew each day.

    The day begins at `reset` in the site's time. Without `hours` it is always open; with a `capacity` no more than so
    many wait in it. It is called on `channels` (none: all of them), by the `template`, in `langs` (none: those of the
    channels). `names` are what it is called in other languages. Somebody with an appointment counts as one from
    `early` seconds before it to `late` seconds after it. A `paper` line issues no tickets: people have torn off theirs
    from a roll, and whichever number is called exists. `version` counts its changes.
    """

    id: str
    name: str
    names: tuple[tuple[str, str], ...] = ()
    prefix: str = ""
    first: int = 1
    last: int = 999
    digits: int = 3
    reset: time = time(0)
    hours: tuple[Opening, ...] = ()
    capacity: int | None = None
    channels: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    template: str = "counter"
    policy: Policy = POLICY
    weights: tuple[tuple[Precedence, float], ...] = WEIGHTS
    early: float = 900.0
    late: float = 900.0
    paper: bool = False
    closed: bool = False
    version: int = 0

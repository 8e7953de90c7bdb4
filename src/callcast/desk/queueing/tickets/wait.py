"""How long somebody will wait, as the line has gone today."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.ticket import Stage, Ticket
from callcast.desk.queueing.tickets import turn
from callcast.desk.queueing.tickets.count import today
from callcast.desk.queueing.tickets.day import day

LEAST = 3
"""Calls that it takes to say something."""


@dataclass(frozen=True)
class Wait:
    """`ahead` of it are so many of its line; seconds until it is called, in one of ten cases less than `low`, in half
    of them less than `likely`, in nine of ten less than `high`. None: nothing is known.
    """

    ahead: int
    low: float | None = None
    likely: float | None = None
    high: float | None = None


def estimate(floor: Floor, ticket: Ticket, at: float) -> Wait:
    """Of one that waits; nobody is ahead of any other."""
    if ticket.stage is not Stage.WAITING:
        return Wait(0)
    ahead = turn.ahead(floor, ticket, at)
    gaps = _gaps(floor, floor.lines[ticket.line], at)
    served = any(one.open and ticket.line in {share.line for share in one.shares} for one in floor.counters.values())
    if not served or len(gaps) < LEAST - 1:
        return Wait(ahead)
    return Wait(ahead, *(_of_sum(gaps, part, ahead + 1) for part in (0.1, 0.5, 0.9)))


def _gaps(floor: Floor, line: Line, at: float) -> list[float]:
    """Seconds between one call and the next, today; in order of size."""
    now = today(floor, line, at)
    paces = [one for one in floor.paces.get(line.id, ()) if day(line.reset, floor.site.zone, one) == now]
    return sorted(later - earlier for earlier, later in pairwise(paces))


def _of_sum(gaps: Sequence[float], part: float, count: int) -> float:
    """The quantile `part` of what `count` of these take one after the other.

    Sums vary less than what they are made of: by the square root of their number.
    """
    mean = sum(gaps) / len(gaps)
    return max(0.0, count * mean + math.sqrt(count) * (_quantile(gaps, part) - mean))


def _quantile(ordered: Sequence[float], part: float) -> float:
    """Between the two that are nearest to it."""
    place = part * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)

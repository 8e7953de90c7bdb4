"""Whose turn it is at a counter, and why.

An accumulating priority queue (Kleinrock 1964; Stanford, Taylor and Ziedins 2014): everybody's score grows with the
time waited, with some faster than with others, and the highest is called. So nobody starves.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from callcast.desk.queueing.hall.counter import Counter, Share
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.queueing.hall.sentence import Sentence, sentence
from callcast.desk.queueing.hall.ticket import Ticket
from callcast.desk.queueing.tickets.count import tally_of


@dataclass(frozen=True)
class Turn:
    """A `ticket`'s place, by its `score`: the seconds it has waited, as they count; `because` of what it is there."""

    ticket: Ticket
    score: float
    because: Sentence


class _Placed(NamedTuple):
    ticket: Ticket
    waited: float
    times: float
    left: int
    """How many others of its line go first, since it has come back."""

    @property
    def score(self) -> float:
        return self.waited * self.times

    @property
    def place(self) -> tuple[bool, float, float, float, int, str]:
        """Sorts it."""
        one = self.ticket
        return self.left > 0, -self.score, one.ready_at, one.issued_at, one.serial, one.id


def ranked(floor: Floor, counter: Counter, at: float) -> tuple[Turn, ...]:
    """All who wait in the lines of `counter`, in the order in which it calls them at `at` (Unix seconds)."""
    return _turns(sorted(_all(floor, counter, at), key=lambda one: one.place))


def foremost(floor: Floor, counter: Counter, at: float) -> Turn | None:
    """The first of `ranked`; None if nobody waits."""
    return next(iter(foremost_of(floor, counter, at, 1)), None)


def foremost_of(floor: Floor, counter: Counter, at: float, most: int) -> tuple[Turn, ...]:
    """So many of `ranked`, from the first: quicker than all of them where many wait."""
    first = heapq.nsmallest(most + 1, _all(floor, counter, at, most + 1), key=lambda one: one.place)
    return _turns(first)[:most]


def ahead(floor: Floor, ticket: Ticket, at: float) -> int:
    """How many of its line are called before it: the same at every counter, in whichever mix."""
    placed = list(_placed(floor, floor.lines[ticket.line], Share(ticket.line), at))
    own = next(one for one in placed if one.ticket.id == ticket.id)
    free = [one for one in placed if one.left == 0]
    older = sum(one.place[1:] < own.place[1:] for one in free)
    return max(older, min(own.left, len(free)))


def _turns(placed: Iterable[_Placed]) -> tuple[Turn, ...]:
    order = tuple(placed)
    after = (*order[1:], None)
    return tuple(Turn(one.ticket, one.score, _because(one, after[at])) for at, one in enumerate(order))


def _all(floor: Floor, counter: Counter, at: float, most: int | None = None) -> Iterator[_Placed]:
    for share in counter.shares:
        line = floor.lines.get(share.line)
        if line is not None:
            yield from _placed(floor, line, share, at, most)


def _placed(floor: Floor, line: Line, share: Share, at: float, most: int | None = None) -> Iterator[_Placed]:
    """Of a line; of those who grow old as fast as each other only so many of the first, if not all."""
    there = floor.standing.waiting(line.id).values()
    called = tally_of(floor, line, at).called
    left = {one.id: _left(one, called, line.policy.behind) for one in there if one.after is not None}
    nobody_else = sum(one > 0 for one in left.values()) == len(there)
    alike: defaultdict[tuple[Precedence, int], list[Ticket]] = defaultdict(list)
    for one in there:
        alike[one.precedence, 0 if nobody_else else left.get(one.id, 0)].append(one)
    weights = dict(line.weights)
    for (precedence, behind), those in alike.items():
        times = weights.get(precedence, 1.0) * share.weight
        for one in those if most is None else heapq.nsmallest(most, those, key=_AGE):
            yield _Placed(one, max(0.0, at - one.ready_at), times, behind)


_AGE = attrgetter("ready_at", "issued_at", "serial", "id")


def _left(ticket: Ticket, called: int, behind: int) -> int:
    """More than `behind` are left only where the line has begun a new day since it came back: it has waited enough."""
    left = 0 if ticket.after is None else ticket.after - called
    return left if 0 < left <= behind else 0


def _because(one: _Placed, after: _Placed | None) -> Sentence:
    number = one.ticket.number
    if one.left:
        return sentence("turn-back", number=number, left=one.left)
    plain = one.ticket.precedence is Precedence.NORMAL and one.times == 1.0
    key = "turn" if plain else f"turn-{one.ticket.precedence.value}"
    waited, counts = _minutes(one.waited), _minutes(one.score)
    own = {"number": number, "waited": waited} | ({} if plain else {"times": f"{one.times:g}", "counts": counts})
    if after is None or after.left:
        return sentence(f"{key}-alone", **own)
    return sentence(key, **own, other=after.ticket.number, counted=_minutes(after.score))


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f}"

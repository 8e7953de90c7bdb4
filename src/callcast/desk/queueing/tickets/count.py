"""How far a line has come today."""

from collections.abc import Callable
from dataclasses import replace

from callcast.desk.queueing.hall.errors import Forbidden
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.tally import Tally
from callcast.desk.queueing.tickets.day import day
from callcast.desk.queueing.tickets.number import label, size


def today(floor: Floor, line: Line, at: float) -> str:
    """The day of `line`; it never goes back, as it would where the zone or the reset is set anew."""
    now = day(line.reset, floor.site.zone, at)
    tally = floor.tallies.get(line.id)
    return now if tally is None else max(now, tally.day)


def tally_of(floor: Floor, line: Line, at: float) -> Tally:
    """That of today; nothing is counted on a day that is new."""
    now = today(floor, line, at)
    tally = floor.tallies.get(line.id)
    return tally if tally is not None and tally.day == now else Tally(line.id, now)


def called_one(floor: Floor, line: Line, at: float) -> Tally:
    """With one more that is called."""
    tally = tally_of(floor, line, at)
    return replace(tally, called=tally.called + 1)


def issued_one(floor: Floor, line: Line, at: float) -> Tally:
    """With one more that is issued: past those whose numbers are not free yet, since the range began again.

    `Forbidden` if none is free.
    """
    tally = free_one(floor, line, at, lambda number: _taken(floor, line, number))
    if tally is None:
        raise Forbidden("numbers-taken", line=line.name, first=label(line, 1), last=label(line, size(line)))
    return tally


def free_one(floor: Floor, line: Line, at: float, taken: Callable[[str], bool]) -> Tally | None:
    """With the next one that is issued whose number is not `taken`; None if all are."""
    tally = tally_of(floor, line, at)
    for serial in range(tally.issued + 1, tally.issued + 1 + size(line)):
        if not taken(label(line, serial)):
            return replace(tally, issued=serial)
    return None


def _taken(floor: Floor, line: Line, number: str) -> bool:
    """Somebody has its number who was issued it there, or comes through the line on a journey."""
    return any(line.id in (one.origin, one.line, *one.route) for one in floor.standing.numbered(number).values())

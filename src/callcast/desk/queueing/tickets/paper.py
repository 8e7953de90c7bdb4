"""Lines whose people have torn off a number from a roll: whichever is called exists.

A ticket is made when it is called first. Undoing that leaves it cancelled, as if there were none.
"""

from dataclasses import replace

from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.sentence import Sentence, sentence
from callcast.desk.queueing.hall.ticket import Stage, Ticket
from callcast.desk.queueing.tickets.count import today
from callcast.desk.queueing.tickets.number import label, nearest


def next_one(floor: Floor, line: Line, moment: Moment) -> tuple[Ticket, Sentence | None]:
    """The number after the last that was called first, past those that were called before; and why."""
    serials = _serials(floor, line, moment)
    last = _last(serials)
    serial = last + 1
    while serial in serials and not _unmade(serials[serial]):
        serial += 1
    because = sentence("turn-roll", number=label(line, serial), last=label(line, last)) if last else None
    return _ticket(line, serial, serials, moment, today(floor, line, moment.at)), because


def numbered(floor: Floor, line: Line, number: str, moment: Moment) -> Ticket:
    """The one with that `number` (as `typed` has it) that is nearest to the last."""
    serials = _serials(floor, line, moment)
    serial = nearest(line, number, max(1, _last(serials)))
    return _ticket(line, serial, serials, moment, today(floor, line, moment.at))


def _serials(floor: Floor, line: Line, moment: Moment) -> dict[int, Ticket]:
    """The tickets of today by their serial."""
    now = today(floor, line, moment.at)
    return {one.serial: one for one in floor.tickets.values() if one.origin == line.id and one.day == now}


def _last(serials: dict[int, Ticket]) -> int:
    """The serial of the one that was made last; 0 if none was."""
    made = [one for one in serials.values() if not _unmade(one)]
    return max(made, key=lambda one: (one.issued_at, one.serial)).serial if made else 0


def _unmade(ticket: Ticket) -> bool:
    """Its first call was undone: it never was at a counter."""
    return ticket.stage is Stage.CANCELLED and ticket.counter is None and ticket.line == ticket.origin


def _ticket(line: Line, serial: int, serials: dict[int, Ticket], moment: Moment, day: str) -> Ticket:
    found = serials.get(serial)
    if found is not None:
        return replace(found, issued_at=moment.at) if _unmade(found) else found
    at = moment.at
    return Ticket(moment.new_id(), line.id, label(line, serial), serial, day, at, at, at, Stage.CANCELLED, version=-1)

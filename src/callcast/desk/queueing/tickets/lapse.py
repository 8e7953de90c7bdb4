"""Whoever is called and does not come, as the line's policy has it."""

from dataclasses import replace

from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Forbidden
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.policy import Then
from callcast.desk.queueing.hall.sentence import sentence
from callcast.desk.queueing.hall.ticket import Stage, Ticket
from callcast.desk.queueing.tickets.call import announced
from callcast.desk.queueing.tickets.found import counter_of, ticket_of
from callcast.desk.queueing.tickets.step import act, moved

_ENDS = {Then.PARK: Stage.PARKED, Then.NO_SHOW: Stage.NO_SHOW}


def overdue(floor: Floor, at: float) -> tuple[str, ...]:
    """The ids of those for whom something is to be done at `at` (Unix seconds), by `lapse`."""
    return tuple(one.id for one in floor.standing.at.values() if one.stage is Stage.CALLED and _due(floor, one, at))


def lapse(floor: Floor, moment: Moment, ticket: str) -> Change:
    """Call it again, or after the last call put it aside; `Unknown`, `Forbidden` if it is not the time for that.

    Its time begins when its call has been heard: while that waits to be spoken, it begins anew.
    """
    found = ticket_of(floor, ticket)
    if found.stage is not Stage.CALLED or not _due(floor, found, moment.at):
        raise Forbidden("not-overdue", number=found.number)
    if moment.unheard(found.announcement):
        later = replace(found, called_at=moment.at, version=found.version + 1)
        return Change(act("lapse", moment, ""), found.id, tickets=(later,))
    policy = floor.lines[found.line].policy
    if found.calls < policy.calls:
        because = sentence("called-again", call=found.calls + 1, calls=policy.calls)
        step, calls, _ = announced(floor, moment, found, counter_of(floor, found.counter or ""), because)
    else:
        because = sentence("did-not-come", calls=found.calls)
        step, calls = moved(found, _ENDS[policy.then], moment, because), ()
    return Change(act("lapse", moment, ""), found.id, because, tickets=(step[0],), periods=(step[1],), calls=calls)


def _due(floor: Floor, ticket: Ticket, at: float) -> bool:
    policy = floor.lines[ticket.line].policy
    more = ticket.calls < policy.calls or policy.then is not Then.STAY
    return more and ticket.called_at is not None and at >= ticket.called_at + policy.spacing

"""What comes of somebody who was called to a counter.

Every function raises `Unknown` if there is no such counter, and `Forbidden` if nobody is there or it cannot be done.
"""

from dataclasses import replace

from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Forbidden
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.sentence import sentence
from callcast.desk.queueing.hall.ticket import Stage
from callcast.desk.queueing.tickets.found import line_of, somebody
from callcast.desk.queueing.tickets.step import change, finished, moved, queued_anew


def start(floor: Floor, moment: Moment, counter: str) -> Change:
    """The one who was called has come."""
    _, ticket = somebody(floor, counter)
    if ticket.stage is not Stage.CALLED:
        raise Forbidden("came-already", number=ticket.number)
    return change("start", moment, counter, ticket, moved(ticket, Stage.SERVING, moment))


def finish(floor: Floor, moment: Moment, counter: str) -> Change:
    """Done here; on a journey, the next line is gone on to."""
    _, ticket = somebody(floor, counter)
    return change("finish", moment, counter, ticket, finished(floor, ticket, moment))


def no_show(floor: Floor, moment: Moment, counter: str) -> Change:
    """The one who was called has not come, and nobody waits for that."""
    _, ticket = somebody(floor, counter)
    if ticket.stage is not Stage.CALLED:
        raise Forbidden("came-and-no-show", number=ticket.number)
    return change("no-show", moment, counter, ticket, moved(ticket, Stage.NO_SHOW, moment))


def park(floor: Floor, moment: Moment, counter: str) -> Change:
    """Put aside until it comes back, or is called by its number."""
    _, ticket = somebody(floor, counter)
    return change("park", moment, counter, ticket, moved(ticket, Stage.PARKED, moment))


def transfer(floor: Floor, moment: Moment, counter: str, line: str) -> Change:
    """On to another line, where it is as old as it was here. A journey goes on from there."""
    where, ticket = somebody(floor, counter)
    to = line_of(floor, line)
    if to.id == ticket.line:
        raise Forbidden("transfer-same", number=ticket.number, line=to.name)
    if to.closed or to.paper:
        raise Forbidden("transfer-closed", number=ticket.number, line=to.name)
    because = sentence("transferred", line=floor.lines[ticket.line].name, counter=where.name)
    step = queued_anew(ticket, to.id, moment, because)
    if ticket.route:
        route = (*ticket.route[: ticket.leg], to.id, *ticket.route[ticket.leg + 1 :])
        step = (replace(step[0], route=route), step[1])
    return change("transfer", moment, counter, ticket, step)

"""What people do with their own tickets."""

from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Forbidden
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.sentence import sentence
from callcast.desk.queueing.hall.ticket import Stage
from callcast.desk.queueing.tickets.count import tally_of
from callcast.desk.queueing.tickets.found import check_away, line_of, ticket_of
from callcast.desk.queueing.tickets.step import act, change, check_number, moved, unsaid


def back(floor: Floor, moment: Moment, ticket: str) -> Change:
    """One that was parked, or that had not come, waits again, behind some others; `Unknown`, `Forbidden`."""
    found = ticket_of(floor, ticket)
    check_away(floor, found)
    if found.stage in (Stage.WAITING, Stage.DONE):
        raise Forbidden(f"is-{found.stage.value}", number=found.number)
    check_number(floor, found)
    line = line_of(floor, found.line)
    after = tally_of(floor, line, moment.at).called + line.policy.behind
    because = sentence("came-back", behind=line.policy.behind)
    step = moved(found, Stage.WAITING, moment, because, after=after, calls=0, called_at=None)
    return change("back", moment, "", found, step)


def cancel(floor: Floor, moment: Moment, ticket: str) -> Change:
    """It is not needed any more; a call of it that waits to be spoken is withdrawn. `Unknown`, `Forbidden`."""
    found = ticket_of(floor, ticket)
    if found.stage.final or found.stage is Stage.SERVING:
        raise Forbidden(f"is-{found.stage.value}", number=found.number)
    after, period = moved(found, Stage.CANCELLED, moment)
    return Change(
        act("cancel", moment, ""),
        found.id,
        tickets=(after,),
        periods=(period,),
        withdrawn=unsaid(found, moment),
    )

"""A ticket that goes from one stage to another."""

from dataclasses import replace
from typing import Any

from callcast.desk.queueing.hall.act import Act
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Forbidden
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.period import Period
from callcast.desk.queueing.hall.sentence import Sentence, sentence
from callcast.desk.queueing.hall.ticket import Stage, Ticket

Step = tuple[Ticket, Period]


def moved(ticket: Ticket, stage: Stage, moment: Moment, because: Sentence | None = None, **changes: Any) -> Step:
    """`ticket` as it is from now on in `stage`, with these `changes`, and the period that begins with it."""
    since = ticket.since if stage is ticket.stage else moment.at
    after = replace(ticket, **{"stage": stage, "since": since, "version": ticket.version + 1, **changes})
    return after, began(after, moment, because)


def began(ticket: Ticket, moment: Moment, because: Sentence | None = None) -> Period:
    """The period of `ticket` that begins now."""
    where = None if ticket.stage is Stage.WAITING else ticket.counter
    return Period(ticket.id, ticket.stage.value, ticket.line, where, moment.at, None, moment.who, because)


def queued_anew(ticket: Ticket, line: str, moment: Moment, because: Sentence, **changes: Any) -> Step:
    """`ticket` waits in another line, where it has not been called yet."""
    fresh: dict[str, Any] = {"calls": 0, "called_at": None, "counter": None, "after": None}
    return moved(ticket, Stage.WAITING, moment, because, line=line, **{**fresh, **changes})


def finished(floor: Floor, ticket: Ticket, moment: Moment) -> Step:
    """It is done, or with a journey before it waits in the next line that there is."""
    for leg in range(ticket.leg + 1, len(ticket.route)):
        line = floor.lines.get(ticket.route[leg])
        if line is not None:
            because = sentence("goes-on", line=line.name)
            return queued_anew(ticket, line.id, moment, because, leg=leg, ready_at=moment.at)
    return moved(ticket, Stage.DONE, moment)


def act(what: str, moment: Moment, counter: str, *steps: tuple[Ticket, Ticket]) -> Act:
    """That it changed these tickets, from what to what; it can be undone if there are any."""
    before, after = tuple(one for one, _ in steps), tuple(one for _, one in steps)
    return Act(moment.new_id(), what, counter, moment.who, moment.at, before, after)


def change(what: str, moment: Moment, counter: str, ticket: Ticket, step: Step) -> Change:
    """One ticket has changed, at a counter (""; elsewhere, where nothing is undone).

    Once it is not called any more, a call that nobody has heard yet is not needed.
    """
    after, period = step
    withdrawn = () if after.stage is Stage.CALLED else unsaid(ticket, moment)
    after = uncalled(after, withdrawn)
    done = act(what, moment, counter, (ticket, after)) if counter else act(what, moment, "")
    return Change(done, ticket.id, because=period.because, tickets=(after,), periods=(period,), withdrawn=withdrawn)


def uncalled(ticket: Ticket, withdrawn: tuple[str, ...]) -> Ticket:
    """`ticket`, which has no announcement if its own is not said; so that undoing knows."""
    return replace(ticket, announcement=None) if ticket.announcement in withdrawn else ticket


def unsaid(ticket: Ticket, moment: Moment) -> tuple[str, ...]:
    """Its call, if nobody has heard it yet."""
    unheard = moment.unheard(ticket.announcement)
    return () if unheard is None else (unheard,)


def check_number(floor: Floor, ticket: Ticket) -> None:
    """`Forbidden` if it was over, and its number is by now that of somebody else in its line."""
    others = floor.standing.numbered(ticket.number).values()
    if ticket.stage.final and any(one.line == ticket.line for one in others):
        raise Forbidden("number-taken", number=ticket.number)

"""Calls: the next one, a chosen one, the same one again."""

from dataclasses import replace

from callcast.bus.messages import Call
from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.counter import Counter
from callcast.desk.queueing.hall.errors import Forbidden, HallError, Unknown
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.sentence import Sentence
from callcast.desk.queueing.hall.ticket import Stage, Ticket
from callcast.desk.queueing.tickets import paper
from callcast.desk.queueing.tickets.count import called_one
from callcast.desk.queueing.tickets.found import check_away, current, open_one, somebody
from callcast.desk.queueing.tickets.number import plain, typed
from callcast.desk.queueing.tickets.step import Step, act, check_number, finished, moved, uncalled, unsaid
from callcast.desk.queueing.tickets.turn import foremost
from callcast.desk.queueing.words import listed, quoted


def call_next(floor: Floor, moment: Moment, counter: str) -> Change:
    """Call whose turn it is; whoever is at the counter is finished. `Unknown`; `Forbidden` if nobody waits."""
    where = open_one(floor, counter)
    turn = foremost(floor, where, moment.at)
    if turn is not None:
        return _call(floor, moment, where, "next", turn.ticket, turn.because)
    rolls = [line for share in where.shares if (line := floor.lines.get(share.line)) and line.paper]
    if rolls:
        return _call(floor, moment, where, "next", *paper.next_one(floor, rolls[0], moment))
    there = current(floor, counter)
    if there is None:
        raise Forbidden("nobody-waits", counter=where.name)
    raise Forbidden("nobody-waits-but", counter=where.name, number=there.number)


def call_chosen(floor: Floor, moment: Moment, counter: str, number: str) -> Change:
    """Call that `number`, as it is shown or as people type it, or the ticket with that id; who is there is finished.

    `Unknown`; `Forbidden` if it cannot be called here.
    """
    where = open_one(floor, counter)
    ticket = _chosen(floor, moment, where, number)
    if ticket.stage is Stage.CALLED and ticket.counter == counter:
        return recall(floor, moment, counter)
    if not (ticket.stage.final and floor.lines[ticket.line].paper):
        _check_callable(floor, ticket)
    check_number(floor, ticket)
    return _call(floor, moment, where, "call", ticket, None)


def recall(floor: Floor, moment: Moment, counter: str) -> Change:
    """Call the one that is called there once more; `Unknown`, `Forbidden` if there is none."""
    where, ticket = somebody(floor, counter)
    if ticket.stage is not Stage.CALLED:
        raise Forbidden("came-already", number=ticket.number)
    step, calls, _ = announced(floor, moment, ticket, where)
    return Change(
        act("recall", moment, counter, (ticket, step[0])),
        ticket.id,
        tickets=(step[0],),
        periods=(step[1],),
        calls=calls,
    )


def calling(floor: Floor, ticket: Ticket, counter: Counter, id: str) -> Calling:  # noqa: A002 - the field's name
    """The announcement `id` that calls `ticket` to `counter`."""
    line = floor.lines[ticket.line]
    return Calling(
        id,
        Call(ticket.number, counter.place, ticket.name),
        line.template,
        ticket.langs or line.langs,
        counter.channels or line.channels,
        counter.id,
    )


Announced = tuple[Step, tuple[Calling, ...], tuple[str, ...]]


def announced(
    floor: Floor, moment: Moment, ticket: Ticket, counter: Counter, because: Sentence | None = None
) -> Announced:
    """`ticket` as called to `counter`, what is to be announced for it, and what is not any more.

    What waits to be said of it as yet is not said twice.
    """
    unheard = moment.unheard(ticket.announcement)
    same = unheard is not None and ticket.counter == counter.id
    announcement = ticket.announcement if same and ticket.announcement else moment.new_id()
    step = moved(
        ticket,
        Stage.CALLED,
        moment,
        because,
        counter=counter.id,
        called_at=moment.at,
        calls=ticket.calls + 1,
        announcement=announcement,
        after=None,
    )
    if same:
        return step, (), ()
    return step, (calling(floor, step[0], counter, announcement),), (unheard,) if unheard else ()


def _call(
    floor: Floor, moment: Moment, counter: Counter, what: str, ticket: Ticket, because: Sentence | None
) -> Change:
    step, calls, withdrawn = announced(floor, moment, ticket, counter, because)
    there = current(floor, counter.id)
    unheard = () if there is None else unsaid(there, moment)
    left = [(there, *finished(floor, there, moment))] if there is not None else []
    left = [(one, uncalled(after, unheard), period) for one, after, period in left]
    tally = called_one(floor, floor.lines[ticket.line], moment.at)
    if step[0].version == 0:
        tally = replace(tally, issued=max(tally.issued, ticket.serial))
    return Change(
        act(what, moment, counter.id, *((one, after) for one, after, _ in left), (ticket, step[0])),
        ticket.id,
        because,
        tickets=(*(after for _, after, _ in left), step[0]),
        tallies=(tally,),
        periods=(*(period for *_, period in left), step[1]),
        calls=calls,
        withdrawn=(*unheard, *withdrawn),
    )


def _chosen(floor: Floor, moment: Moment, counter: Counter, number: str) -> Ticket:
    """What is meant by what was typed: rather one that can be called, then one typed in full; of those the newest."""
    lines = [floor.lines[share.line] for share in counter.shares if share.line in floor.lines]
    meant = {shown for line in floor.lines.values() if (shown := typed(line, number))}
    there = [one for one in floor.tickets.values() if one.id == number or one.number in meant]
    own = [one for one in there if one.line in {line.id for line in lines}]
    for line in lines:
        shown = typed(line, number)
        if line.paper and shown is not None:
            torn = paper.numbered(floor, line, shown, moment)
            if torn.line == line.id:
                own = [torn, *(one for one in own if (one.line, one.number) != (line.id, shown))]
    if not own:
        raise _not_here(counter, there, number, tuple(line.name for line in lines))
    return max(own, key=lambda one: _likely(floor, counter, one, number))


def _likely(floor: Floor, counter: Counter, ticket: Ticket, number: str) -> tuple[bool | float, ...]:
    free = ticket.counter == counter.id or not ticket.stage.at_counter
    over = ticket.stage in (Stage.DONE, Stage.CANCELLED) and not floor.lines[ticket.line].paper
    full = plain(ticket.number) == plain(number)
    return ticket.id == number, free and not over, full, not over, ticket.issued_at, ticket.serial


def _not_here(counter: Counter, there: list[Ticket], number: str, lines: tuple[str, ...]) -> HallError:
    if there:
        return Forbidden("other-line", number=there[-1].number, counter=counter.name, lines=listed(lines))
    return Unknown("unknown-number", number=quoted(number), lines=listed(lines))


def _check_callable(floor: Floor, ticket: Ticket) -> None:
    check_away(floor, ticket)
    if ticket.stage in (Stage.DONE, Stage.CANCELLED):
        raise Forbidden(f"is-{ticket.stage.value}", number=ticket.number)

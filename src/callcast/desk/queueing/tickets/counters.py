"""Counters, opened and closed by those who work there."""

from dataclasses import replace

from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.counter import Counter
from callcast.desk.queueing.hall.errors import Forbidden
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.sentence import name_of
from callcast.desk.queueing.tickets.found import counter_of, current
from callcast.desk.queueing.tickets.step import act


def open_counter(floor: Floor, moment: Moment, counter: str, operator: str) -> Change:
    """`operator` works there; `Unknown`, `Forbidden` if somebody else does."""
    there = counter_of(floor, counter)
    if there.open and there.operator not in ("", operator):
        raise Forbidden("counter-taken", counter=there.name, operator=name_of(there.operator))
    return _change("open", moment, there, is_open=True, operator=operator)


def close_counter(floor: Floor, moment: Moment, counter: str) -> Change:
    """Nobody works there; `Unknown`, `Forbidden` while a ticket is there."""
    there = counter_of(floor, counter)
    if (ticket := current(floor, counter)) is not None:
        raise Forbidden("counter-busy", counter=there.name, number=ticket.number)
    return _change("close", moment, there, is_open=False, operator="")


def _change(what: str, moment: Moment, counter: Counter, *, is_open: bool, operator: str) -> Change:
    after = replace(counter, open=is_open, operator=operator, version=counter.version + 1)
    return Change(act(what, moment, counter.id), counter.id, counters=(after,))

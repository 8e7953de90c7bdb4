"""What an act is about, or the sentence that there is no such thing."""

from callcast.desk.queueing.hall.counter import Counter
from callcast.desk.queueing.hall.errors import Forbidden, Unknown
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.ticket import Ticket
from callcast.desk.queueing.words import listed, quoted


def line_of(floor: Floor, line: str) -> Line:
    """`Unknown`."""
    if line not in floor.lines:
        raise Unknown("unknown-line", id=quoted(line)[1:-1], known=listed(tuple(floor.lines)))
    return floor.lines[line]


def counter_of(floor: Floor, counter: str) -> Counter:
    """`Unknown`."""
    if counter not in floor.counters:
        raise Unknown("unknown-counter", id=quoted(counter)[1:-1], known=listed(tuple(floor.counters)))
    return floor.counters[counter]


def open_one(floor: Floor, counter: str) -> Counter:
    """`Unknown`; `Forbidden` unless it is open."""
    found = counter_of(floor, counter)
    if not found.open:
        raise Forbidden("counter-closed", counter=found.name)
    return found


def ticket_of(floor: Floor, ticket: str) -> Ticket:
    """`Unknown`, also if it is of another day and over."""
    if ticket not in floor.tickets:
        raise Unknown("unknown-ticket")
    return floor.tickets[ticket]


def current(floor: Floor, counter: str) -> Ticket | None:
    """The one that keeps the counter busy."""
    return floor.standing.at.get(counter)


def somebody(floor: Floor, counter: str) -> tuple[Counter, Ticket]:
    """The counter, and the ticket that is there; `Unknown`, `Forbidden` if none is."""
    found = counter_of(floor, counter)
    ticket = current(floor, counter)
    if ticket is None:
        raise Forbidden("counter-empty", counter=found.name)
    return found, ticket


def check_away(floor: Floor, ticket: Ticket) -> None:
    """`Forbidden` if it is at a counter."""
    if ticket.stage.at_counter and ticket.counter is not None:
        there = floor.counters.get(ticket.counter)
        raise Forbidden("at-counter", number=ticket.number, counter=there.name if there else ticket.counter)

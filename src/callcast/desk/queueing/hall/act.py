"""What somebody has done, which may be undone."""

from dataclasses import dataclass

from callcast.desk.queueing.hall.ticket import Ticket


@dataclass(frozen=True)
class Act:
    """`who` did `what` ("next", "recall", ...) at a `counter`, or elsewhere ("").

    `before` and `after` are the tickets that it changed, which it takes to undo it.
    """

    id: str
    what: str
    counter: str
    who: str
    at: float
    before: tuple[Ticket, ...] = ()
    after: tuple[Ticket, ...] = ()
    undone: bool = False

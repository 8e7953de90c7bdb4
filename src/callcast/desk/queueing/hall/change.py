"""All that one act changes, together or not at all."""

from dataclasses import dataclass

from callcast.desk.queueing.hall.act import Act
from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.hall.counter import Counter
from callcast.desk.queueing.hall.item import Item
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.order import Order
from callcast.desk.queueing.hall.period import Period
from callcast.desk.queueing.hall.sentence import Sentence
from callcast.desk.queueing.hall.site import Site
from callcast.desk.queueing.hall.tally import Tally
from callcast.desk.queueing.hall.ticket import Ticket


@dataclass(frozen=True)
class Change:
    """Values as they are afterwards, each with a `version` one higher than before (0: it is new).

    `periods` begin; whatever period of the same subject was open ends where they start. `calls` are to be announced,
    in order; the announcements `withdrawn` are not to be said any more. `removed` are lines, counters and items that
    are gone: ("line", its id). `subject` is the id of what the act was about, `because` why it was that one.
    """

    act: Act
    subject: str = ""
    because: Sentence | None = None
    tickets: tuple[Ticket, ...] = ()
    orders: tuple[Order, ...] = ()
    site: Site | None = None
    lines: tuple[Line, ...] = ()
    counters: tuple[Counter, ...] = ()
    items: tuple[Item, ...] = ()
    removed: tuple[tuple[str, str], ...] = ()
    tallies: tuple[Tally, ...] = ()
    periods: tuple[Period, ...] = ()
    calls: tuple[Calling, ...] = ()
    withdrawn: tuple[str, ...] = ()

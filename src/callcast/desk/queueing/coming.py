"""Which calls will likely be made next."""

from itertools import chain, zip_longest

from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.order import OrderStage
from callcast.desk.queueing.orders.calling import calling as order_calling
from callcast.desk.queueing.tickets.call import calling
from callcast.desk.queueing.tickets.turn import foremost_of

AHEAD = 3
"""Tickets a counter."""


def coming(floor: Floor, at: float, most: int) -> tuple[Calling, ...]:
    """The likeliest first: whom each open counter calls next, then whom after that; and the orders that are made.

    Without ids, since nobody calls them yet.
    """
    counters = [counter for counter in floor.counters.values() if counter.open]
    rows = [
        [calling(floor, turn.ticket, counter, "") for turn in foremost_of(floor, counter, at, AHEAD)]
        for counter in counters
    ]
    made = sorted(
        (order for order in floor.orders.values() if order.stage in (OrderStage.PREPARING, OrderStage.READY)),
        key=lambda order: (order.stage is OrderStage.PREPARING, order.since),
    )
    rows.append([order_calling(floor, order, "") for order in made])
    turns = chain.from_iterable(zip_longest(*rows))
    return tuple(one for one in turns if one is not None)[:most]

"""A new order."""

from dataclasses import dataclass, replace

from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Forbidden
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.order import Order, OrderStage, Pick
from callcast.desk.queueing.hall.tally import Tally
from callcast.desk.queueing.hall.texts import check_langs, check_text
from callcast.desk.queueing.orders.bill import bill
from callcast.desk.queueing.orders.moved import change
from callcast.desk.queueing.tickets.count import free_one
from callcast.desk.queueing.tickets.day import is_open
from callcast.desk.queueing.tickets.found import line_of
from callcast.desk.queueing.tickets.number import label, size

_TO_MAKE = (OrderStage.NEW, OrderStage.PREPARING)


@dataclass(frozen=True)
class OrderWish:
    """What a customer wants of `line`; `name` and `langs` are the customer's own."""

    line: str
    picks: tuple[Pick, ...]
    name: str = ""
    langs: tuple[str, ...] = ()


def place(floor: Floor, moment: Moment, wish: OrderWish) -> Change:
    """The order, with the next number of its line; `Unknown`, `Wrong`, or `Forbidden` if it cannot be taken now."""
    line = line_of(floor, wish.line)
    _check_open(floor, moment, line)
    check_text(wish.name, "name")
    check_langs(wish.langs, "langs")
    price = bill(floor, line, wish.picks)
    tally = _next(floor, moment, line)
    number = label(line, tally.issued)
    order = Order(
        moment.new_id(), line.id, number, tally.issued, tally.day, moment.at, moment.at, wish.picks,
        price=price, name=wish.name, langs=wish.langs,
    )  # fmt: skip
    return replace(change(moment, "order", order), tallies=(tally,))


def _check_open(floor: Floor, moment: Moment, line: Line) -> None:
    if line.paper:
        raise Forbidden("stall-paper", line=line.name)
    if line.closed or not is_open(line.hours, floor.site.zone, moment.at):
        raise Forbidden("stall-closed", line=line.name)
    to_make = sum(order.line == line.id and order.stage in _TO_MAKE for order in floor.orders.values())
    if line.capacity is not None and to_make >= line.capacity:
        raise Forbidden("stall-full", line=line.name, count=to_make)


def _next(floor: Floor, moment: Moment, line: Line) -> Tally:
    """The tally with one more: the next whose number stands on no other open order of the line.

    There is one where numbers begin anew, at the end of their range or of the day, while somebody has not collected.
    """
    taken = {one.number for one in floor.orders.values() if one.line == line.id and not one.stage.final}
    tally = free_one(floor, line, moment.at, taken.__contains__)
    if tally is None:
        raise Forbidden("stall-numbers-out", line=line.name, count=size(line))
    return tally

"""What cannot be taken away because people wait for it."""

from callcast.desk.queueing.hall.errors import Forbidden
from callcast.desk.queueing.hall.floor import Floor


def check_unused(floor: Floor, kind: str, id: str) -> None:  # noqa: A002 - the field's name
    """Nobody waits in the line, is at the counter, or has ordered the item; `Forbidden`."""
    if kind == "line":
        _check_line(floor, id)
    elif kind == "counter":
        _check_counter(floor, id)
    else:
        _check_item(floor, id)


def _check_line(floor: Floor, line: str) -> None:
    tickets = [
        one for one in floor.tickets.values() if not one.stage.final and line in (one.line, *one.route[one.leg :])
    ]
    orders = [one for one in floor.orders.values() if not one.stage.final and one.line == line]
    if tickets or orders:
        raise Forbidden("line-waited-in", line=floor.lines[line].name, count=len(tickets) + len(orders))


def _check_counter(floor: Floor, counter: str) -> None:
    for ticket in floor.tickets.values():
        if ticket.counter == counter and ticket.stage.at_counter:
            raise Forbidden("counter-in-use", counter=floor.counters[counter].name, number=ticket.number)


def _check_item(floor: Floor, item: str) -> None:
    for order in floor.orders.values():
        if not order.stage.final and any(pick.item == item for pick in order.picks):
            raise Forbidden("item-ordered", item=floor.items[item].name, number=order.number)

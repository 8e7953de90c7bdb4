"""What boards show of the lines and of the orders, without anybody putting it there."""

from collections.abc import Iterable
from dataclasses import dataclass

from callcast.bus.messages import BoardContent
from callcast.bus.messages import Line as Shown
from callcast.desk.queueing.board import LINES, ORDERS, WAITING_LIMIT
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.order import Order, OrderStage
from callcast.desk.queueing.hall.ticket import Stage, Ticket


@dataclass(frozen=True)
class Queues:
    """Of one channel, as `BoardContent` has them."""

    lines: tuple[Shown, ...] = ()
    preparing: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()

    def filled(self, content: BoardContent) -> BoardContent:
        """With these in place of what nobody has put there."""
        return BoardContent(
            content.channel,
            content.title,
            content.message,
            content.hours,
            content.lines or self.lines,
            content.preparing or self.preparing,
            content.ready or self.ready,
            content.recent,
        )


def queues(floor: Floor, channel: str) -> Queues:
    """Of the lines that are called on `channel`. A line where things are ordered is shown by its orders."""
    here = [line for line in floor.lines.values() if not line.channels or channel in line.channels]
    stalls = {item.line for item in floor.items.values()} | {order.line for order in floor.orders.values()}
    waiting, last = _waiting(floor.tickets.values())
    lines = tuple(
        Shown(line.name, min(waiting.get(line.id, 0), WAITING_LIMIT), last.get(line.id, (0.0, ""))[1])
        for line in here
        if line.id not in stalls and not line.closed
    )
    mine = {line.id for line in here}
    orders = [order for order in floor.orders.values() if order.line in mine]
    return Queues(
        lines[:LINES],
        _numbers(orders, (OrderStage.NEW, OrderStage.PREPARING)),
        _numbers(orders, (OrderStage.READY, OrderStage.CALLED)),
    )


def _waiting(tickets: Iterable[Ticket]) -> tuple[dict[str, int], dict[str, tuple[float, str]]]:
    """By line: how many wait, and when which number was called last."""
    waiting: dict[str, int] = {}
    last: dict[str, tuple[float, str]] = {}
    for ticket in tickets:
        if ticket.stage is Stage.WAITING:
            waiting[ticket.line] = waiting.get(ticket.line, 0) + 1
        if ticket.called_at is not None:
            last[ticket.line] = max(last.get(ticket.line, (0.0, "")), (ticket.called_at, ticket.number))
    return waiting, last


def _numbers(orders: Iterable[Order], stages: tuple[OrderStage, ...]) -> tuple[str, ...]:
    """The newest first, which people look for."""
    found = sorted((order for order in orders if order.stage in stages), key=lambda order: -order.since)
    return tuple(order.number for order in found)[:ORDERS]

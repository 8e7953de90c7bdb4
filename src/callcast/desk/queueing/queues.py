"""What boards show of the lines and of the orders, without anybody putting it there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from callcast.bus.messages import BoardContent
from callcast.bus.messages import Line as Shown
from callcast.desk.queueing.board import LINES, ORDERS, WAITING_LIMIT
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.order import Order, OrderStage
from callcast.desk.queueing.hall.ticket import Ticket


@dataclass(frozen=True)
class Queues:
    """Of one channel, as `BoardContent` has them."""

    lines: tuple[Shown, ...] = ()
    preparing: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()

    def filled(self, content: BoardContent) -> BoardContent:
        """With these in place of what nobody has put there."""
        return replace(
            content,
            lines=content.lines or self.lines,
            preparing=content.preparing or self.preparing,
            ready=content.ready or self.ready,
        )


def queues(floor: Floor, channels: Iterable[str]) -> dict[str, Queues]:
    """For each of `channels`: of the lines that are called there. A line where things are ordered shows its orders."""
    stalls = {item.line for item in floor.items.values()} | {order.line for order in floor.orders.values()}
    last = _last(floor.tickets.values())
    shown = {
        line.id: Shown(line.name, min(len(floor.standing.waiting(line.id)), WAITING_LIMIT), last.get(line.id, ""))
        for line in floor.lines.values()
        if line.id not in stalls and not line.closed
    }
    return {channel: _on(floor, channel, shown) for channel in channels}


def _on(floor: Floor, channel: str, shown: Mapping[str, Shown]) -> Queues:
    here = {line.id: None for line in floor.lines.values() if not line.channels or channel in line.channels}
    orders = [order for order in floor.orders.values() if order.line in here]
    return Queues(
        tuple(shown[line] for line in here if line in shown)[:LINES],
        _numbers(orders, (OrderStage.NEW, OrderStage.PREPARING)),
        _numbers(orders, (OrderStage.READY, OrderStage.CALLED)),
    )


def _last(tickets: Iterable[Ticket]) -> dict[str, str]:
    """By line: the number that was called last."""
    last: dict[str, tuple[float, str]] = {}
    for ticket in tickets:
        if ticket.called_at is not None:
            last[ticket.line] = max(last.get(ticket.line, (0.0, "")), (ticket.called_at, ticket.number))
    return {line: number for line, (_, number) in last.items()}


def _numbers(orders: Iterable[Order], stages: tuple[OrderStage, ...]) -> tuple[str, ...]:
    """The newest first, which people look for."""
    found = sorted((order for order in orders if order.stage in stages), key=lambda order: -order.since)
    return tuple(order.number for order in found)[:ORDERS]

"""How an order is called."""

from callcast.bus.messages import Call
from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.order import Order


def calling(floor: Floor, order: Order, id: str) -> Calling:  # noqa: A002 - the field's name
    """The announcement `id`: the order is called to where it is handed out; stalls take turns."""
    line = floor.lines[order.line]
    call = Call(order.number, place_of(floor, line), order.name)
    return Calling(id, call, line.template, order.langs or line.langs, line.channels, line.id)


def place_of(floor: Floor, line: Line) -> str:
    """Of the one counter that serves the line; the name of the stall where there is none, or more than one."""
    serving = [one for one in floor.counters.values() if any(share.line == line.id for share in one.shares)]
    return serving[0].place if len(serving) == 1 else line.name

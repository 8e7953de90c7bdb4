"""What an act is about, if it is there."""

from callcast.desk.queueing.hall.errors import Unknown
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.item import Item
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.order import Order
from callcast.desk.queueing.words import listed, quoted


def order_of(floor: Floor, id: str) -> Order:  # noqa: A002 - the field's name
    """The order; `Unknown` if it never was, or ended on another day."""
    if id not in floor.orders:
        raise Unknown("unknown-order", id=quoted(id))
    return floor.orders[id]


def item_of(floor: Floor, id: str, line: Line | None = None) -> Item:  # noqa: A002 - the field's name
    """The item, which is ordered at `line` if that is given; `Unknown`."""
    item = floor.items.get(id)
    if item is None or (line is not None and item.line != line.id):
        at = line.name if line is not None else floor.site.name or "-"
        known = tuple(one.id for one in floor.items.values() if line is None or one.line == line.id)
        raise Unknown("unknown-item", id=quoted(id), line=at, known=listed(known))
    return item

"""The last step of an order, taken back."""

from dataclasses import replace

from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Forbidden
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.order import Order, OrderStage
from callcast.desk.queueing.orders.calling import calling
from callcast.desk.queueing.orders.found import order_of
from callcast.desk.queueing.orders.moved import moved


def undo_order(floor: Floor, moment: Moment, order: str) -> Change:
    """It is where it was before; once: what was undone cannot be undone again, or two who press would go back twice.

    A call that is taken back is not spoken, nor any further if it is being spoken. What a recall has already said
    stays said. `Unknown`, or `Forbidden` if there is nothing to undo.
    """
    before = order_of(floor, order)
    if before.was is None:
        raise Forbidden("order-nothing-to-undo", number=before.number)
    _check_number(floor, before)
    if before.was is OrderStage.CALLED and before.announcement is None:  # its call was not heard, and is to be
        again = replace(before, calls=before.calls - 1)
        return moved(moment, "undo", again, before.was, was=None, call=calling(floor, before, moment.new_id()))
    if before.stage is not OrderStage.CALLED:
        return moved(moment, "undo", before, before.was, was=None)
    uncalled = replace(before, calls=before.calls - 1, called_at=before.called_at if before.calls > 1 else None)
    return moved(moment, "undo", uncalled, before.was, was=None, withdrawn=before.announcement)


def _check_number(floor: Floor, order: Order) -> None:
    """Since it ended its number may have come round."""
    others = (one for one in floor.orders.values() if one.line == order.line and one.id != order.id)
    if order.stage.final and any(one.number == order.number and not one.stage.final for one in others):
        raise Forbidden("order-number-taken", number=order.number)

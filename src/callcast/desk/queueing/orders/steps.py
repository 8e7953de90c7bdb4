"""What happens to an order: new, in preparation, ready, called, collected; or cancelled.

Each takes the order's id. `Unknown` if there is none, `Forbidden` if it is at another step.
"""

from callcast.desk.queueing.hall.act import Act
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Forbidden
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.order import Order, OrderStage
from callcast.desk.queueing.hall.sentence import sentence
from callcast.desk.queueing.orders.calling import calling
from callcast.desk.queueing.orders.found import order_of
from callcast.desk.queueing.orders.moved import moved


def prepare(floor: Floor, moment: Moment, order: str) -> Change:
    """Somebody begins to make it."""
    before = _at(floor, order, OrderStage.NEW)
    return moved(moment, "prepare", before, OrderStage.PREPARING, was=before.stage)


def ready(floor: Floor, moment: Moment, order: str) -> Change:
    """It is made. It is called at once where the line's policy calls at all."""
    before = _at(floor, order, OrderStage.NEW, OrderStage.PREPARING)
    if floor.lines[before.line].policy.calls == 0:
        return moved(moment, "ready", before, OrderStage.READY, was=before.stage)
    return _called(floor, moment, "ready", before)


def call(floor: Floor, moment: Moment, order: str) -> Change:
    """It is ready, and is called now."""
    return _called(floor, moment, "call", _at(floor, order, OrderStage.READY))


def recall(floor: Floor, moment: Moment, order: str) -> Change:
    """It is called once more; while the last call waits to be spoken, that one does."""
    before = _at(floor, order, OrderStage.CALLED)
    if moment.unheard(before.announcement):
        act = Act(moment.new_id(), "recall", "", moment.who, moment.at)
        return Change(act, before.id, sentence("order-still-queued", number=before.number))
    return _called(floor, moment, "recall", before)


def collect(floor: Floor, moment: Moment, order: str) -> Change:
    """The customer has it: a call of it that nobody has heard yet need not be spoken."""
    before = _at(floor, order, OrderStage.READY, OrderStage.CALLED)
    return moved(
        moment, "collect", before, OrderStage.COLLECTED, was=before.stage, withdrawn=moment.unheard(before.announcement)
    )


def cancel(floor: Floor, moment: Moment, order: str) -> Change:
    """Nobody wants it any more."""
    before = _at(floor, order, *(stage for stage in OrderStage if not stage.final))
    return moved(
        moment, "cancel", before, OrderStage.CANCELLED, was=before.stage, withdrawn=moment.unheard(before.announcement)
    )


def _called(floor: Floor, moment: Moment, what: str, before: Order) -> Change:
    said = calling(floor, before, moment.new_id())
    return moved(moment, what, before, OrderStage.CALLED, was=before.stage, call=said)


def _at(floor: Floor, id: str, *stages: OrderStage) -> Order:  # noqa: A002 - the field's name
    order = order_of(floor, id)
    if order.stage not in stages:
        raise Forbidden(f"order-is-{order.stage.value}", number=order.number)
    return order

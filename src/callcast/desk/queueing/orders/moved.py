"""An order that is not where it was: what changes with it."""

from dataclasses import replace

from callcast.desk.queueing.hall.act import Act
from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.order import Order, OrderStage
from callcast.desk.queueing.hall.period import Period


def moved(
    moment: Moment,
    what: str,
    before: Order,
    stage: OrderStage,
    *,
    was: OrderStage | None,
    call: Calling | None = None,
    withdrawn: str | None = None,
) -> Change:
    """`before`, as it is once it has come to `stage`; with a `call` of it, or with one that is `withdrawn`."""
    after = replace(before, stage=stage, was=was, since=moment.at, version=before.version + 1)
    if withdrawn is not None:
        after = replace(after, announcement=None)
    if call is not None:
        after = replace(after, calls=before.calls + 1, called_at=moment.at, announcement=call.id)
    return change(
        moment, what, after, calls=() if call is None else (call,), withdrawn=() if withdrawn is None else (withdrawn,)
    )


def change(
    moment: Moment, what: str, order: Order, *, calls: tuple[Calling, ...] = (), withdrawn: tuple[str, ...] = ()
) -> Change:
    """The `order` as it is now, and the period that begins with that."""
    return Change(
        Act(moment.new_id(), what, "", moment.who, moment.at),
        order.id,
        orders=(order,),
        periods=(Period(order.id, order.stage.value, order.line, None, moment.at, None, moment.who),),
        calls=calls,
        withdrawn=withdrawn,
    )

from collections.abc import Callable

import pytest
from tests.unit.desk.queueing.orders.stall import Stall

from callcast.bus.messages import Call
from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.counter import Counter, Share
from callcast.desk.queueing.hall.errors import Forbidden, Unknown
from callcast.desk.queueing.hall.order import OrderStage, Pick
from callcast.desk.queueing.hall.policy import Policy
from callcast.desk.queueing.orders.steps import call, cancel, collect, prepare, ready, recall
from callcast.desk.queueing.orders.undo import undo_order

STEPS: tuple[Callable[..., Change], ...] = (prepare, ready, call, recall, collect, cancel, undo_order)


def test_the_way_of_an_order() -> None:
    stall = Stall()
    order = stall.order(name="王小明")
    for step, stage in ((prepare, "preparing"), (ready, "called"), (collect, "collected")):
        stall.at += 60
        stall.do(step, order.id)
        assert stall[order.id].stage == stage
        assert stall[order.id].since == stall.at
    (said,) = stall.said
    call = Call("001", "取餐口", "王小明")
    assert said == Calling(said.id, call, "pick-up", ("zh-TW",), ("hall",), "ramen")
    assert [one.stage for one in stall.periods] == ["new", "preparing", "called", "collected"]
    assert {one.who for one in stall.periods} == {"chef"}


def test_it_is_called_when_somebody_says_so_where_the_policy_calls_nothing() -> None:
    stall = Stall(policy=Policy(calls=0))
    order = stall.order()
    stall.do(ready, order.id)
    assert (stall[order.id].stage, stall.said) == (OrderStage.READY, [])
    stall.do(call, order.id)
    assert (stall[order.id].stage, stall[order.id].calls) == (OrderStage.CALLED, 1)
    assert stall[order.id].announcement == stall.said[0].id


def test_it_is_called_to_the_stall_where_several_counters_hand_out() -> None:
    stall = Stall()
    stall.floor.counters["two"] = Counter("two", "二號口", "2", (Share("ramen"),))
    stall.do(ready, stall.order().id)
    assert stall.said[0].call.place == "豚骨拉麵店"


def test_a_recall_while_the_last_call_waits_is_no_other_announcement() -> None:
    stall = Stall()
    order = stall.order()
    stall.do(ready, order.id)
    again = stall.do(recall, order.id)
    assert again.because is not None
    assert again.because.key == "order-still-queued"
    assert (len(stall.said), stall[order.id].calls) == (1, 1)
    stall.queued.clear()  # it is being spoken
    stall.do(recall, order.id)
    assert (len(stall.said), stall[order.id].calls) == (2, 2)
    assert stall[order.id].announcement == stall.said[1].id


def test_what_is_collected_or_cancelled_need_not_be_called_any_more() -> None:
    for step in (collect, cancel):
        stall = Stall()
        order = stall.order()
        stall.do(ready, order.id)
        change = stall.do(step, order.id)
        assert change.withdrawn == (stall.said[0].id,)
        assert stall[order.id].announcement is None
        spoken = stall.order()
        stall.do(ready, spoken.id)
        stall.queued.clear()
        assert not stall.do(step, spoken.id).withdrawn


def test_each_step_can_be_undone_once() -> None:
    stall = Stall(policy=Policy(calls=0))
    order = stall.order()
    with pytest.raises(Forbidden, match="nothing to undo for order 001"):
        stall.do(undo_order, order.id)
    for step in (prepare, ready, call, collect):
        before = stall[order.id].stage
        stall.do(step, order.id)
        stall.do(undo_order, order.id)
        assert stall[order.id].stage is before
        with pytest.raises(Forbidden, match="nothing to undo for order 001"):
            stall.do(undo_order, order.id)
        stall.do(cancel, order.id)
        stall.do(undo_order, order.id)
        assert stall[order.id].stage is before
        stall.do(step, order.id)


def test_a_call_that_is_undone_is_not_spoken() -> None:
    stall = Stall()
    order = stall.order()
    stall.do(prepare, order.id)
    stall.do(ready, order.id)
    change = stall.do(undo_order, order.id)
    assert change.withdrawn == (stall.said[0].id,)
    now = stall[order.id]
    assert (now.stage, now.calls, now.called_at, now.announcement) == (OrderStage.PREPARING, 0, None, None)


def test_a_call_that_nobody_heard_is_said_after_all() -> None:
    for step in (collect, cancel):
        stall = Stall()
        order = stall.order()
        stall.do(ready, order.id)
        stall.do(step, order.id)
        (anew,) = stall.do(undo_order, order.id).calls
        now = stall[order.id]
        assert (now.stage, now.calls, now.announcement) == (OrderStage.CALLED, 1, anew.id)


def test_a_recall_that_is_undone_leaves_it_called() -> None:
    stall = Stall()
    order = stall.order()
    stall.do(ready, order.id)
    stall.queued.clear()
    stall.do(recall, order.id)
    assert stall.do(undo_order, order.id).withdrawn == (stall.said[1].id,)
    assert (stall[order.id].stage, stall[order.id].calls) == (OrderStage.CALLED, 1)
    assert stall[order.id].called_at == stall.at


@pytest.mark.parametrize(
    ("path", "steps", "says"),
    [
        ((), (call, recall, collect), "has not been made yet"),
        ((prepare,), (prepare, call, recall, collect), "is being made"),
        ((ready,), (prepare, ready, recall), "has not been called yet"),
        ((ready, call), (prepare, ready, call), "is called already"),
        ((ready, collect), (prepare, ready, call, recall, collect, cancel), "is collected already"),
        ((cancel,), (prepare, ready, call, recall, collect, cancel), "is cancelled"),
    ],
)
def test_a_step_that_does_not_come_next_is_refused(
    path: tuple[Callable[..., Change], ...], steps: tuple[Callable[..., Change], ...], says: str
) -> None:
    stall = Stall(policy=Policy(calls=0))
    order = stall.order()
    for step in path:
        stall.do(step, order.id)
    before = stall[order.id]
    for step in steps:
        with pytest.raises(Forbidden, match=says):
            stall.do(step, order.id)
    assert stall[order.id] == before


def test_an_order_that_is_not_there() -> None:
    for step in STEPS:
        with pytest.raises(Unknown, match='There is no order "x"'):
            Stall().do(step, "x")


def test_stalls_take_turns_by_their_line() -> None:
    stall = Stall()
    sweet = stall.order(Pick("cake"), line="sweets")
    stall.do(ready, sweet.id)
    stall.do(call, sweet.id)
    stall.do(ready, stall.order().id)
    assert [one.source for one in stall.said] == ["sweets", "ramen"]

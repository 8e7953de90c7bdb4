"""Any acts in any order: no order is lost or doubled, each transition is logged, each call is one announcement."""

from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.unit.desk.queueing.orders.stall import Stall

from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Forbidden, HallError
from callcast.desk.queueing.hall.order import Order, OrderStage
from callcast.desk.queueing.hall.policy import Policy
from callcast.desk.queueing.orders.steps import call, cancel, collect, prepare, ready, recall
from callcast.desk.queueing.orders.stock import sell_out
from callcast.desk.queueing.orders.undo import undo_order

AFTER: dict[Callable[..., Change], tuple[set[OrderStage], set[OrderStage]]] = {
    prepare: ({OrderStage.NEW}, {OrderStage.PREPARING}),
    ready: ({OrderStage.NEW, OrderStage.PREPARING}, {OrderStage.READY, OrderStage.CALLED}),
    call: ({OrderStage.READY}, {OrderStage.CALLED}),
    recall: ({OrderStage.CALLED}, {OrderStage.CALLED}),
    collect: ({OrderStage.READY, OrderStage.CALLED}, {OrderStage.COLLECTED}),
    cancel: ({stage for stage in OrderStage if not stage.final}, {OrderStage.CANCELLED}),
}
"""From where, and where to."""


class Orders(RuleBasedStateMachine):
    """A stall of three numbers, so that they come round; a speaker that is slow."""

    @initialize(calls=st.integers(0, 2))
    def open(self, calls: int) -> None:
        self.stall = Stall(last=3, policy=Policy(calls=calls))
        self.placed: dict[str, Order] = {}
        self.undoable: dict[str, OrderStage | None] = {}
        self.sold_out = False

    @rule(seconds=st.sampled_from((1.0, 600.0, 86_400.0)))
    def wait(self, seconds: float) -> None:
        self.stall.at += seconds

    @rule()
    def speak(self) -> None:
        if self.stall.queued:
            self.stall.queued.remove(min(self.stall.queued))

    @rule(sold_out=st.booleans())
    def sell_out(self, sold_out: bool) -> None:
        self.stall.do(sell_out, "tonkotsu", sold_out)
        self.sold_out = sold_out

    @rule()
    def place(self) -> None:
        taken = sum(not one.stage.final for one in self.stall.floor.orders.values())
        try:
            order = self.stall.order()
        except Forbidden:
            assert self.sold_out or taken == 3
            return
        assert not self.sold_out
        self.placed[order.id] = order
        self.undoable[order.id] = None

    @rule(step=st.sampled_from(list(AFTER)), index=st.integers(0, 9))
    def step(self, step: Callable[..., Change], index: int) -> None:
        if index >= len(self.placed):
            return
        id_ = list(self.placed)[index]
        before = self.stall[id_]
        come_from, go_to = AFTER[step]
        try:
            change = self.stall.do(step, id_)
        except HallError:
            assert before.stage not in come_from
            assert self.stall[id_] == before
            return
        assert before.stage in come_from
        after = self.stall[id_]
        assert after.stage in go_to
        if change.orders:
            self.undoable[id_] = before.stage
            assert len(change.periods) == 1
        else:
            assert step is recall
            assert before.announcement in self.stall.queued

    @rule(index=st.integers(0, 9))
    def undo(self, index: int) -> None:
        if index >= len(self.placed):
            return
        id_ = list(self.placed)[index]
        try:
            self.stall.do(undo_order, id_)
        except Forbidden as refused:
            taken = refused.sentence.key == "order-number-taken"
            assert taken or self.undoable[id_] is None
            return
        assert self.stall[id_].stage is self.undoable[id_]
        self.undoable[id_] = None

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        orders = self.stall.floor.orders
        assert set(orders) == set(self.placed)
        assert len({(one.day, one.serial) for one in orders.values()}) == len(orders)
        waiting = [one.number for one in orders.values() if not one.stage.final]
        assert len(set(waiting)) == len(waiting)
        for id_, placed in self.placed.items():
            now = orders[id_]
            assert (now.number, now.picks, now.price) == (placed.number, placed.picks, placed.price)

    @invariant()
    def all_of_it_is_logged(self) -> None:
        for order in self.stall.floor.orders.values():
            log = [one for one in self.stall.periods if one.subject == order.id]
            assert len(log) == order.version + 1
            assert (log[-1].stage, log[-1].start) == (order.stage.value, order.since)
            assert [one.start for one in log] == sorted(one.start for one in log)

    @invariant()
    def what_waits_to_be_spoken_is_the_last_call_of_one_that_is_called(self) -> None:
        called = [one for one in self.stall.floor.orders.values() if one.stage is OrderStage.CALLED]
        assert self.stall.queued <= {one.announcement for one in called}
        assert all(one.calls >= 1 for one in called if one.announcement)


Orders.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestOrders = Orders.TestCase

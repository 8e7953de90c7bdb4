"""Orders: placed, made, called, collected."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from callcast.desk.access.scope import Scope
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.order import OrderStage
from callcast.desk.queueing.hall.sentence import Sentence
from callcast.desk.queueing.orders.place import place
from callcast.desk.queueing.orders.steps import call, cancel, collect, prepare, ready, recall
from callcast.desk.queueing.orders.undo import undo_order
from callcast.desk.web.acting import Act
from callcast.desk.web.answer import json_of, tagged
from callcast.desk.web.hall_shapes import PAGE, PAGE_LIMIT, BecauseView
from callcast.desk.web.language import Language
from callcast.desk.web.looking import Looking
from callcast.desk.web.needs import needs
from callcast.desk.web.order_shapes import NewOrder, OrderPage, OrderSummary, OrderView
from callcast.desk.web.problem import READ, WRITE, problems
from callcast.desk.web.services import Services

Step = Callable[[Floor, Moment, str], Change]

STEPS: tuple[tuple[str, Step, str, str], ...] = (
    ("prepare", prepare, "prepare_order", "Somebody begins to make it."),
    ("ready", ready, "order_ready", "It is made; it is called at once where the line's policy calls at all."),
    ("call", call, "call_order", "Call it now."),
    ("recall", recall, "recall_order", "Call it once more. While the first call waits to be spoken, it is one."),
    ("collect", collect, "collect_order", "The customer has it."),
    ("cancel", cancel, "cancel_order", "Nobody wants it any more."),
    ("undo", undo_order, "undo_order", "Take back its last step."),
)
"""The last part of the address, the rule, the operation, what it does."""


def routes(services: Services) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["orders"])
    looking = Looking(services)
    _add_placing(router, looking)
    _add_lists(router, looking)
    for what, rule, name, does in STEPS:
        _add_step(router, looking, what, rule, name, does)
    return router


def _add_placing(router: APIRouter, looking: Looking) -> None:
    @router.post(
        "/api/orders",
        dependencies=[needs(Scope.ORDERS_PLACE)],
        status_code=201,
        response_model=OrderView,
        responses=problems(*WRITE),
    )
    async def place_order(body: NewOrder, act: Act) -> Response:
        """Order something; the answer has its number."""
        wish = body.wish()
        done = await looking.hall.book.do(lambda floor, moment: place(floor, moment, wish), act.who, act.key)
        answer = await _whole(looking, done.subject, act.lang, done.because, 201)
        answer.headers["Location"] = f"/api/orders/{done.subject}"
        return answer


def _add_lists(router: APIRouter, looking: Looking) -> None:
    @router.get(
        "/api/orders", dependencies=[needs(Scope.ORDERS_READ)], response_model=OrderPage, responses=problems(*READ)
    )
    async def list_orders(
        line: str | None = None,
        day: Annotated[str | None, Query(description="As in ISO 8601.", examples=["2026-11-24"])] = None,
        stage: OrderStage | None = None,
        number: str | None = None,
        limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = PAGE,
        before: str | None = None,
    ) -> Response:
        """Newest first."""
        if before is not None:
            await looking.order(before)
        wanted = None if stage is None else stage.value
        found = await looking.hall.store.orders(
            limit=limit + 1, line=line, day=day, stage=wanted, number=number, before=before
        )
        items = [OrderSummary.of(order) for order in found[:limit]]
        return json_of(OrderPage(items=items, next=items[-1].id if len(found) > limit else None))

    @router.get(
        "/api/orders/{id}", dependencies=[needs(Scope.ORDERS_READ)], response_model=OrderView, responses=problems(*READ)
    )
    async def get_order(id: str, language: Language) -> Response:  # noqa: A002 - the field's name
        """One of them, with its log, and how far its last call is."""
        return await _whole(looking, id, language, None)


def _add_step(router: APIRouter, looking: Looking, what: str, rule: Step, name: str, does: str) -> None:
    async def stepped(id: str, act: Act) -> Response:  # noqa: A002 - the field's name
        def checked(floor: Floor, moment: Moment) -> Change:
            if id in floor.orders:
                act.check(floor.orders[id].version)
            return rule(floor, moment, id)

        done = await looking.hall.book.do(checked, act.who, act.key)
        return await _whole(looking, id, act.lang, done.because)

    router.add_api_route(
        f"/api/orders/{{id}}/{what}",
        stepped,
        methods=["POST"],
        dependencies=[needs(Scope.ORDERS_ACT)],
        name=name,
        description=does,
        response_model=OrderView,
        responses=problems(*WRITE),
    )


async def _whole(looking: Looking, id: str, lang: str, because: Sentence | None, status: int = 200) -> Response:  # noqa: A002
    order = await looking.order(id)
    announced = await looking.announced(order.announcement)
    log = await looking.hall.store.periods(id)
    view = OrderView.made(order, announced, BecauseView.of(because, lang), log, lang)
    return tagged(view, order.version, status)

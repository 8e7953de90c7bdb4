"""Counters at work: next, recall, start, finish, and all else that an operator does."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Body
from starlette.responses import Response

from callcast.desk.access.scope import Scope
from callcast.desk.queueing.hall.book import Rule
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.counter import Counter
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.tickets.call import call_chosen, call_next, recall
from callcast.desk.queueing.tickets.counters import close_counter, open_counter
from callcast.desk.queueing.tickets.found import counter_of, current
from callcast.desk.queueing.tickets.serve import finish, no_show, park, start, transfer
from callcast.desk.queueing.tickets.turn import foremost
from callcast.desk.queueing.tickets.undo import undo
from callcast.desk.web.acting import Act, Acting
from callcast.desk.web.answer import json_of, tagged
from callcast.desk.web.counter_shapes import (
    ActedView,
    ChosenBody,
    CounterList,
    CounterNow,
    CounterView,
    NextView,
    OpenBody,
    TransferBody,
)
from callcast.desk.web.hall_shapes import BecauseView
from callcast.desk.web.language import Language
from callcast.desk.web.looking import Looking
from callcast.desk.web.needs import needs
from callcast.desk.web.problem import READ, WRITE, problems
from callcast.desk.web.services import Services
from callcast.desk.web.ticket_shapes import TicketSummary

Plain = Callable[[Floor, Moment, str], Change]
"""A rule that needs nothing but the counter's id."""

PLAIN: tuple[tuple[str, Plain, str, str], ...] = (
    ("next", call_next, "call_next", "Call whose turn it is; `because` says why it is theirs."),
    ("recall", recall, "recall_ticket", "Call the same once more. While the first call waits to be spoken, it is one."),
    ("start", start, "start_serving", "Who was called is there."),
    ("finish", finish, "finish_serving", "They are done; on to the next line of their route, if there is one."),
    ("no-show", no_show, "mark_no_show", "Who was called did not come."),
    ("park", park, "park_ticket", "Who was called did not come, and may come back."),
    ("undo", undo, "undo_last_act", "Take back what was last done at this counter."),
    ("close", close_counter, "close_counter", "Nobody is called here any more."),
)
"""The last part of the address, the rule, the operation, what it does."""


def routes(services: Services) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["counters"])
    looking = Looking(services)
    _add_lists(router, looking)
    for what, rule, name, does in PLAIN:
        _add_plain(router, looking, what, rule, name, does)
    _add_others(router, looking)
    return router


def _add_lists(router: APIRouter, looking: Looking) -> None:
    @router.get(
        "/api/counters", dependencies=[needs(Scope.TICKETS_READ)], response_model=CounterList, responses=problems(503)
    )
    async def list_counters() -> Response:
        """All of them, and who is there."""
        floor = looking.floor
        return json_of(CounterList(items=[_view(floor, one) for one in floor.counters.values()]))

    @router.get(
        "/api/counters/{id}",
        dependencies=[needs(Scope.TICKETS_READ)],
        response_model=CounterNow,
        responses=problems(*READ),
    )
    async def get_counter(id: str, language: Language) -> Response:  # noqa: A002 - the field's name
        """One of them: who is there, how far the call is, and who would be called next, and why."""
        floor, counter = looking.floor, counter_of(looking.floor, id)
        there = current(floor, id)
        view = CounterNow(
            **dict(_view(floor, counter)),
            announcement=await looking.announced(there.announcement if there else None),
            next=NextView.of(foremost(floor, counter, looking.now()), language),
        )
        return tagged(view, counter.version)


def _add_plain(router: APIRouter, looking: Looking, what: str, rule: Plain, name: str, does: str) -> None:
    async def acted(id: str, act: Act) -> Response:  # noqa: A002 - the field's name
        return await _done(looking, id, act, lambda floor, moment: rule(floor, moment, id))

    router.add_api_route(
        f"/api/counters/{{id}}/{what}",
        acted,
        methods=["POST"],
        dependencies=[needs(Scope.TICKETS_ACT, counter="id")],
        name=name,
        description=does,
        response_model=ActedView,
        responses=problems(*WRITE),
    )


def _add_others(router: APIRouter, looking: Looking) -> None:
    @router.post(
        "/api/counters/{id}/call",
        dependencies=[needs(Scope.TICKETS_ACT, counter="id")],
        response_model=ActedView,
        responses=problems(*WRITE),
    )
    async def call_chosen_ticket(id: str, body: ChosenBody, act: Act) -> Response:  # noqa: A002 - the field's name
        """Call this number, whoever's turn it is."""
        return await _done(looking, id, act, lambda floor, moment: call_chosen(floor, moment, id, body.number))

    @router.post(
        "/api/counters/{id}/transfer",
        dependencies=[needs(Scope.TICKETS_ACT, counter="id")],
        response_model=ActedView,
        responses=problems(*WRITE),
    )
    async def transfer_ticket(id: str, body: TransferBody, act: Act) -> Response:  # noqa: A002 - the field's name
        """Who is there waits in another line, with the same number."""
        return await _done(looking, id, act, lambda floor, moment: transfer(floor, moment, id, body.line))

    @router.post(
        "/api/counters/{id}/open",
        dependencies=[needs(Scope.TICKETS_ACT, counter="id")],
        response_model=ActedView,
        responses=problems(*WRITE),
    )
    async def open_for_service(
        id: str,  # noqa: A002 - the field's name
        act: Act,
        body: Annotated[OpenBody, Body()] = OpenBody(operator=""),  # noqa: B008 - frozen
    ) -> Response:
        """Somebody serves here."""
        operator = body.operator or act.who
        return await _done(looking, id, act, lambda floor, moment: open_counter(floor, moment, id, operator))


async def _done(looking: Looking, id: str, act: Acting, rule: Rule) -> Response:  # noqa: A002 - the field's name
    def checked(floor: Floor, moment: Moment) -> Change:
        if act.version is not None:
            there = current(floor, id)
            act.check(there.version if there else 0)
        return rule(floor, moment)

    done = await looking.hall.book.do(checked, act.who, act.key)
    floor = looking.floor
    about = floor.tickets.get(done.subject)
    view = ActedView(
        counter=_view(floor, counter_of(floor, id)),
        ticket=TicketSummary.of(about) if about else None,
        because=BecauseView.of(done.because, act.lang),
        announcement=await looking.announced(about.announcement if about else None),
    )
    return json_of(view)


def _view(floor: Floor, counter: Counter) -> CounterView:
    there = current(floor, counter.id)
    return CounterView.with_ticket(counter, TicketSummary.of(there) if there else None)

"""Tickets: issued, looked at, brought back."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime
from starlette.responses import Response

from callcast.desk.access.scope import Scope
from callcast.desk.queueing.hall.book import Rule
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Wrong
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.ticket import Stage
from callcast.desk.queueing.tickets.back import back, cancel
from callcast.desk.queueing.tickets.issue import issue
from callcast.desk.queueing.times import rfc3339
from callcast.desk.web.acting import Act, Acting
from callcast.desk.web.answer import json_of, tagged
from callcast.desk.web.hall_shapes import PAGE, PAGE_LIMIT
from callcast.desk.web.language import Language
from callcast.desk.web.looking import Looking
from callcast.desk.web.needs import needs, open_to_all
from callcast.desk.web.problem import READ, WRITE, problems
from callcast.desk.web.services import Services
from callcast.desk.web.ticket_shapes import (
    NewTicket,
    OwnTicketView,
    PeriodPage,
    PeriodView,
    TicketPage,
    TicketSummary,
    TicketView,
    WaitView,
)


def routes(services: Services) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["tickets"])
    looking = Looking(services)
    _add_issuing(router, looking)
    _add_lists(router, looking)
    _add_one(router, looking)
    _add_acts(router, looking)
    return router


def _add_issuing(router: APIRouter, looking: Looking) -> None:
    @router.post(
        "/api/tickets",
        dependencies=[needs(Scope.TICKETS_ISSUE)],
        status_code=201,
        response_model=TicketView,
        responses=problems(*WRITE),
    )
    async def issue_ticket(body: NewTicket, act: Act) -> Response:
        """Issue the next number of a line. `wait` says how many are before it, and for how long."""
        wish = body.wish()
        done = await looking.hall.book.do(lambda floor, moment: issue(floor, moment, wish), act.who, act.key)
        answer = await _whole(looking, done.subject, act.lang, 201)
        answer.headers["Location"] = f"/api/tickets/{done.subject}"
        return answer


def _add_lists(router: APIRouter, looking: Looking) -> None:
    @router.get(
        "/api/tickets", dependencies=[needs(Scope.TICKETS_READ)], response_model=TicketPage, responses=problems(*READ)
    )
    async def list_tickets(
        line: str | None = None,
        day: Annotated[str | None, Query(description="As in ISO 8601.", examples=["2026-11-24"])] = None,
        stage: Stage | None = None,
        number: str | None = None,
        limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = PAGE,
        before: str | None = None,
    ) -> Response:
        """Newest first."""
        if before is not None:
            await looking.ticket(before)
        found = await looking.hall.store.tickets(
            limit=limit + 1,
            line=line,
            day=day,
            stage=None if stage is None else stage.value,
            number=number,
            before=before,
        )
        items = [TicketSummary.of(ticket) for ticket in found[:limit]]
        return json_of(TicketPage(items=items, next=items[-1].id if len(found) > limit else None))

    @router.get(
        "/api/periods", dependencies=[needs(Scope.TICKETS_READ)], response_model=PeriodPage, responses=problems(*READ)
    )
    async def list_periods(
        start: Annotated[AwareDatetime, Query(description="RFC 3339; those that began then or later.")],
        end: Annotated[AwareDatetime, Query(description="RFC 3339; and before then.")],
        language: Language,
        limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = PAGE_LIMIT,
        after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    ) -> Response:
        """The log of tickets and orders: what was, from when to when, by whom, and why."""
        if end <= start:
            raise Wrong("wrong-times", "end", start=start.isoformat(), end=end.isoformat())
        found = await looking.hall.store.between(start.timestamp(), end.timestamp(), limit + 1, after)
        items = [PeriodView.of(period, language) for _, period in found[:limit]]
        return json_of(PeriodPage(items=items, next=found[limit - 1][0] if len(found) > limit else None))


def _add_one(router: APIRouter, looking: Looking) -> None:
    @router.get(
        "/api/tickets/{id}",
        dependencies=[needs(Scope.TICKETS_READ)],
        response_model=TicketView,
        responses=problems(*READ),
    )
    async def get_ticket(id: str, language: Language) -> Response:  # noqa: A002 - the field's name
        """One of them, with its log, how long it waits, and how far its last call is."""
        return await _whole(looking, id, language)

    @router.get("/api/t/{id}", dependencies=[open_to_all()], response_model=OwnTicketView, responses=problems(*READ))
    async def get_own_ticket(id: str) -> Response:  # noqa: A002 - the field's name
        """What whoever has it may see: for the ticket's own page, which is open to all who know its id."""
        ticket = await looking.ticket(id)
        floor = looking.floor
        line, counter = floor.lines.get(ticket.line), floor.counters.get(ticket.counter or "")
        view = OwnTicketView(
            number=ticket.number,
            line=line.name if line else ticket.line,
            names=dict(line.names) if line else {},
            stage=ticket.stage,
            since=rfc3339(ticket.since) or "",
            place=counter.place if counter and ticket.stage.at_counter else None,
            wait=WaitView.of(looking.wait(ticket)),
        )
        return json_of(view, headers={"Cache-Control": "no-store"})


def _add_acts(router: APIRouter, looking: Looking) -> None:
    @router.post(
        "/api/tickets/{id}/back",
        dependencies=[needs(Scope.TICKETS_ACT)],
        response_model=TicketView,
        responses=problems(*WRITE),
    )
    async def bring_ticket_back(id: str, act: Act) -> Response:  # noqa: A002 - the field's name
        """One that was parked, or did not come, is there: it is called after as many as its line's policy says."""
        return await _done(looking, id, act, lambda floor, moment: back(floor, moment, id))

    @router.post(
        "/api/tickets/{id}/cancel",
        dependencies=[needs(Scope.TICKETS_ACT)],
        response_model=TicketView,
        responses=problems(*WRITE),
    )
    async def cancel_ticket(id: str, act: Act) -> Response:  # noqa: A002 - the field's name
        """Nobody waits with it any more."""
        return await _done(looking, id, act, lambda floor, moment: cancel(floor, moment, id))


async def _done(looking: Looking, id: str, act: Acting, rule: Rule) -> Response:  # noqa: A002 - the field's name
    def checked(floor: Floor, moment: Moment) -> Change:
        if id in floor.tickets:
            act.check(floor.tickets[id].version)
        return rule(floor, moment)

    await looking.hall.book.do(checked, act.who, act.key)
    return await _whole(looking, id, act.lang)


async def _whole(looking: Looking, id: str, lang: str, status: int = 200) -> Response:  # noqa: A002
    ticket = await looking.ticket(id)
    announced = await looking.announced(ticket.announcement)
    periods = await looking.hall.store.periods(id)
    view = TicketView.made(ticket, looking.wait(ticket), announced, periods, lang)
    return tagged(view, ticket.version, status)

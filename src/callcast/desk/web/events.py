"""Events, as they happen."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from callcast.desk.access.errors import NotAllowed
from callcast.desk.access.scope import Scope
from callcast.desk.access.who import Who
from callcast.desk.queueing.hall.errors import Forbidden, Wrong
from callcast.desk.queueing.hall.told import KINDS
from callcast.desk.web.acting import DIGITS
from callcast.desk.web.event_shapes import check_kinds
from callcast.desk.web.needs import needs
from callcast.desk.web.problem import problems
from callcast.desk.web.services import Services
from callcast.desk.web.stream import EventStream, stream, while_true

_SCOPES = {
    "ticket": Scope.TICKETS_READ,
    "order": Scope.ORDERS_READ,
    "announcement": Scope.ANNOUNCEMENTS_READ,
}
"""Of kinds that tell of people; of the others `SITE_READ`."""
READERS = 300
"""Streams at the same time."""


def routes(services: Services) -> APIRouter:
    """The stream."""
    router = APIRouter(tags=["events"])
    text = {
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
        "description": "Until either side ends it",
    }

    @router.get("/api/events", response_class=Response, responses={200: text, **problems(409, 422, 503)})
    async def stream_events(
        request: Request,
        who: Annotated[Who, needs(Scope.EVENTS)],
        kinds: Annotated[
            str | None, Query(max_length=200, description="Of these only.", examples=["ticket,counter"])
        ] = None,
        last_event_id: Annotated[
            str | None, Header(description="The last that was seen: what came after it is sent first.")
        ] = None,
        after: Annotated[str | None, Query(description="The same, for those who cannot send a header.")] = None,
    ) -> Response:
        """What changes, as server-sent events: `id` its number, `event` its kind, `data` an EventView.

        Of people who wait only what one may see.

        `event: reset` says that what was missed cannot be told: read what you need anew.
        """
        wanted = seen_by(who, check_kinds([one.strip() for one in kinds.split(",")] if kinds else []))
        number = _number(after if last_event_id is None else last_event_id)
        if services.desk.feed.readers >= READERS:
            raise Forbidden("too-many-listen", limit=READERS)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        told = stream(services.desk.feed, services.desk.hall.store, number, wanted)
        secret = request.state.secret
        return EventStream(while_true(lambda: services.access.signing.known(secret), told), headers=headers)

    return router


def seen_by(who: Who, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the `wanted` kinds, or of all when none are named, that they may see; `NotAllowed` if that is none."""
    found = tuple(kind for kind in wanted or KINDS if who.may(_SCOPES.get(kind, Scope.SITE_READ)))
    if not found:
        raise NotAllowed(who.name, _SCOPES.get((wanted or KINDS)[0], Scope.SITE_READ).value)
    return found


def _number(text: str | None) -> int | None:
    if text is None or not text.strip():
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > DIGITS:
        raise Wrong("wrong-event-id", "Last-Event-ID", id=text[:40])
    return int(text)

"""Lines, counters and items: looked at, put, removed."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from callcast.desk.access.scope import Scope
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Wrong
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.orders.found import item_of
from callcast.desk.queueing.setup.setup import Kind, put_counter, put_item, put_line, remove
from callcast.desk.queueing.tickets.found import counter_of, line_of
from callcast.desk.web.acting import Act, Acting
from callcast.desk.web.answer import json_of, tagged
from callcast.desk.web.counter_shapes import CounterSetup
from callcast.desk.web.item_shapes import ItemList, ItemSetup
from callcast.desk.web.line_shapes import LineList, LineSetup
from callcast.desk.web.looking import Looking
from callcast.desk.web.needs import needs
from callcast.desk.web.problem import READ, WRITE, problems
from callcast.desk.web.services import Services


def routes(services: Services) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["site"])
    looking = Looking(services)
    _add_lines(router, looking)
    _add_counters(router, looking)
    _add_items(router, looking)
    return router


def _add_lines(router: APIRouter, looking: Looking) -> None:
    @router.get("/api/lines", dependencies=[needs(Scope.SITE_READ)], response_model=LineList, responses=problems(503))
    async def list_lines() -> Response:
        """All of them."""
        return json_of(LineList(items=[LineSetup.of(line) for line in looking.floor.lines.values()]))

    @router.get(
        "/api/lines/{id}", dependencies=[needs(Scope.SITE_READ)], response_model=LineSetup, responses=problems(*READ)
    )
    async def get_line(id: str) -> Response:  # noqa: A002 - the field's name
        """One of them; its `ETag` is its version."""
        line = line_of(looking.floor, id)
        return tagged(LineSetup.of(line), line.version)

    @router.put(
        "/api/lines/{id}", dependencies=[needs(Scope.SITE_WRITE)], response_model=LineSetup, responses=_put(LineSetup)
    )
    async def put_line_setup(id: str, body: LineSetup, act: Act) -> Response:  # noqa: A002 - the field's name
        """Make it, or change it. `version` (or If-Match) is the one that was read, 0 for a new one."""
        version = _version(act, id, body)
        new, line = id not in looking.floor.lines, body.line(id, version)
        await _do(looking, act, lambda floor, moment: put_line(floor, moment, line, looking.channels()))
        kept = line_of(looking.floor, id)
        return tagged(LineSetup.of(kept), kept.version, 201 if new else 200)

    @router.delete(
        "/api/lines/{id}", dependencies=[needs(Scope.SITE_WRITE)], status_code=204, responses=problems(*WRITE)
    )
    async def remove_line(id: str, act: Act) -> Response:  # noqa: A002 - the field's name
        """Nobody queues there any more."""
        return await _remove(looking, act, "line", id, lambda floor: line_of(floor, id).version)


def _add_counters(router: APIRouter, looking: Looking) -> None:
    @router.put(
        "/api/counters/{id}",
        dependencies=[needs(Scope.SITE_WRITE)],
        response_model=CounterSetup,
        responses=_put(CounterSetup),
    )
    async def put_counter_setup(id: str, body: CounterSetup, act: Act) -> Response:  # noqa: A002 - the field's name
        """Make it, or change it. `version` (or If-Match) is the one that was read, 0 for a new one."""
        version = _version(act, id, body)
        new, counter = id not in looking.floor.counters, body.counter(id, version)
        await _do(looking, act, lambda floor, moment: put_counter(floor, moment, counter, looking.channels()))
        kept = counter_of(looking.floor, id)
        return tagged(CounterSetup.of(kept), kept.version, 201 if new else 200)

    @router.delete(
        "/api/counters/{id}", dependencies=[needs(Scope.SITE_WRITE)], status_code=204, responses=problems(*WRITE)
    )
    async def remove_counter(id: str, act: Act) -> Response:  # noqa: A002 - the field's name
        """Nobody is served there any more."""
        return await _remove(looking, act, "counter", id, lambda floor: counter_of(floor, id).version)


def _add_items(router: APIRouter, looking: Looking) -> None:
    @router.get("/api/items", dependencies=[needs(Scope.SITE_READ)], response_model=ItemList, responses=problems(503))
    async def list_items() -> Response:
        """All of them."""
        return json_of(ItemList(items=[ItemSetup.of(item) for item in looking.floor.items.values()]))

    @router.get(
        "/api/items/{id}", dependencies=[needs(Scope.SITE_READ)], response_model=ItemSetup, responses=problems(*READ)
    )
    async def get_item(id: str) -> Response:  # noqa: A002 - the field's name
        """One of them; its `ETag` is its version."""
        item = item_of(looking.floor, id)
        return tagged(ItemSetup.of(item), item.version)

    @router.put(
        "/api/items/{id}", dependencies=[needs(Scope.SITE_WRITE)], response_model=ItemSetup, responses=_put(ItemSetup)
    )
    async def put_item_setup(id: str, body: ItemSetup, act: Act) -> Response:  # noqa: A002 - the field's name
        """Make it, or change it. `version` (or If-Match) is the one that was read, 0 for a new one."""
        version = _version(act, id, body)
        new = id not in looking.floor.items
        await _do(looking, act, lambda floor, moment: put_item(floor, moment, body.item(id, version)))
        item = item_of(looking.floor, id)
        return tagged(ItemSetup.of(item), item.version, 201 if new else 200)

    @router.delete(
        "/api/items/{id}", dependencies=[needs(Scope.SITE_WRITE)], status_code=204, responses=problems(*WRITE)
    )
    async def remove_item(id: str, act: Act) -> Response:  # noqa: A002 - the field's name
        """Nobody can order it any more."""
        return await _remove(looking, act, "item", id, lambda floor: item_of(floor, id).version)


def _put(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    return {201: {"model": model, "description": "It is new"}, **problems(*WRITE)}


def _version(act: Acting, id: str, body: LineSetup | CounterSetup | ItemSetup) -> int:  # noqa: A002
    """That it goes by; `Wrong` if the body is another's."""
    if body.id not in ("", id):
        raise Wrong("other-id", "id", id=body.id, path=id[:64])
    return body.version if act.version is None else act.version


async def _do(looking: Looking, act: Acting, rule: Callable[[Floor, Moment], Change]) -> None:
    await looking.hall.book.do(rule, act.who, act.key)


async def _remove(
    looking: Looking,
    act: Acting,
    kind: Kind,
    id: str,  # noqa: A002 - the field's name
    version: Callable[[Floor], int],
) -> Response:
    def rule(floor: Floor, moment: Moment) -> Change:
        act.check(version(floor))
        return remove(floor, moment, kind, id)

    await _do(looking, act, rule)
    return Response(status_code=204)

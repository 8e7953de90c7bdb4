"""The site: its name, its time, its file."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from callcast.desk.access.scope import Scope
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.setup.importing import import_site
from callcast.desk.queueing.setup.setup import put_site
from callcast.desk.queueing.setup.site_file import SiteFile
from callcast.desk.queueing.times import rfc3339
from callcast.desk.web.acting import Act
from callcast.desk.web.answer import json_of, tagged
from callcast.desk.web.looking import Looking
from callcast.desk.web.needs import needs
from callcast.desk.web.problem import READ, WRITE, problems
from callcast.desk.web.services import Services
from callcast.desk.web.site_shapes import ClockView, SiteSetup


def routes(services: Services) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["site"])
    looking = Looking(services)
    _add_site(router, looking)
    _add_file(router, looking)
    return router


def _add_site(router: APIRouter, looking: Looking) -> None:
    @router.get("/api/site", dependencies=[needs(Scope.SITE_READ)], response_model=SiteSetup, responses=problems(*READ))
    async def get_site() -> Response:
        """The place; its `ETag` is its version."""
        site = looking.floor.site
        return tagged(SiteSetup.of(site), site.version)

    @router.put(
        "/api/site", dependencies=[needs(Scope.SITE_WRITE)], response_model=SiteSetup, responses=problems(*WRITE)
    )
    async def put_site_setup(body: SiteSetup, act: Act) -> Response:
        """Change it. `version` (or If-Match) is the one that was read."""
        site = body.site(body.version if act.version is None else act.version)
        await looking.hall.book.do(lambda floor, moment: put_site(floor, moment, site), act.who, act.key)
        return tagged(SiteSetup.of(looking.floor.site), looking.floor.site.version)

    @router.post(
        "/api/site/clock", dependencies=[needs(Scope.SITE_WRITE)], response_model=ClockView, responses=problems(*WRITE)
    )
    async def accept_clock() -> Response:
        """The clock of this machine was set back on purpose: go on by it."""
        looking.hall.book.accept_clock()
        return json_of(ClockView(now=rfc3339(looking.now()) or ""))


def _add_file(router: APIRouter, looking: Looking) -> None:
    document = {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "The document"}

    @router.get(
        "/api/site/file",
        dependencies=[needs(Scope.SITE_WRITE)],
        response_class=Response,
        responses={200: document, **problems(503)},
    )
    async def export_site() -> Response:
        """All that is set up, as one document: the site, lines, counters, items; nobody who waits."""
        text = SiteFile.of(looking.floor).text()
        headers = {"Content-Disposition": 'attachment; filename="callcast-site.json"'}
        return Response(text, media_type="application/json", headers=headers)

    @router.put(
        "/api/site/file", dependencies=[needs(Scope.SITE_WRITE)], response_model=SiteSetup, responses=problems(*WRITE)
    )
    async def import_site_file(body: dict[str, Any], act: Act) -> Response:
        """Set up what the document says, and nothing else, all or none. What people wait for cannot be taken away."""
        file = SiteFile.from_json(body)

        def rule(floor: Floor, moment: Moment) -> Change:
            act.check(floor.site.version)
            return import_site(floor, moment, file, looking.channels())

        await looking.hall.book.do(rule, act.who, act.key)
        return tagged(SiteSetup.of(looking.floor.site), looking.floor.site.version)

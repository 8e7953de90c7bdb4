"""Who may ask what: the table of every route by every role, held against real requests."""

import re
from pathlib import Path

import httpx
import pytest
from fastapi.routing import APIRoute
from starlette.routing import Route
from tests.unit.desk.web.people import PASSWORD, signed_in, visitor
from tests.unit.desk.web.site import Site, run

from callcast.desk.access import secret
from callcast.desk.access.role import Role
from callcast.desk.access.signing import MACHINE
from callcast.desk.web.needs import declared
from callcast.desk.web.services import ReloadResult

TABLE = Path(__file__).parents[3] / "data" / "access" / "routes.tsv"
LINES = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()]
FORMS = (("POST", "/sign-in"), ("POST", "/sign-out"))
WHO, ROWS = LINES[0][2:], {(method, path): cells for method, path, *cells in LINES[1:]}


def test_the_table_has_every_route_and_every_role(tmp_path: Path) -> None:
    """And every route says what it needs."""

    async def scenario(site: Site) -> None:
        found = set()
        for one in declared(site.app.routes):
            assert isinstance(one.route, (APIRoute, Route)), one.route
            assert one.need is not None, f"{one.route.path} says nothing; see needs.py"
            found |= {(method, one.route.path) for method in one.route.methods or ()}
        assert found - {("HEAD", "/openapi.json")} == set(ROWS)
        assert ["nobody", *(role.value for role in Role)] == WHO
        assert {cell for cells in ROWS.values() for cell in cells} == {"yes", "no"}

    run(scenario, tmp_path)


@pytest.mark.parametrize("who", WHO)
def test_who_may_ask_what(tmp_path: Path, who: str) -> None:
    """By requests that would do nothing: with ids that there are not, and without bodies, but for the pages' forms."""

    async def ask(http: httpx.AsyncClient, method: str, path: str) -> int:
        url = re.sub(r"\{\w+\}", "none", path)
        csrf = secret.csrf_of(http.cookies.get("callcast") or "")
        form = {"name": "admin", "password": PASSWORD, "csrf": csrf} if (method, path) in FORMS else None
        async with http.stream(method, url, data=form) as answer:  # of events there is no end
            return answer.status_code

    async def scenario(site: Site) -> None:
        await site.access.people.create(MACHINE, "admin", PASSWORD, Role.ADMIN)
        if who == "nobody":
            async with visitor(site) as http:
                await check(site, http, 401)
        else:
            if who != "admin":
                await site.access.people.create(MACHINE, who, PASSWORD, Role(who))
            async with signed_in(site, who) as http:
                await check(site, http, 403)

    async def check(site: Site, http: httpx.AsyncClient, refusal: int) -> None:
        for (method, path), cells in ROWS.items():
            site.reloads[:] = [ReloadResult((), ())]
            status = await ask(http, method, path)
            allowed = cells[WHO.index(who)] == "yes"
            assert status < 500 or path == "/healthz", (method, path, status)
            assert (status not in (401, 403)) is allowed, (method, path, status)
            assert allowed or status == refusal, (method, path, status)

    run(scenario, tmp_path)

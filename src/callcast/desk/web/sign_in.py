"""The pages by which people come in: plain forms, which every browser sends."""

from collections.abc import Mapping
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from callcast.desk.access import secret
from callcast.desk.access.access import Access
from callcast.desk.access.errors import AccessError, BadValue
from callcast.desk.web import cookie
from callcast.desk.web.access_api import sign_in
from callcast.desk.web.doorkeeper import address_of, see_csrf
from callcast.desk.web.needs import open_to_all
from callcast.desk.web.sign_in_page import STYLE, Page, language

HOME = "/sign-in"
"""Where one is led who did not want to be anywhere else: it says who one is."""


def routes(access: Access) -> APIRouter:
    """`/sign-in`, `/sign-out`, `/first/...`."""
    router = APIRouter(dependencies=[open_to_all()], include_in_schema=False)
    _add_sign_in(router, access)
    _add_first(router, access)

    @router.get("/sign-in/page.css")
    async def style() -> Response:
        return Response(STYLE, media_type="text/css", headers={"Cache-Control": "no-cache"})

    return router


def _add_sign_in(router: APIRouter, access: Access) -> None:
    @router.get("/sign-in")
    async def page(request: Request) -> Response:
        who = request.state.who
        shown = Page(language(request))
        if who is None or not request.state.by_cookie:
            return shown.sign_in(_next(request.query_params.get("next", "")))
        return shown.known(who.name, who.role, secret.csrf_of(request.state.secret))

    @router.post("/sign-in")
    async def enter(request: Request) -> Response:
        form = await _form(request)
        name, to = form.get("name", ""), _next(form.get("next", ""))
        request.state.on = access.people.shown(name)
        try:
            _, made = await access.signing.sign_in(name, form.get("password", ""), address_of(request.scope))
        except AccessError as error:
            return Page(language(request)).sign_in(to, name, error)
        return _entered(request, access, made, to)

    @router.post("/sign-out")
    async def leave(request: Request) -> Response:
        given = cookie.given(request)
        answer = RedirectResponse("/sign-in", 303)
        if given is not None and (who := request.state.who) is not None:
            see_csrf((await _form(request)).get("csrf", ""), given)
            if who.kind == "person":
                await access.signing.sign_out(who, "current", given)
        cookie.drop(answer, request)
        return answer


def _add_first(router: APIRouter, access: Access) -> None:
    @router.get("/first/{secret}")
    async def first(secret: str, request: Request) -> Response:
        shown = Page(language(request))
        try:
            access.first.see(secret)
        except AccessError as error:
            return shown.over(error)
        return shown.first(f"/first/{quote(secret)}")

    @router.post("/first/{secret}")
    async def begin(secret: str, request: Request) -> Response:
        form, shown = await _form(request), Page(language(request))
        name, password = form.get("name", ""), form.get("password", "")
        try:
            access.first.see(secret)
            if password != form.get("again", ""):
                raise BadValue("The two passwords differ; type the same twice.", "again")
            person = await access.first.use(secret, name, password)
        except BadValue as error:
            return shown.first(f"/first/{quote(secret)}", name, error)
        except AccessError as error:
            return shown.over(error)
        made = await access.signing.begin(person, address_of(request.scope))
        return _entered(request, access, made, HOME)


def _entered(request: Request, access: Access, made: str, to: str) -> Response:
    answer = RedirectResponse(to, 303)
    sign_in(request, answer, access, made)
    return answer


async def _form(request: Request) -> Mapping[str, str]:
    """The fields of a form; of one that comes twice, the first."""
    text = (await request.body()).decode("utf-8", "replace")
    try:
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=20, errors="replace")
    except ValueError:
        return {}
    return {name: values[0] for name, values in fields.items()}


def _next(path: str) -> str:
    """Where to go on: a path of ours and no other site's, however it is written."""
    plain = path.startswith("/") and not path.startswith("//") and path.isascii() and path.isprintable()
    return path if plain and "\\" not in path and len(path) <= 500 else HOME

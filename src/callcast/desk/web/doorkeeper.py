"""Lets in who may, route by route, and writes down what they did."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from callcast.desk.access import secret
from callcast.desk.access.access import Access
from callcast.desk.access.audit import Entry
from callcast.desk.access.errors import AccessError, NoCsrf, NotSignedIn
from callcast.desk.access.who import Who
from callcast.desk.web import cookie
from callcast.desk.web.language import language_of
from callcast.desk.web.needs import Declared, Need, asked, declared
from callcast.desk.web.problem import of_error, problem

SAFE = ("GET", "HEAD", "OPTIONS")
CSRF_HEADER = "x-csrf-token"
SHOWN, LONGEST = 100, 255
"""Characters of one id in the log, and of all that an act was on."""
SECRETS = ("secret", "code")
"""Names of parts of a path that the log leaves out."""


@dataclass(frozen=True)
class _Came:
    """What came with a request, and who is known by it."""

    who: Who | None = None
    given: str | None = None
    by_cookie: bool = False


class Doorkeeper:
    """ASGI. Leaves in the request's state: `who`, and `secret`, what they are known by; a route may set `who`, `on`."""

    def __init__(self, app: ASGIApp, access: Access, routes: Callable[[], Sequence[BaseRoute]]) -> None:
        """`routes` tells those of the application once it is put together."""
        self._app, self._access, self._told = app, access, routes

    @cached_property
    def _declared(self) -> list[Declared]:
        return declared(self._told())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "websocket":  # there are none, and nobody would be asked who they are
                await send({"type": "websocket.close", "code": 1008})
            return
        state = scope.setdefault("state", {})
        came = self._came(HTTPConnection(scope))
        state.update(who=came.who, secret=came.given, by_cookie=came.by_cookie)
        found = asked(self._declared, scope)
        if found is None:  # no such path or method, which is no secret: /openapi.json lists what there is
            await self._app(scope, receive, send)
            return
        one, params = found
        refusal = _refusal(scope, one.need, came)
        if refusal is not None:
            scope["route"] = one.route  # for the metrics, as the router would
        status = 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await (self._app if refusal is None else refusal)(scope, receive, watched)
        finally:
            if scope["method"] not in SAFE and one.need is not None and one.need.logged:
                self._write(scope, one, params, status)

    def _came(self, connection: HTTPConnection) -> _Came:
        header = connection.headers.get("authorization")
        if header is not None:  # what was said aloud counts, and nothing beside it
            given = secret.bearer(header) or ""
            kind = secret.kind_of(given)
            return _Came(None if kind == "session" else self._access.signing.who(given), given)
        given_by_cookie = cookie.given(connection)
        if given_by_cookie is None:
            return _Came()
        return _Came(self._access.signing.who(given_by_cookie), given_by_cookie, by_cookie=True)

    def _write(self, scope: Scope, one: Declared, params: dict[str, Any], status: int) -> None:
        who: Who | None = scope["state"]["who"]
        if who is None and (one.need is None or not one.need.open or status == 429):
            return  # a stranger who knocks would fill the log
        on = [f"{name}={str(value)[:SHOWN]}" for name, value in params.items() if name not in SECRETS]
        if extra := scope["state"].get("on"):
            on.append(str(extra)[:SHOWN])
        did = f"{scope['method']} {getattr(one.route, 'path', '')}"
        now = self._access.wall()
        entry = Entry(now, str(who or "nobody"), did[:LONGEST], " ".join(on)[:LONGEST], address_of(scope), status)
        self._access.audit.add(entry)


def _refusal(scope: Scope, need: Need | None, came: _Came) -> Response | None:
    """Why not; None if they may."""
    if need is None:
        return problem(403, "This route does not say who may use it, so nobody may; that is a fault of Callcast.")
    try:
        if came.who is None and not need.open:
            raise NotSignedIn(given=came.given is not None)
        need.see(came.who)
        if came.by_cookie and not need.open and scope["method"] not in SAFE:
            see_csrf(HTTPConnection(scope).headers.get(CSRF_HEADER, ""), came.given or "")
    except AccessError as error:
        page = isinstance(error, NotSignedIn) and _is_page(scope)
        if page:
            return RedirectResponse(f"/sign-in?next={quote(scope['path'])}", 303)
        return of_error(error, language_of(HTTPConnection(scope).headers.get("accept-language")))
    return None


def _is_page(scope: Scope) -> bool:
    """A person looks at it, by a browser."""
    wants = HTTPConnection(scope).headers.get("accept", "")
    return scope["method"] == "GET" and "text/html" in wants and not scope["path"].startswith("/api/")


def see_csrf(token: str, given: str) -> None:
    """`NoCsrf` unless `token` is the one that goes with the secret `given` of a cookie."""
    if not secret.same(token, secret.csrf_of(given)):
        raise NoCsrf


def address_of(scope: Scope) -> str:
    """Where a request comes from, as far as the server knows."""
    client = scope.get("client")
    return str(client[0])[:64] if client else ""

"""What comes with a request: read whole, in time, of the right kind, before a route sees it."""

import asyncio

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from callcast.desk.web.problem import problem
from callcast.desk.web.recording import TAKE_LIMIT, TAKES

BODY_LIMIT = 64 * 1024
"""Bytes."""
BOARD_LIMIT = 512 * 1024
"""Bytes of what is put, which a board is: full, in Chinese, and written in escapes."""
SITE_FILE, SITE_LIMIT = "/api/site/file", 8 * 2**20
"""Bytes of a whole site with as many items as there may be."""
BODY_TIME, TAKE_TIME = 10.0, 60.0
"""Seconds in which a body must have come, and a recording, which a telephone sends."""
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
FORMS = ("/sign-in", "/sign-out", "/first/")
"""What is posted to these, and below the last, comes from a form of our pages."""


class Body:
    """ASGI. Refuses bodies that are too long, too slow, or of a wrong type."""

    def __init__(self, app: ASGIApp) -> None:
        """In front of the routes."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on whole, or refuse it."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        body = await _body(receive, limit_of(scope), TAKE_TIME if _is_sound(scope) else BODY_TIME)
        if not isinstance(body, Response) and body and not _is_sound(scope):
            wanted = FORM if _is_form(scope) else JSON
            if Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower() != wanted:
                how = "send JSON, and say so in that header" if wanted == JSON else "send the form of the page"
                body = problem(415, f"The body has no Content-Type {wanted}; {how}.")
        if isinstance(body, Response):
            await body(scope, receive, send)
        else:
            await self._app(scope, _replay(body, receive), send)


def limit_of(scope: Scope) -> int:
    """Bytes that the body of a request may have."""
    if _is_sound(scope):
        return TAKE_LIMIT
    if scope["method"] == "PUT" and scope["path"] == SITE_FILE:
        return SITE_LIMIT
    return BOARD_LIMIT if scope["method"] == "PUT" else BODY_LIMIT


def too_long(limit: int) -> Response:
    """The answer to a body of more than `limit` bytes."""
    return problem(413, f"The body has more than {limit} bytes; send less at once.", headers={"Connection": "close"})


def _is_sound(scope: Scope) -> bool:
    return bool(scope["method"] == "PUT" and scope["path"].startswith(TAKES))


def _is_form(scope: Scope) -> bool:
    return scope["path"] in FORMS or scope["path"].startswith(FORMS[-1])


async def _body(receive: Receive, limit: int, seconds: float) -> bytes | Response:
    """The whole body, or why not."""
    body = bytearray()
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        part = asyncio.ensure_future(receive())
        await asyncio.wait({part}, timeout=max(0.0, deadline - asyncio.get_running_loop().time()))
        if not part.done():
            part.cancel()
            return problem(408, f"The body did not come within {seconds:.0f} s.", headers={"Connection": "close"})
        message = part.result()
        if message["type"] == "http.disconnect":
            return problem(400, "The connection ended before the body did.")
        body += message.get("body", b"")
        if len(body) > limit:
            return too_long(limit)
        if not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives `body` first."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay

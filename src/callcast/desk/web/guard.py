"""What every request must pass before it reaches a route."""

import asyncio
import logging
import secrets

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from callcast.address import host_of, is_loopback
from callcast.desk.queueing.words import quoted
from callcast.desk.web.problem import problem
from callcast.desk.web.recording import TAKE_LIMIT, TAKES

log = logging.getLogger(__name__)

BODY_LIMIT = 64 * 1024
"""Bytes."""
BOARD_LIMIT = 512 * 1024
"""Bytes of what is put, which a board is: full, in Chinese, and written in escapes."""
SITE_FILE, SITE_LIMIT = "/api/site/file", 8 * 2**20
"""Bytes of a whole site with as many items as there may be."""
BODY_TIME, TAKE_TIME = 10.0, 60.0
"""Seconds in which a body must have come, and a recording, which a telephone sends."""


class Guard:
    """Refuses foreign pages, foreign hosts, wrong types and long bodies; turns any exception into a problem.

    A web page that somebody looks at on this machine can send us requests. It cannot read our answers, cannot send
    JSON without asking us first, and cannot hide its `Origin`; by DNS rebinding it can pretend to be ours, but under
    its own `Host`.
    """

    def __init__(self, app: ASGIApp, local_only: bool) -> None:
        """`local_only`: we listen on loopback addresses, so `Host` must name one."""
        self._app, self._local_only = app, local_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            response = await self._pass(scope, receive, watched)
        except Exception:
            number = secrets.token_hex(4)
            log.exception("Request %s %s failed; its answer has the id %s.", scope["method"], scope["path"], number)
            if started:
                raise
            detail = f"Something went wrong here that should not; the log of the desk says what, under {number}."
            response = problem(500, detail, id=number)
        if response is not None:
            await response(scope, receive, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> Response | None:
        headers = Headers(scope=scope)
        put = scope["method"] == "PUT"
        sound = put and scope["path"].startswith(TAKES)
        site = put and scope["path"] == SITE_FILE
        limit = TAKE_LIMIT if sound else SITE_LIMIT if site else BOARD_LIMIT if put else BODY_LIMIT
        refusal = self._refuse(scope["method"], headers, limit)
        if refusal is not None or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            if refusal is None:
                await self._app(scope, receive, send)
            return refusal
        body = await _body(receive, limit, TAKE_TIME if sound else BODY_TIME)
        if isinstance(body, Response):
            return body
        if (
            body
            and not sound
            and headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json"
        ):
            return problem(415, "The body has no Content-Type application/json; send JSON, and say so in that header.")
        await self._app(scope, _replay(body, receive), send)
        return None

    def _refuse(self, method: str, headers: Headers, limit: int) -> Response | None:
        host = headers.get("host", "")
        if self._local_only and not is_loopback(host_of(host)):
            detail = f"The Host header is {quoted(host)}; this API is for this machine only: call it as localhost."
            return problem(400, detail)
        origin = headers.get("origin")
        if method not in ("GET", "HEAD") and origin is not None and not _same(origin, host):
            return problem(403, f"The page at {quoted(origin)} may not use this API; use it from its own address.")
        length = headers.get("content-length", "0")
        return _too_long(limit) if length.isascii() and length.isdigit() and int(length[:20]) > limit else None


def _same(origin: str, host: str) -> bool:
    return origin.partition("://")[2].lower() == host.lower()


def _too_long(limit: int) -> Response:
    return problem(413, f"The body has more than {limit} bytes; send less at once.", headers={"Connection": "close"})


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
            return _too_long(limit)
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

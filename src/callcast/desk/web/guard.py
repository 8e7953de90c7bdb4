"""What every request must pass before it reaches a route."""

import logging
import secrets
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from callcast.address import host_of, is_loopback
from callcast.desk.queueing.words import quoted
from callcast.desk.web.body import limit_of, too_long
from callcast.desk.web.problem import problem

log = logging.getLogger(__name__)


class Guard:
    """Refuses foreign pages, foreign hosts and bodies that are said to be long; turns any exception into a problem.

    A web page that somebody looks at on this machine can send us requests. It cannot read our answers, cannot send
    JSON without asking us first, and cannot hide its `Origin`; by DNS rebinding it can pretend to be ours, but under
    its own `Host`.
    """

    def __init__(self, app: ASGIApp, local_only: bool, hosts: Sequence[str] = ()) -> None:
        """`local_only`: we listen on loopback addresses, so `Host` must name one, or one of `hosts`."""
        self._app, self._local_only = app, local_only
        self._hosts = frozenset(host.lower() for host in hosts)

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
            response = self._refuse(scope)
            if response is None:
                await self._app(scope, receive, watched)
        except Exception:
            number = secrets.token_hex(4)
            log.exception("Request %s %s failed; its answer has the id %s.", scope["method"], scope["path"], number)
            if started:
                raise
            detail = f"Something went wrong here that should not; the log of the desk says what, under {number}."
            response = problem(500, detail, id=number)
        if response is not None:
            await response(scope, receive, send)

    def _refuse(self, scope: Scope) -> Response | None:
        method, headers, limit = scope["method"], Headers(scope=scope), limit_of(scope)
        host = headers.get("host", "")
        name = host_of(host)
        if self._local_only and not is_loopback(name) and name.lower() not in self._hosts:
            detail = (
                f"The Host header is {quoted(host)}; this API is for this machine only: call it as localhost, or name "
                "the proxy that you came by in web.hosts."
            )
            return problem(400, detail)
        origin = headers.get("origin")
        if method not in ("GET", "HEAD") and origin is not None and not _same(origin, host):
            return problem(403, f"The page at {quoted(origin)} may not use this API; use it from its own address.")
        length = headers.get("content-length", "0")
        return too_long(limit) if length.isascii() and length.isdigit() and int(length[:20]) > limit else None


def _same(origin: str, host: str) -> bool:
    return origin.partition("://")[2].lower() == host.lower()

"""The application, put together."""

from collections.abc import Sequence

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as AsgiScope

from callcast import __version__
from callcast.desk.access.errors import AccessError
from callcast.desk.access.scope import Scope
from callcast.desk.queueing.errors import DeskError, StoreError
from callcast.desk.queueing.hall.errors import HallError
from callcast.desk.queueing.ports import Clock
from callcast.desk.queueing.words import quoted
from callcast.desk.web import access_api, api, counters, events, menu, orders, setup, sign_in, site, tickets, webhooks
from callcast.desk.web.body import Body
from callcast.desk.web.doorkeeper import Doorkeeper
from callcast.desk.web.errors import RecordingRefused, UnknownRecording
from callcast.desk.web.guard import Guard
from callcast.desk.web.language import language_of
from callcast.desk.web.metrics import Metrics
from callcast.desk.web.needs import needs
from callcast.desk.web.problem import of_error, of_faults, of_refusal, problem, problems, remedy
from callcast.desk.web.recordings import routes as recording_routes
from callcast.desk.web.services import Services
from callcast.errors import CallcastError


def create_app(services: Services, *, local_only: bool = True, hosts: Sequence[str] = ()) -> FastAPI:
    """The API over a desk that was started.

    `local_only`: we listen on loopback, so foreign `Host`s are refused but for `hosts`.
    """
    app = FastAPI(
        title="Callcast",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
        responses=problems(401, 403),
    )
    metrics = Metrics(services.desk)
    for part in (api, tickets, counters, setup, site, orders, menu, events, webhooks):
        app.include_router(part.routes(services))
    app.include_router(recording_routes(services.recordings))
    app.include_router(access_api.routes(services.access))
    app.include_router(sign_in.routes(services.access))
    metered = [needs(Scope.METRICS)]
    app.add_api_route("/metrics", metrics.response, methods=["GET"], include_in_schema=False, dependencies=metered)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(CallcastError, _of_callcast)
    app.add_middleware(Body)
    app.add_middleware(Doorkeeper, access=services.access, routes=lambda: app.routes)
    app.add_middleware(Guard, local_only=local_only, hosts=hosts)
    app.add_middleware(_Timed, metrics=metrics, monotonic=services.monotonic)
    return app


class _Timed:
    """Measures every request under its route, so that ids do not become labels."""

    def __init__(self, app: ASGIApp, metrics: Metrics, monotonic: Clock) -> None:
        self._app, self._metrics, self._monotonic = app, metrics, monotonic

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, start = 500, self._monotonic()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            method = scope["method"] if route != "other" else "any"
            self._metrics.observe(method, route, status, self._monotonic() - start)


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    path = quoted(request.url.path)
    sentences = {
        404: f"There is nothing at {path}; /openapi.json lists what there is.",
        405: f"{path} cannot be asked with {request.method}; /openapi.json says how.",
        400: f"The body cannot be read; {remedy(request.method, request.url.path)}, as JSON in UTF-8.",
    }
    return problem(error.status_code, sentences.get(error.status_code, str(error.detail)), headers=error.headers)


async def _of_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return of_faults(error.errors(), request.method, request.url.path)


async def _of_callcast(request: Request, error: Exception) -> Response:
    """What the desk, the store and signing in refuse; any other comes of what a person wrote or recorded."""
    assert isinstance(error, CallcastError)
    lang = language_of(request.headers.get("accept-language"))
    if isinstance(error, HallError):
        return of_refusal(error, lang)
    if isinstance(error, UnknownRecording):
        return problem(404, str(error))
    if isinstance(error, RecordingRefused):
        return problem(422, str(error), kind=error.kind)
    return (
        of_error(error, lang) if isinstance(error, (DeskError, StoreError, AccessError)) else problem(422, str(error))
    )

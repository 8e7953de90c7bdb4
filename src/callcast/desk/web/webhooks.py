"""Webhooks: made, looked at, removed."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from callcast.desk.access.scope import Scope
from callcast.desk.web.answer import json_of
from callcast.desk.web.event_shapes import check_kinds
from callcast.desk.web.needs import needs
from callcast.desk.web.problem import READ, WRITE, problems
from callcast.desk.web.services import Services
from callcast.desk.web.webhook_shapes import AttemptPage, AttemptView, WebhookBody, WebhookList, WebhookView

NewId = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", description="Of your choice.")]


def routes(services: Services) -> APIRouter:
    """All of them."""
    router = APIRouter(tags=["webhooks"])
    _add_them(router, services)
    _add_attempts(router, services)
    return router


def _add_them(router: APIRouter, services: Services) -> None:
    hooks = services.hooks

    @router.get(
        "/api/webhooks", dependencies=[needs(Scope.WEBHOOKS)], response_model=WebhookList, responses=problems(503)
    )
    async def list_webhooks() -> Response:
        """All of them."""
        return json_of(WebhookList(items=[WebhookView.of(hook) for hook in hooks.all()]))

    @router.get(
        "/api/webhooks/{id}",
        dependencies=[needs(Scope.WEBHOOKS)],
        response_model=WebhookView,
        responses=problems(*READ),
    )
    async def get_webhook(id: str) -> Response:  # noqa: A002 - the field's name
        """One of them."""
        return json_of(WebhookView.of(hooks.get(id)))

    @router.put(
        "/api/webhooks/{id}",
        dependencies=[needs(Scope.WEBHOOKS)],
        response_model=WebhookView,
        responses={201: {"model": WebhookView}, **problems(*WRITE)},
    )
    async def put_webhook(id: NewId, body: WebhookBody) -> Response:  # noqa: A002 - the field's name
        """Have events sent there from now on. A new one has its `secret` in the answer, this once.

        One that is there keeps its secret and its place, and goes on if it was stopped.
        """
        hook, fresh = await hooks.put(id, body.url, check_kinds(body.kinds))
        return json_of(WebhookView.of(hook, secret=fresh), 201 if fresh else 200)

    @router.delete(
        "/api/webhooks/{id}", dependencies=[needs(Scope.WEBHOOKS)], status_code=204, responses=problems(*READ)
    )
    async def remove_webhook(id: str) -> Response:  # noqa: A002 - the field's name
        """Nothing is sent there any more."""
        await hooks.remove(id)
        return Response(status_code=204)

    @router.post(
        "/api/webhooks/{id}/secret",
        dependencies=[needs(Scope.WEBHOOKS)],
        response_model=WebhookView,
        responses=problems(*WRITE),
    )
    async def renew_webhook_secret(id: str) -> Response:  # noqa: A002 - the field's name
        """Sign with another secret from now on; the answer has it, this once."""
        return json_of(WebhookView.of(await hooks.renew(id), secret=True))


def _add_attempts(router: APIRouter, services: Services) -> None:
    @router.get(
        "/api/webhooks/{id}/deliveries",
        dependencies=[needs(Scope.WEBHOOKS)],
        response_model=AttemptPage,
        responses=problems(*READ),
    )
    async def list_deliveries(
        id: str,  # noqa: A002 - the field's name
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        before: Annotated[int | None, Query(ge=0, le=2**53)] = None,
    ) -> Response:
        """The last attempts, newest first."""
        found = await services.hooks.deliveries(id, limit=limit + 1, before=before)
        items = [AttemptView.of(one) for one in found[:limit]]
        return json_of(AttemptPage(items=items, next=items[-1].number if len(found) > limit else None))

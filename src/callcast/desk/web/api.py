"""The routes."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from callcast.bus.messages import State
from callcast.desk.access.scope import Scope
from callcast.desk.access.who import Who
from callcast.desk.queueing.announcement import Announcement
from callcast.desk.web.answer import json_of
from callcast.desk.web.board_shapes import BoardBody
from callcast.desk.web.needs import needs, open_to_all
from callcast.desk.web.preview_shapes import PreviewBody, PreviewView
from callcast.desk.web.problem import problems
from callcast.desk.web.services import Services
from callcast.desk.web.shapes import (
    AnnouncementPage,
    AnnouncementView,
    ChannelList,
    ChannelView,
    ExpectedBody,
    ExpectedView,
    HealthView,
    NewAnnouncement,
    RefreshView,
    ReloadView,
    VoicesView,
)

WAIT_LIMIT = 60.0
"""Seconds."""
PAGE_LIMIT = 200
"""Announcements."""


def routes(services: Services) -> APIRouter:
    """All of the API but `/metrics`."""
    router = APIRouter()
    _add_announcements(router, services)
    _add_expected(router, services)
    _add_preview(router, services)
    _add_boards(router, services)
    _add_the_rest(router, services)
    return router


def _add_announcements(router: APIRouter, services: Services) -> None:
    announcing = services.desk.announcing

    @router.post(
        "/api/announcements",
        status_code=202,
        response_model=AnnouncementView,
        responses=problems(400, 413, 415, 422, 503, 507),
        dependencies=[needs(Scope.ANNOUNCE)],
    )
    async def announce(body: NewAnnouncement, idempotency_key: Annotated[str | None, Header()] = None) -> Response:
        """Have something said. Once this answers, it is kept."""
        return _accepted(await announcing.announce(body.request(), idempotency_key))

    @router.get(
        "/api/announcements",
        dependencies=[needs(Scope.ANNOUNCEMENTS_READ)],
        response_model=AnnouncementPage,
        responses=problems(404, 422),
    )
    async def list_announcements(
        state: State | None = None,
        channel: str | None = None,
        limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 50,
        before: str | None = None,
    ) -> Response:
        """Newest first."""
        page = await announcing.page(limit=limit + 1, state=state, channel=channel, before=before)
        items = [AnnouncementView.of(announcement) for announcement in page[:limit]]
        return json_of(AnnouncementPage(items=items, next=items[-1].id if len(page) > limit else None))

    @router.get(
        "/api/announcements/{id}",
        dependencies=[needs(Scope.ANNOUNCEMENTS_READ)],
        response_model=AnnouncementView,
        responses=problems(404, 422),
    )
    async def get_announcement(
        id: str,  # noqa: A002 - the field's name
        wait: Annotated[float, Query(ge=0, le=WAIT_LIMIT, allow_inf_nan=False)] = 0.0,
    ) -> Response:
        """One of them; with `wait` once it is final, after at most so many seconds."""
        return json_of(AnnouncementView.of(await announcing.get(id, wait)))

    @router.delete(
        "/api/announcements/{id}",
        dependencies=[needs(Scope.ANNOUNCE)],
        status_code=202,
        response_model=AnnouncementView,
        responses=problems(404, 409),
    )
    async def cancel(id: str) -> Response:  # noqa: A002 - the field's name
        """Ask for it not to be said, or to stop."""
        return _accepted(await announcing.cancel(id))

    @router.post(
        "/api/announcements/{id}/repeat",
        status_code=202,
        response_model=AnnouncementView,
        responses=problems(404, 422, 503, 507),
        dependencies=[needs(Scope.ANNOUNCE)],
    )
    async def repeat(id: str) -> Response:  # noqa: A002 - the field's name
        """Have the same said again, as a new announcement."""
        return _accepted(await announcing.repeat(id))


def _add_expected(router: APIRouter, services: Services) -> None:
    announcing = services.desk.announcing

    @router.put(
        "/api/expected",
        dependencies=[needs(Scope.ANNOUNCE)],
        response_model=ExpectedView,
        responses=problems(400, 413, 415, 422, 503),
    )
    async def put_expected(body: ExpectedBody) -> Response:
        """Name what will likely be announced soon, the likeliest first, in place of all that was named before.

        A hint: it is made ready to be spoken at once, as far as there is time and room, and forgotten when the desk
        restarts.
        """
        requests = body.requests()
        await announcing.expect(requests)
        return json_of(ExpectedView(expected=len(requests)))


def _add_preview(router: APIRouter, services: Services) -> None:
    @router.post(
        "/api/preview",
        dependencies=[needs(Scope.SITE_READ, logged=False)],
        response_model=PreviewView,
        responses=problems(400, 413, 415, 422),
    )
    async def preview(body: PreviewBody) -> Response:
        """How a text, or a call by a template, will be read. Nothing is said."""
        main = next((one.languages[0] for one in services.desk.channels()), "en")
        return json_of(PreviewView.of(body.preview(services.wording, main)))


def _add_boards(router: APIRouter, services: Services) -> None:
    boards = services.desk.boards

    @router.get(
        "/api/channels/{id}/board",
        dependencies=[needs(Scope.SITE_READ)],
        response_model=BoardBody,
        responses=problems(404, 503),
    )
    async def get_board(id: str) -> Response:  # noqa: A002 - the field's name
        """What was put there last."""
        return json_of(BoardBody.of(await boards.get(id)))

    @router.put(
        "/api/channels/{id}/board",
        dependencies=[needs(Scope.BOARDS)],
        response_model=BoardBody,
        responses=problems(400, 404, 413, 415, 422, 503, 507),
    )
    async def put_board(id: str, body: BoardBody) -> Response:  # noqa: A002 - the field's name
        """Have the board show this, in place of all that was put there before; what is left out is empty.

        Once this answers, it is kept, and on its way to the screen. A channel without a board takes it too, for the
        day it has one.
        """
        await boards.put(body.content(id))
        return json_of(body)


def _add_the_rest(router: APIRouter, services: Services) -> None:
    desk = services.desk

    @router.get("/api/channels", dependencies=[needs(Scope.SITE_READ)], response_model=ChannelList)
    async def list_channels() -> Response:
        """What can be listened to, and how it is."""
        player = desk.player
        views = [ChannelView.of(one, player.channel(one.id), player.outputs(one.id)) for one in desk.channels()]
        return json_of(ChannelList(items=views))

    @router.get(
        "/api/voices", dependencies=[needs(Scope.SITE_READ)], response_model=VoicesView, responses=problems(503)
    )
    async def list_voices() -> Response:
        """What can be spoken, and by whom."""
        return json_of(VoicesView.of(desk.catalogue()))

    @router.post("/api/voices/refresh", dependencies=[needs(Scope.VOICES)], status_code=202, response_model=RefreshView)
    async def refresh_voices() -> Response:
        """Voices were added or removed: have the player look again. One that is down looks when it starts."""
        told = await desk.refresh_voices()
        return json_of(RefreshView(player="up" if told else "down"), 202)

    @router.post(
        "/api/reload", dependencies=[needs(Scope.SETTINGS)], response_model=ReloadView, responses=problems(422, 503)
    )
    async def reload() -> Response:
        """Read the settings again, and change the channels concerned."""
        result = await services.reload()
        return json_of(ReloadView(changed=list(result.changed), needs_restart=list(result.needs_restart)))

    @router.head("/healthz", include_in_schema=False)
    @router.get("/healthz", response_model=HealthView, responses={503: {"model": HealthView}})
    async def health(who: Annotated[Who | None, open_to_all()]) -> Response:
        """Whether what is asked for can be kept and spoken."""
        player = desk.player
        well = await desk.writable() and player.can_speak
        view = HealthView(status="ok" if well else "degraded")
        if who is not None and who.may(Scope.SITE_READ):
            view = view.model_copy(update={"player": "up" if player.up else "down", "engines": player.engines})
        return Response(view.model_dump_json(exclude_none=True), 200 if well else 503, media_type="application/json")


def _accepted(announcement: Announcement) -> Response:
    view = AnnouncementView.of(announcement)
    return json_of(view, 202, {"Location": f"/api/announcements/{view.id}"})

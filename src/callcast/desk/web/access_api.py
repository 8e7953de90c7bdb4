"""The API of who may do what: sessions, people, tokens, devices, the log."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from callcast.desk.access.access import Access
from callcast.desk.access.scope import Scope
from callcast.desk.access.who import Who
from callcast.desk.web import cookie
from callcast.desk.web.access_shapes import (
    AskBody,
    AuditPage,
    DeviceList,
    DeviceView,
    EntryView,
    NewDevice,
    NewPerson,
    NewToken,
    OwnPasswordBody,
    PairedView,
    PairingView,
    PasswordBody,
    PersonChange,
    PersonList,
    PersonView,
    SessionList,
    SessionView,
    SignInBody,
    TokenList,
    TokenView,
)
from callcast.desk.web.doorkeeper import address_of
from callcast.desk.web.needs import needs, open_to_all, signed_in
from callcast.desk.web.problem import problems

DEVICE_COOKIE = 400 * 86_400.0
"""Seconds: the most that browsers take. A device stays until it is removed."""
PAGE_LIMIT = 200
"""Entries."""
BODY = (400, 413, 415, 422)
"""Statuses of bodies that will not do."""


def routes(access: Access) -> APIRouter:
    """All of it."""
    router = APIRouter()
    _add_sessions(router, access)
    _add_own(router, access)
    _add_people(router, access)
    _add_tokens(router, access)
    _add_pairings(router, access)
    _add_devices(router, access)
    _add_audit(router, access)
    return router


def sign_in(request: Request, response: Response, access: Access, made: str) -> None:
    """From this answer on the browser is known by `made`, and the log tells who it was."""
    cookie.put(response, request, made, access.lifetime.longest)
    request.state.who = access.signing.who(made)


def _add_sessions(router: APIRouter, access: Access) -> None:
    @router.post(
        "/api/sessions",
        status_code=201,
        response_model=SessionView,
        responses=problems(*BODY, 401, 429),
        dependencies=[open_to_all()],
    )
    async def begin_session(body: SignInBody, request: Request, response: Response) -> SessionView:
        """Sign in, with a name and a password; the cookie in the answer is the session."""
        request.state.on = access.people.shown(body.name)
        person, made = await access.signing.sign_in(body.name, body.password, address_of(request.scope))
        sign_in(request, response, access, made)
        return SessionView.of(person.who, made)

    @router.get("/api/sessions", response_model=SessionList)
    async def list_sessions(who: Annotated[Who, signed_in()], request: Request) -> SessionList:
        """One's own: where one is signed in."""
        return SessionList.of(access.signing.sessions(who), request.state.secret)

    @router.delete("/api/sessions/{id}", status_code=204, responses=problems(404))
    async def end_session(id: str, who: Annotated[Who, signed_in()], request: Request) -> Response:  # noqa: A002
        """Sign out, of the session with that id, or "current"."""
        await access.signing.sign_out(who, id, request.state.secret)
        answer = Response(status_code=204)
        if access.signing.who(request.state.secret) is None:
            cookie.drop(answer, request)
        return answer


def _add_own(router: APIRouter, access: Access) -> None:
    @router.get("/api/session", response_model=SessionView, responses=problems(401))
    async def get_session(who: Annotated[Who, signed_in()], request: Request) -> SessionView:
        """Who one is, what one may do, and the CSRF token."""
        return SessionView.of(who, request.state.secret if request.state.by_cookie else None)

    @router.put("/api/session/password", status_code=204, responses=problems(*BODY, 401, 403, 429))
    async def put_own_password(body: OwnPasswordBody, who: Annotated[Who, signed_in()], request: Request) -> Response:
        """Set one's own; one is signed out everywhere else."""
        where = address_of(request.scope)
        await access.signing.change_password(who, body.old, body.new, request.state.secret, where)
        return Response(status_code=204)


def _add_people(router: APIRouter, access: Access) -> None:
    people = access.people

    @router.get("/api/people", response_model=PersonList, dependencies=[needs(Scope.PEOPLE)])
    async def list_people() -> PersonList:
        """Who may sign in."""
        return PersonList(items=[PersonView.of(one) for one in people.all()])

    @router.post("/api/people", status_code=201, response_model=PersonView, responses=problems(*BODY, 403, 409))
    async def create_person(body: NewPerson, who: Annotated[Who, needs(Scope.PEOPLE)], request: Request) -> PersonView:
        """Somebody new."""
        person = await people.create(who, body.name, body.password, body.role, body.counters)
        request.state.on = f"id={person.id}"
        return PersonView.of(person)

    @router.get(
        "/api/people/{id}", response_model=PersonView, responses=problems(404), dependencies=[needs(Scope.PEOPLE)]
    )
    async def get_person(id: str) -> PersonView:  # noqa: A002 - the field's name
        """One of them."""
        return PersonView.of(people.get(id))

    @router.patch("/api/people/{id}", response_model=PersonView, responses=problems(*BODY, 403, 404, 409))
    async def change_person(id: str, body: PersonChange, who: Annotated[Who, needs(Scope.PEOPLE)]) -> PersonView:  # noqa: A002
        """Another name, role, counters; or signing in no more."""
        return PersonView.of(await people.change(who, id, body.version, body.change()))

    @router.put("/api/people/{id}/password", status_code=204, responses=problems(*BODY, 403, 404))
    async def put_password(id: str, body: PasswordBody, who: Annotated[Who, needs(Scope.PEOPLE)]) -> Response:  # noqa: A002
        """Another password for who forgot theirs; they are signed out everywhere."""
        await people.set_password(who, id, body.password)
        return Response(status_code=204)


def _add_tokens(router: APIRouter, access: Access) -> None:
    tokens = access.tokens

    @router.get("/api/tokens", response_model=TokenList, dependencies=[needs(Scope.PEOPLE)])
    async def list_tokens() -> TokenList:
        """Those there are."""
        return TokenList(items=[TokenView.of(one) for one in tokens.all()])

    @router.post("/api/tokens", status_code=201, response_model=TokenView, responses=problems(*BODY, 403, 409))
    async def create_token(body: NewToken, who: Annotated[Who, needs(Scope.PEOPLE)], request: Request) -> TokenView:
        """A token for a program; only this answer tells it."""
        token, made = await tokens.create(who, body.name, body.scopes, body.days)
        request.state.on = f"id={token.id}"
        return TokenView.of(token, made)

    @router.delete("/api/tokens/{id}", status_code=204, responses=problems(404), dependencies=[needs(Scope.PEOPLE)])
    async def remove_token(id: str) -> Response:  # noqa: A002 - the field's name
        """It is refused from now on."""
        await tokens.remove(id)
        return Response(status_code=204)


def _add_pairings(router: APIRouter, access: Access) -> None:
    pairings = access.pairings

    @router.post(
        "/api/pairings",
        status_code=201,
        response_model=PairingView,
        responses=problems(429),
        dependencies=[open_to_all()],
    )
    async def begin_pairing(request: Request) -> PairingView:
        """A screen asks for a code, and shows it; an admin gives it to POST /api/devices."""
        return PairingView.of(*pairings.begin(address_of(request.scope)))

    @router.post(
        "/api/pairings/ask",
        response_model=PairedView,
        responses=problems(*BODY, 404),
        dependencies=[open_to_all(logged=False)],
    )
    async def ask_pairing(body: AskBody, request: Request, response: Response) -> PairedView:
        """Whether that was done: every few seconds, until the answer is yes, or 404 when the code is over."""
        token = pairings.ask(body.secret)
        if token is not None and body.cookie:
            cookie.put(response, request, token, DEVICE_COOKIE)
        return PairedView(paired=token is not None, token=None if body.cookie else token)


def _add_devices(router: APIRouter, access: Access) -> None:
    pairings = access.pairings

    @router.get("/api/devices", response_model=DeviceList, dependencies=[needs(Scope.PEOPLE)])
    async def list_devices() -> DeviceList:
        """Boards, kiosks and kitchens' screens."""
        return DeviceList(items=[DeviceView.of(one) for one in pairings.devices()])

    @router.post(
        "/api/devices", status_code=201, response_model=DeviceView, responses=problems(*BODY, 403, 404, 409, 429)
    )
    async def pair_device(body: NewDevice, who: Annotated[Who, needs(Scope.PEOPLE)], request: Request) -> DeviceView:
        """Pair the screen that shows the code."""
        device = await pairings.accept(who, body.code, body.role, body.name, body.target)
        request.state.on = f"id={device.id}"
        return DeviceView.of(device)

    @router.delete("/api/devices/{id}", status_code=204, responses=problems(404), dependencies=[needs(Scope.PEOPLE)])
    async def remove_device(id: str) -> Response:  # noqa: A002 - the field's name
        """It is refused from now on."""
        await pairings.remove(id)
        return Response(status_code=204)


def _add_audit(router: APIRouter, access: Access) -> None:
    @router.get("/api/audit", response_model=AuditPage, responses=problems(422), dependencies=[needs(Scope.AUDIT)])
    async def list_acts(
        limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 50,
        before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    ) -> AuditPage:
        """Who did what, the newest first."""
        page = await access.audit.page(limit=limit + 1, before=before)
        items = [EntryView.of(one) for one in page[:limit]]
        return AuditPage(items=items, next=items[-1].number if len(page) > limit else None)

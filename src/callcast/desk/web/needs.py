"""What each route asks of who comes. A route that says nothing is refused: see `doorkeeper`.

    @router.post("/api/tickets/{id}/call", ...)
    async def call(id: str, who: Annotated[Who, needs(Scope.TICKETS_ACT)]) -> Response: ...

or `dependencies=[needs(Scope.SITE_READ)]` where it does not matter who it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope as AsgiScope

from callcast.desk.access.errors import NotAllowed, NotSignedIn, NotTheirCounter
from callcast.desk.access.scope import Scope
from callcast.desk.access.who import Who

OPEN_PATHS = ("/openapi.json",)
"""Routes of the framework's own, which anybody may ask."""


@dataclass(frozen=True)
class Need:
    """`scope` is needed; None: it is enough to be signed in; `open`: not even that. `logged`: the log tells of it.

    `counter` is the name of the part of the path that is a counter's id, which must be one that they may use.
    """

    scope: Scope | None = None
    open: bool = False
    logged: bool = True
    counter: str | None = None

    async def __call__(self, request: Request) -> Who | None:
        """Who asks; None only where it is open. The doorkeeper has looked already: this is for a route without one."""
        who: Who | None = getattr(request.state, "who", None)
        self.see(who)
        if who is not None and self.counter is not None and not who.may_use(id_ := request.path_params[self.counter]):
            raise NotTheirCounter(who.name, id_)
        return who

    def see(self, who: Who | None) -> None:
        """`NotSignedIn` or `NotAllowed` unless `who` may."""
        if self.open:
            return
        if who is None:
            raise NotSignedIn
        if self.scope is not None and not who.may(self.scope):
            raise NotAllowed(who.name, self.scope.value)


def needs(scope: Scope, *, logged: bool = True, counter: str | None = None) -> Any:
    """For who has `scope`. Without `logged` the log of who did what leaves it out: it changes nothing.

    `counter` is the name of the part of the path that is a counter's id, which must be one that they may use.
    """
    return Depends(Need(scope, logged=logged, counter=counter))


def signed_in() -> Any:
    """For anybody who is signed in."""
    return Depends(Need())


def open_to_all(*, logged: bool = True) -> Any:
    """For everybody."""
    return Depends(Need(open=True, logged=logged))


def need_of(route: BaseRoute) -> Need | None:
    """What `route` declares; None if it declares nothing."""
    if isinstance(route, APIRoute):
        return next((one.call for one in route.dependant.dependencies if isinstance(one.call, Need)), None)
    return Need(open=True) if isinstance(route, Route) and route.path in OPEN_PATHS else None


@dataclass(frozen=True)
class Declared:
    """A route and what it declares."""

    route: BaseRoute
    need: Need | None


def declared(routes: Sequence[BaseRoute]) -> list[Declared]:
    """All of them; newer versions of FastAPI keep those of a router that was included in one of their own."""
    found: list[Declared] = []
    for route in routes:
        included = getattr(route, "original_router", None)
        found += [Declared(route, need_of(route))] if included is None else declared(included.routes)
    return found


def asked(among: Sequence[Declared], scope: AsgiScope) -> tuple[Declared, dict[str, Any]] | None:
    """The route that will answer, and what its path tells; None if none will."""
    for one in among:
        match, child = one.route.matches(scope)
        if match is Match.FULL:
            return one, dict(child.get("path_params", {}))
    return None

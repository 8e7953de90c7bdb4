"""Signing in with a token."""

from collections.abc import Callable, Generator
from http import HTTPStatus

import httpx


class Bearer(httpx.Auth):
    """Sends a token with each request (RFC 6750); when it is refused, and there is another by now, that one, once."""

    def __init__(self, told: Callable[[], str | None]) -> None:
        """`told` tells the token of now; None: there is none."""
        self._told = told
        self.token = told()

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """As httpx wants it."""
        self._sign(request)
        answer = yield request
        if answer.status_code == HTTPStatus.UNAUTHORIZED and (newer := self._told()) != self.token:
            self.token = newer
            self._sign(request)
            yield request

    def _sign(self, request: httpx.Request) -> None:
        request.headers.pop("Authorization", None)
        if self.token:
            request.headers["Authorization"] = f"Bearer {self.token}"

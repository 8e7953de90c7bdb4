"""Signing in, for tests: as the programs of this machine's user do, by the token in the data folder."""

from collections.abc import Generator
from pathlib import Path

import httpx

from callcast.runtime import local_token


class LocalToken(httpx.Auth):
    """Each request with the token that is in `data` then: a desk that has started anew has another one."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers.update(headers(self._data))
        yield request


def headers(data: Path) -> dict[str, str]:
    """For who speaks HTTP by hand; none where no desk runs."""
    token = local_token.read(data)
    return {"Authorization": f"Bearer {token}"} if token else {}

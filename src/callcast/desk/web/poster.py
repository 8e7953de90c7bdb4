"""Requests to the receivers of webhooks."""

import asyncio

import httpx

from callcast import __version__
from callcast.desk.queueing.hooks.hooks import HOOKS, Answered

TIMEOUT = 10.0
"""Seconds for each step of a request."""
WITHIN = 20.0
"""Seconds for all of it."""


class Poster:
    """Posts; follows no redirect, asks no proxy, and reads nothing of an answer but its head. You must `close` it."""

    def __init__(self) -> None:
        """Nothing is sent yet."""
        self._http: httpx.AsyncClient | None = None

    async def __call__(self, url: str, headers: dict[str, str], body: bytes) -> Answered:
        """What came of it; raises nothing."""
        try:
            return await asyncio.wait_for(self._post(url, headers, body), WITHIN)
        except (asyncio.TimeoutError, httpx.TimeoutException):
            return Answered(None, f"It gave no answer within {TIMEOUT:.0f} s.")
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            return Answered(None, f"It cannot be reached ({str(error)[:200] or type(error).__name__}).")

    async def close(self) -> None:
        """Let go of the connections."""
        if self._http is not None:
            await self._http.aclose()

    async def _post(self, url: str, headers: dict[str, str], body: bytes) -> Answered:
        async with self._client().stream("POST", url, content=body, headers=headers) as answer:
            if answer.is_redirect:
                return Answered(answer.status_code, "It sends us elsewhere, and redirects are not followed.")
            return Answered(answer.status_code)

    def _client(self) -> httpx.AsyncClient:
        """Made when it is needed: reading the certificates of this machine takes its time."""
        if self._http is None:
            self._http = httpx.AsyncClient(
                timeout=TIMEOUT,
                trust_env=False,
                follow_redirects=False,
                limits=httpx.Limits(max_connections=HOOKS, max_keepalive_connections=0),
                headers={"User-Agent": f"callcast/{__version__}"},
            )
        return self._http

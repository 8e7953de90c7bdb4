"""People who use the API by a browser."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from tests.unit.desk.web.site import Site

PASSWORD = "correct horse battery"


@asynccontextmanager
async def visitor(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which nobody is signed in."""
    async with httpx.AsyncClient(base_url=site.http.base_url, trust_env=False, timeout=20) as http:
        yield http


@asynccontextmanager
async def signed_in(site: Site, name: str, password: str = PASSWORD) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which `name` has signed in, and whose page sends the CSRF token."""
    async with visitor(site) as http:
        answer = await http.post("/api/sessions", json={"name": name, "password": password})
        assert answer.status_code == 201, answer.text
        http.headers["X-CSRF-Token"] = answer.json()["csrf"]
        yield http

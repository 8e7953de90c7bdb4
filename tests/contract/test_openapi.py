"""The API does what its OpenAPI says, whatever it is asked: no route fails, none answers otherwise than described."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyFailure as Flaky
from tests.unit.desk.web.clinic import done, issued, set_up
from tests.unit.desk.web.site import KNOWN, Site, serve

from callcast.desk.web.services import ReloadResult

pytest.importorskip("schemathesis", reason="schemathesis needs Python 3.11")

import schemathesis
from schemathesis import APIOperation
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

EXAMPLES = 10
"""Requests to each route."""
WITHIN = 60.0
"""Seconds for all of them: those that have no time left are not asked, and named."""
LEFT_OUT = ("/api/events", "/healthz")
"""The one never ends, the other is meant to say 503 of a desk without a player; they have tests of their own."""
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


class Running:
    """An instance in a thread of its own, with a clinic in it."""

    def __init__(self, data: Path) -> None:
        self.url, self.ids, self.headers = "", list[str](), dict[str, str]()
        self._data, self._ready = data, threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()), daemon=True)

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(20)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(20)
        assert not self._thread.is_alive()

    async def _live(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        await serve(self._scenario(), self._data, KNOWN, 110)

    def _scenario(self) -> Callable[[Site], Awaitable[None]]:
        async def scenario(site: Site) -> None:
            await set_up(site)
            site.reloads.extend([ReloadResult((), ())] * 10 * EXAMPLES)
            tickets = [str((await issued(site))["id"]) for _ in range(20)]
            wish = {"line": "ramen", "items": [{"item": "tonkotsu"}]}
            orders = [str((await done(site, "POST", "/api/orders", wish))["id"]) for _ in range(5)]
            await done(site, "PUT", "/api/webhooks/bell", {"url": "http://127.0.0.1:9/"})
            said = str((await site.announce())["id"])
            self.ids = ["c3", "c4", "registration", "ramen", "tonkotsu", "bell", "hall", said, *tickets, *orders]
            self.url = str(site.http.base_url).rstrip("/")
            self.headers = {"Authorization": site.http.headers["Authorization"]}
            self._ready.set()
            await self._end.wait()

        return scenario


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """One that ends with the test."""
    one = Running(tmp_path)
    one.start()
    yield one
    one.stop()


def ask(operation: APIOperation[Any, Any, Any, Any], running: Running) -> None:
    """Whatever fits its description, and what does not, about things that there are and that there are not."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), known=st.none() | st.sampled_from(running.ids))
    def asked(case: schemathesis.Case[Any], known: str | None) -> None:
        if known is not None and "id" in case.path_parameters:
            case.path_parameters["id"] = known
        case.call_and_validate(checks=CHECKS, headers=running.headers)

    asked()


def test_every_route_does_what_its_description_says(running: Running) -> None:
    schema: BaseSchema = schemathesis.openapi.from_url(f"{running.url}/openapi.json", headers=running.headers)
    end, late = time.monotonic() + WITHIN, []
    count, faults = 0, list[str]()
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        if operation.path in LEFT_OUT:
            continue
        count += 1
        if time.monotonic() > end:
            late.append(operation.label)
            continue
        try:
            ask(operation, running)
        except (FailureGroup, Flaky) as failed:  # flaky: the second time something was there, or was no more
            faults.append(f"{operation.label}: " + "\n".join(map(str, failed.exceptions)))
    assert count > 60
    assert not faults, "\n\n".join(faults)
    assert not late, f"no time was left for {late}"

"""The API over real HTTP on a real database; the player's end of the bus is in the test's hands."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from hypothesis import strategies as st
from tests.support.recordings import recordings

from callcast.address import Address
from callcast.bus.memory import MemoryBus, pair
from callcast.bus.messages import Catalogue
from callcast.desk.access import secret
from callcast.desk.access.access import Access
from callcast.desk.access.settings import AccessSettings
from callcast.desk.queueing.channel import Channel
from callcast.desk.queueing.desk import Desk
from callcast.desk.store.access import SqliteAccessStore
from callcast.desk.store.hall import SqliteHall
from callcast.desk.store.hooks import SqliteHookStore
from callcast.desk.store.sqlite import SqliteStore
from callcast.desk.web.app import create_app
from callcast.desk.web.poster import Poster
from callcast.desk.web.server import WebServer
from callcast.desk.web.services import ReloadResult, Services
from callcast.errors import SettingsError
from callcast.runtime.desk import hooks_of
from callcast.testing.bus_contract import until

CHANNELS = (
    Channel("hall", "大廳", ("zh-TW", "en"), {"rtsp": "rtsp://localhost:8554/hall"}),
    Channel("lobby", "Lobby", ("en",), {"rtsp": "rtsp://localhost:8554/lobby"}),
)
KNOWN = Catalogue(("zh-TW", "en"), {"espeak:cmn": ("cmn",), "espeak:en": ("en",)}, 500)


@dataclass
class Site:
    """What a scenario works with; `http` is signed in as a program of this machine."""

    http: httpx.AsyncClient
    player: MemoryBus
    desk: Desk
    access: Access
    app: FastAPI
    store: SqliteStore
    reloads: list[ReloadResult | SettingsError]

    async def announce(self, **body: Any) -> dict[str, Any]:
        answer = await self.http.post("/api/announcements", json={"text": "text", **body})
        assert answer.status_code == 202, answer.text
        found: dict[str, Any] = answer.json()
        return found


async def serve(
    scenario: Callable[[Site], Awaitable[None]], data: Path, known: Catalogue | None, within: float = 60
) -> None:
    player, bus = pair()
    store = SqliteStore(data / "callcast.db")
    if known:
        await store.keep_catalogue(known)
    desk = Desk(
        store=store,
        hall=SqliteHall(store.database),
        bus=bus,
        channels=lambda: CHANNELS,
        wall=time.time,
        monotonic=time.monotonic,
    )
    reloads: list[ReloadResult | SettingsError] = []

    async def reload() -> ReloadResult:
        result = reloads.pop()
        if isinstance(result, SettingsError):
            raise result
        return result

    await desk.start()
    poster = Poster()
    hooks = hooks_of(desk, SqliteHookStore(store.database), poster)
    await hooks.load()
    token = secret.fresh("machine")
    kept = SqliteAccessStore(store.database)
    access = Access(
        kept, wall=time.time, monotonic=time.monotonic, settings=AccessSettings.model_validate({}), machine=token
    )
    await access.start()
    services = Services(desk, reload, time.monotonic, recordings(data / "packs"), hooks, access)
    app = create_app(services, hosts=["Callcast.example"])
    server = WebServer(app, Address("127.0.0.1", 0), desk.release)
    tasks = [asyncio.create_task(part.run()) for part in (server, desk, hooks, access, bus, player)]
    await until(lambda: bus.connected)
    try:
        url, headers = f"http://{server.address}", {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=20) as http:
            await asyncio.wait_for(scenario(Site(http, player, desk, access, app, store, reloads)), within)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await access.stop()
        await poster.close()
        await store.close()


def run(scenario: Callable[[Site], Awaitable[None]], data: Path, known: Catalogue | None = KNOWN) -> None:
    asyncio.run(serve(scenario, data, known))


def check_problem(answer: httpx.Response, status: int, words: str = "") -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert set(body) >= {"type", "title", "status", "detail"}
    assert body["status"] == status
    assert words in body["detail"]
    assert "Traceback" not in answer.text


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["hall", "normal", "en"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
"""Whatever JSON can say."""

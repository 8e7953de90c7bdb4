"""kill -9 of a desk that is taking announcements: each it has answered for is in the store, and is sent."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

import httpx
from tests.support.signed_in import LocalToken

from callcast.bus.local import LocalPlayerBus
from callcast.bus.messages import Report, Speak, State
from callcast.desk.store.sqlite import SqliteStore

DESK = Path(__file__).parent / "posting_desk.py"
CLIENTS = 8


async def start(data: Path) -> tuple[asyncio.subprocess.Process, str]:
    desk = await asyncio.create_subprocess_exec(sys.executable, str(DESK), str(data), stdout=asyncio.subprocess.PIPE)
    assert desk.stdout is not None
    line = await asyncio.wait_for(desk.stdout.readline(), 30)
    return desk, f"http://{line.decode().strip()}"


async def post(url: str, data: Path, accepted: set[str], enough: asyncio.Event) -> None:
    async with httpx.AsyncClient(base_url=url, auth=LocalToken(data), trust_env=False) as http:
        with suppress(httpx.HTTPError):
            while True:
                answer = await http.post("/api/announcements", json={"text": "Order 37 is ready"})
                assert answer.status_code == 202
                accepted.add(answer.json()["id"])
                if len(accepted) >= 150:
                    enough.set()


async def killed_while_posting(data: Path) -> set[str]:
    accepted: set[str] = set()
    enough = asyncio.Event()
    desk, url = await start(data)
    clients = [asyncio.create_task(post(url, data, accepted, enough)) for _ in range(CLIENTS)]
    try:
        await asyncio.wait_for(enough.wait(), 30)
    finally:
        desk.kill()
        await desk.communicate()
        await asyncio.gather(*clients)
    return accepted


async def all_spoken(data: Path, accepted: set[str]) -> dict[str, int]:
    """A player that takes what the next desk sends, and says that it was spoken."""
    player = LocalPlayerBus(data)
    inbox, told = player.subscribe(), dict.fromkeys(accepted, 0)
    linked = asyncio.create_task(player.run())
    desk, url = await start(data)
    try:
        while not all(told.values()):
            message = await asyncio.wait_for(inbox.__anext__(), 30)
            if isinstance(message, Speak):
                told[message.id] = told.get(message.id, 0) + 1
                await player.publish(Report(message.id, "hall", State.SPOKEN, None, 1.0, 2.0))
        async with httpx.AsyncClient(base_url=url, auth=LocalToken(data), trust_env=False) as http:
            for id in accepted:  # noqa: A001 - the field's name
                answer = await http.get(f"/api/announcements/{id}?wait=10")
                assert answer.json()["state"] == "spoken"
    finally:
        desk.kill()
        await desk.communicate()
        linked.cancel()
        await asyncio.gather(linked, return_exceptions=True)
    return told


def test_what_was_accepted_outlives_the_desk(tmp_path: Path) -> None:
    async def scenario() -> None:
        accepted = await killed_while_posting(tmp_path)
        store = SqliteStore(tmp_path / "callcast.db")
        kept = {announcement.id for announcement in await store.open()}
        await store.close()
        assert accepted <= kept
        assert len(kept - accepted) <= CLIENTS, "answers under way when it was killed, and no more"
        await all_spoken(tmp_path, accepted)
        store = SqliteStore(tmp_path / "callcast.db")
        left = {announcement.id for announcement in await store.open()}
        await store.close()
        assert not left & accepted

    asyncio.run(asyncio.wait_for(scenario(), 100))

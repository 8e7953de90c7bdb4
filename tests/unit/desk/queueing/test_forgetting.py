"""The desk forgets what is old in the hall, too, and names before the rest."""

import asyncio
from dataclasses import replace

import pytest
from tests.unit.desk.queueing.house import House, run

from callcast.desk.queueing import desk
from callcast.desk.queueing.errors import StoreError
from callcast.desk.queueing.hall.event import Event
from callcast.desk.queueing.hall.store import Entry
from callcast.desk.queueing.hall.ticket import Stage
from callcast.testing.hall_store_contract import change, ticket
from callcast.testing.memory_hall import MemoryHall

DAY = 86_400.0
ENDED = ticket(1, name="Kim", stage=Stage.DONE, since=1000.0)


async def kept(house: House) -> MemoryHall:
    hall = house.desk.hall.store
    assert isinstance(hall, MemoryHall)
    await hall.commit([Entry(change(tickets=(ENDED,)))], [Event("ticket", "t1", 1000.0, "{}")] * 2)
    return hall


async def rounds(house: House, hall: MemoryHall, count: int = 3) -> None:
    """Until the hall was asked so many times more."""
    asked = asyncio.Semaphore(0)
    forget = hall.forget

    async def counted(**before: float) -> int:
        asked.release()
        return await forget(**before)

    hall.forget = counted  # type: ignore[method-assign]
    for _ in range(count):
        await asyncio.wait_for(asked.acquire(), 10)
    hall.forget = forget  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "PURGE_EVERY", 0.001)
    monkeypatch.setattr(desk, "PURGE_SOON", 0.001)


def test_names_first_then_events_then_all() -> None:
    async def scenario(house: House) -> None:
        hall = await kept(house)
        house.now = 1000.0 + 3600.0
        await rounds(house, hall)
        assert await hall.ticket("t1") == ENDED
        house.now += 1.0
        await rounds(house, hall)
        assert await hall.ticket("t1") == replace(ENDED, name="")
        assert len(await hall.events(0, 9)) == 2
        house.now = 1001.0 + DAY
        await rounds(house, hall)
        assert len(await hall.events(0, 9)) == 1
        house.now = 1001.0 + 30 * DAY
        await rounds(house, hall)
        assert await hall.ticket("t1") is None

    run(scenario, names_kept=3600.0)


def test_names_may_be_kept_as_long_as_the_rest() -> None:
    async def scenario(house: House) -> None:
        hall = await kept(house)
        house.now = 1000.0 + 30 * DAY
        await rounds(house, hall)
        assert await hall.ticket("t1") == ENDED

    run(scenario, names_kept=None)


def test_a_store_that_fails_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(house: House) -> None:
        hall = await kept(house)
        house.store.broken = StoreError("There is no room.")
        house.now = 2000.0
        await rounds(house, hall)
        house.store.broken = None
        await rounds(house, hall)
        assert await hall.ticket("t1") == replace(ENDED, name="")
        assert "What is old cannot be removed: There is no room." in caplog.text

    run(scenario, names_kept=1.0)

"""Who did what is kept, also over a disk that is full for a while."""

import asyncio

import pytest
from tests.unit.desk.access.house import House, run

from callcast.desk.access import log
from callcast.desk.access.access import Access
from callcast.desk.access.log import AuditLog
from callcast.errors import CallcastError
from callcast.testing.access_store_contract import entry
from callcast.testing.bus_contract import until
from callcast.testing.memory_access_store import MemoryAccessStore


def test_what_waits_is_on_the_page() -> None:
    async def scenario(_house: House, access: Access) -> None:
        for number in range(3):
            access.audit.add(entry(number))
        assert [one.at for one in await access.audit.page(limit=2, before=None)] == [2.0, 1.0]
        await access.audit.flush()

    run(scenario)


def test_it_is_written_when_the_disk_takes_it_again() -> None:
    async def scenario() -> None:
        store = MemoryAccessStore()
        written = AuditLog(store)
        store.broken = CallcastError("The disk is full.")
        for number in range(600):
            written.add(entry(number))
        running = asyncio.ensure_future(written.run(0.0))
        await asyncio.sleep(0.01)
        assert store.logged == []
        store.broken = None
        await until(lambda: len(store.logged) == 600)
        assert [one.at for one in store.logged] == [float(number) for number in range(600)]
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(asyncio.wait_for(scenario(), 20))


def test_what_is_too_much_is_lost_from_the_front(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        monkeypatch.setattr(log, "WAITING", 3)
        store = MemoryAccessStore()
        written = AuditLog(store)
        for number in range(5):
            written.add(entry(number))
        await written.flush()
        assert [one.at for one in store.logged] == [2.0, 3.0, 4.0]

    asyncio.run(scenario())

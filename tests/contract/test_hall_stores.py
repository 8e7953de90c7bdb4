"""The contract of stores of tickets and orders over every one there is."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path

from callcast.desk.store.hall import SqliteHall
from callcast.desk.store.sqlite import SqliteStore
from callcast.testing.hall_store_contract import HallStoreContract, Stores
from callcast.testing.memory_hall import MemoryHall
from callcast.testing.memory_store import MemoryStore


class TestSqliteHall(HallStoreContract):
    def stores(self) -> AbstractAsyncContextManager[Stores]:
        return self._stores()

    @asynccontextmanager
    async def _stores(self) -> AsyncIterator[Stores]:
        with tempfile.TemporaryDirectory() as folder:
            store = SqliteStore(Path(folder) / "callcast.db")
            try:
                yield Stores(SqliteHall(store.database), store)
            finally:
                await store.close()


class TestMemoryHall(HallStoreContract):
    def stores(self) -> AbstractAsyncContextManager[Stores]:
        store = MemoryStore()
        return nullcontext(Stores(MemoryHall(store), store))

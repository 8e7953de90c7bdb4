"""The store contract over every store there is."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path

from callcast.desk.queueing.ports import Store
from callcast.desk.store.sqlite import SqliteStore
from callcast.testing.memory_store import MemoryStore
from callcast.testing.store_contract import StoreContract


class TestSqliteStore(StoreContract):
    def store(self) -> AbstractAsyncContextManager[Store]:
        return self._store()

    @asynccontextmanager
    async def _store(self) -> AsyncIterator[Store]:
        with tempfile.TemporaryDirectory() as folder:
            store = SqliteStore(Path(folder) / "callcast.db")
            try:
                yield store
            finally:
                await store.close()


class TestMemoryStore(StoreContract):
    def store(self) -> AbstractAsyncContextManager[Store]:
        return nullcontext(MemoryStore())

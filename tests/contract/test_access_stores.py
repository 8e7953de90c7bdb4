"""The contract of stores of who may do what, over every one there is."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path

from callcast.desk.access.ports import AccessStore
from callcast.desk.store.access import SqliteAccessStore
from callcast.desk.store.sqlite import SqliteStore
from callcast.testing.access_store_contract import AccessStoreContract
from callcast.testing.memory_access_store import MemoryAccessStore


class TestSqliteAccessStore(AccessStoreContract):
    def store(self) -> AbstractAsyncContextManager[AccessStore]:
        return self._store()

    @asynccontextmanager
    async def _store(self) -> AsyncIterator[AccessStore]:
        with tempfile.TemporaryDirectory() as folder:
            store = SqliteStore(Path(folder) / "callcast.db")
            try:
                yield SqliteAccessStore(store.database)
            finally:
                await store.close()


class TestMemoryAccessStore(AccessStoreContract):
    def store(self) -> AbstractAsyncContextManager[AccessStore]:
        return nullcontext(MemoryAccessStore())

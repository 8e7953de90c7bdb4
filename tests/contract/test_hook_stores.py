"""The contract of stores of webhooks, over every one there is."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path

from callcast.desk.queueing.hooks.store import HookStore
from callcast.desk.store.hooks import SqliteHookStore
from callcast.desk.store.sqlite import SqliteStore
from callcast.testing.hook_store_contract import HookStoreContract
from callcast.testing.memory_hook_store import MemoryHookStore


class TestSqliteHookStore(HookStoreContract):
    def store(self) -> AbstractAsyncContextManager[HookStore]:
        return self._store()

    @asynccontextmanager
    async def _store(self) -> AsyncIterator[HookStore]:
        with tempfile.TemporaryDirectory() as folder:
            store = SqliteStore(Path(folder) / "callcast.db")
            try:
                yield SqliteHookStore(store.database)
            finally:
                await store.close()


class TestMemoryHookStore(HookStoreContract):
    def store(self) -> AbstractAsyncContextManager[HookStore]:
        return nullcontext(MemoryHookStore())

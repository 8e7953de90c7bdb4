"""What every store of webhooks must do. Derive a test class from `HookStoreContract` and say how a store is made."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

from callcast.desk.queueing.hooks.hook import Delivery, Hook, HookState
from callcast.desk.queueing.hooks.store import DELIVERIES, HookStore


def hook(id: str = "bell", **changed: object) -> Hook:  # noqa: A002 - the field's name
    """One that gets all."""
    return replace(Hook(id, "http://127.0.0.1:9/calls", "secret", 1.5), **changed)  # type: ignore[arg-type]


def attempt(number: int, hook: str = "bell", status: int | None = 200) -> Delivery:
    """At the event with that number."""
    return Delivery(hook, number, "ticket", float(number), 1, status, None if status else "It is not there.", 0.25)


class HookStoreContract:
    """The suite; pytest collects what is derived from it."""

    def store(self) -> AbstractAsyncContextManager[HookStore]:
        """An empty store. You must override it."""
        raise NotImplementedError

    def run(self, scenario: Callable[[HookStore], Awaitable[None]]) -> None:
        """A scenario on an empty store."""

        async def with_store() -> None:
            async with self.store() as store:
                await scenario(store)

        asyncio.run(with_store())

    def test_what_was_put_comes_back_as_it_was(self) -> None:
        """Every field, also of what was put over it."""

        async def scenario(store: HookStore) -> None:
            assert await store.hooks() == []
            rich = Hook("a", "https://例.example/x", "s", 2.25, ("ticket", "order"), 7, HookState.STOPPED, "410")
            await store.put(hook())
            await store.put(rich)
            assert await store.hooks() == [rich, hook()]
            await store.put(replace(rich, state=HookState.ACTIVE, reason=None))
            assert (await store.hooks())[0] == replace(rich, state=HookState.ACTIVE, reason=None)

        self.run(scenario)

    def test_how_far_it_is_and_what_became_of_it(self) -> None:
        """Newest first, page by page, each hook's own."""

        async def scenario(store: HookStore) -> None:
            await store.put(hook())
            await store.put(hook("other"))
            for number in range(1, 6):
                await store.sent("bell", number, attempt(number, status=None if number == 3 else 200))
            await store.sent("other", 9, None)
            assert [one.sent for one in await store.hooks()] == [5, 9]
            found = await store.deliveries("bell", limit=10)
            assert [replace(one, number=0) for one in found][2] == attempt(3, status=None)
            assert [one.event for one in found] == [5, 4, 3, 2, 1]
            later = await store.deliveries("bell", limit=2, before=found[1].number)
            assert [one.event for one in later] == [3, 2]
            assert await store.deliveries("other", limit=10) == []

        self.run(scenario)

    def test_only_the_last_attempts_are_kept_and_none_of_what_is_gone(self) -> None:
        """Bounded for each hook."""

        async def scenario(store: HookStore) -> None:
            await store.put(hook())
            await store.put(hook("other"))
            await store.sent("other", 1, attempt(1, "other"))
            for number in range(DELIVERIES + 5):
                await store.sent("bell", number, attempt(number))
            found = await store.deliveries("bell", limit=1_000)
            assert [one.event for one in found] == list(range(DELIVERIES + 4, 4, -1))
            assert len(await store.deliveries("other", limit=10)) == 1
            assert await store.remove("bell")
            assert not await store.remove("bell")
            await store.sent("bell", 1, attempt(1))
            assert await store.deliveries("bell", limit=10) == []
            assert [one.id for one in await store.hooks()] == ["other"]

        self.run(scenario)

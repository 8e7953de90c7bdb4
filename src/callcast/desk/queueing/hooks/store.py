"""What webhooks need of a store."""

from typing import Protocol

from callcast.desk.queueing.hooks.hook import Delivery, Hook

DELIVERIES = 200
"""Attempts that are remembered of each hook, the last ones."""


class HookStore(Protocol):
    """Where hooks are kept, and what became of deliveries. Every call may raise `StoreError`."""

    async def hooks(self) -> list[Hook]:
        """All of them, in the order of their ids."""

    async def put(self, hook: Hook) -> None:
        """Keep it, in place of one with that id."""

    async def remove(self, id: str) -> bool:  # noqa: A002 - the field's name
        """Forget it and its deliveries; whether there was one."""

    async def sent(self, id: str, number: int, delivery: Delivery | None) -> None:  # noqa: A002 - the field's name
        """That hook has all events up to `number`; `delivery` was the last attempt. Nothing if it is gone."""

    async def deliveries(self, id: str, *, limit: int, before: int | None = None) -> list[Delivery]:  # noqa: A002
        """Newest first; older than the one with the number `before`. No more than `DELIVERIES` are kept of a hook."""

"""A store of webhooks that forgets when the process ends; for tests of what uses one."""

from dataclasses import replace

from callcast.desk.queueing.hooks.hook import Delivery, Hook
from callcast.desk.queueing.hooks.store import DELIVERIES


class MemoryHookStore:
    """What `hooks.store.HookStore` asks for."""

    def __init__(self) -> None:
        """Empty."""
        self._hooks: dict[str, Hook] = {}
        self._log: list[Delivery] = []
        self._number = 0

    async def hooks(self) -> list[Hook]:
        """All of them, in the order of their ids."""
        return [self._hooks[id] for id in sorted(self._hooks)]  # noqa: A001 - the field's name

    async def put(self, hook: Hook) -> None:
        """Keep it, in place of one with that id."""
        self._hooks[hook.id] = hook

    async def remove(self, id: str) -> bool:  # noqa: A002 - the field's name
        """Forget it and its deliveries; whether there was one."""
        self._log = [one for one in self._log if one.hook != id]
        return self._hooks.pop(id, None) is not None

    async def sent(self, id: str, number: int, delivery: Delivery | None) -> None:  # noqa: A002 - the field's name
        """That hook has all events up to `number`; `delivery` was the last attempt. Nothing if it is gone."""
        if id not in self._hooks:
            return
        self._hooks[id] = replace(self._hooks[id], sent=number)
        if delivery is not None:
            self._number += 1
            self._log.append(replace(delivery, number=self._number))
            gone = [one for one in self._log if one.hook == id][:-DELIVERIES]
            self._log = [one for one in self._log if one not in gone]

    async def deliveries(self, id: str, *, limit: int, before: int | None = None) -> list[Delivery]:  # noqa: A002
        """Newest first; older than the one with the number `before`."""
        found = [one for one in self._log[::-1] if one.hook == id and (before is None or one.number < before)]
        return found[:limit]

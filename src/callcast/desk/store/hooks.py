"""Webhooks, in the same SQLite file."""

import json
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from callcast.desk.queueing.hooks.hook import Delivery, Hook, HookState
from callcast.desk.queueing.hooks.store import DELIVERIES
from callcast.desk.store.database import Database
from callcast.desk.store.hook_tables import hook_deliveries, hooks


class SqliteHookStore:
    """What `hooks.store.HookStore` asks for; the `database` is closed by whoever opened it."""

    def __init__(self, database: Database) -> None:
        """That of a `SqliteStore`."""
        self._database = database

    async def hooks(self) -> list[Hook]:
        """All of them, in the order of their ids."""
        query = select(hooks).order_by(hooks.c.id)
        rows = await self._database.do(lambda connection: connection.execute(query).mappings().all())
        return [_hook(row) for row in rows]

    async def put(self, hook: Hook) -> None:
        """Keep it, in place of one with that id."""
        row = {**vars(hook), "kinds": json.dumps(hook.kinds), "state": hook.state.value}
        query = upsert(hooks).values(row).on_conflict_do_update(index_elements=["id"], set_=row)
        await self._database.do(lambda connection: connection.execute(query))

    async def remove(self, id: str) -> bool:  # noqa: A002 - the field's name
        """Forget it and its deliveries; whether there was one."""
        query = delete(hooks).where(hooks.c.id == id)
        return await self._database.do(lambda connection: connection.execute(query).rowcount > 0)

    async def sent(self, id: str, number: int, delivery: Delivery | None) -> None:  # noqa: A002 - the field's name
        """That hook has all events up to `number`; `delivery` was the last attempt. Nothing if it is gone."""

        def job(connection: Connection) -> None:
            there = connection.execute(update(hooks).where(hooks.c.id == id).values(sent=number)).rowcount
            if there and delivery is not None:
                _log(connection, delivery)

        await self._database.do(job)

    async def deliveries(self, id: str, *, limit: int, before: int | None = None) -> list[Delivery]:  # noqa: A002
        """Newest first; older than the one with the number `before`."""
        query = select(hook_deliveries).where(hook_deliveries.c.hook == id)
        if before is not None:
            query = query.where(hook_deliveries.c.number < before)
        query = query.order_by(hook_deliveries.c.number.desc()).limit(limit)
        rows = await self._database.do(lambda connection: connection.execute(query).mappings().all())
        return [Delivery(**row) for row in rows]


def _log(connection: Connection, delivery: Delivery) -> None:
    """Keep it, and no more than the last `DELIVERIES` of that hook."""
    row: dict[str, Any] = {name: value for name, value in vars(delivery).items() if name != "number"}
    connection.execute(insert(hook_deliveries), row)
    of_hook = hook_deliveries.c.hook == delivery.hook
    kept = select(hook_deliveries.c.number).where(of_hook).order_by(hook_deliveries.c.number.desc())
    oldest = kept.offset(DELIVERIES - 1).limit(1).scalar_subquery()
    connection.execute(delete(hook_deliveries).where(of_hook, hook_deliveries.c.number < oldest))


def _hook(row: RowMapping) -> Hook:
    return Hook(**{**row, "kinds": tuple(json.loads(row["kinds"])), "state": HookState(row["state"])})

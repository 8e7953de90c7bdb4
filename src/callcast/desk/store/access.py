"""Who may do what, in the same SQLite file."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from callcast.desk.access.audit import Entry
from callcast.desk.access.device import Device
from callcast.desk.access.person import Person
from callcast.desk.access.ports import Item, Kept
from callcast.desk.access.role import Role
from callcast.desk.access.scope import Scope
from callcast.desk.access.session import Session
from callcast.desk.access.token import Token
from callcast.desk.store.access_tables import audit, devices, people, sessions, tokens
from callcast.desk.store.database import Database

PURGED_AT_ONCE = 500
"""Rows, so that a purge never holds up others for long."""

_TABLES: dict[type, Table] = {Person: people, Session: sessions, Token: tokens, Device: devices}
_SCOPES = frozenset(scope.value for scope in Scope)


class SqliteAccessStore:
    """What `access.ports.AccessStore` asks for, in a file that another closes."""

    def __init__(self, database: Database) -> None:
        """Of that file."""
        self._database = database

    async def kept(self) -> Kept:
        """All of it, in the order of being made."""

        def job(connection: Connection) -> Kept:
            def rows(table: Table, made: Callable[[dict[str, Any]], Any]) -> tuple[Any, ...]:
                found = connection.execute(select(table).order_by(table.c.number)).mappings()
                return tuple(made(_without_number(row)) for row in found)

            return Kept(rows(people, _person), rows(sessions, _session), rows(tokens, _token), rows(devices, _device))

        return await self._database.do(job)

    async def keep(self, items: Sequence[Item]) -> None:
        """Keep these, in place of what had the same id; all or none."""

        def job(connection: Connection) -> None:
            for item in items:
                row = _row(item)
                query = upsert(_TABLES[type(item)]).values(row)
                connection.execute(query.on_conflict_do_update(index_elements=["id"], set_=row))

        await self._database.do(job)

    async def forget(self, items: Sequence[Item]) -> None:
        """Keep these no longer; all or none."""

        def job(connection: Connection) -> None:
            for item in items:
                table = _TABLES[type(item)]
                connection.execute(delete(table).where(table.c.id == item.id))

        await self._database.do(job)

    async def log(self, entries: Sequence[Entry]) -> None:
        """Keep what was done, in that order."""
        rows = [{name: value for name, value in vars(one).items() if name != "number"} for one in entries]
        if rows:
            await self._database.do(lambda connection: connection.execute(insert(audit), rows))

    async def entries(self, *, limit: int, before: int | None = None) -> list[Entry]:
        """The newest first; older than the one with that number."""
        query = select(audit).order_by(audit.c.number.desc()).limit(limit)
        if before is not None:
            query = query.where(audit.c.number < before)
        rows = await self._database.do(lambda connection: connection.execute(query).mappings().all())
        return [Entry(**row) for row in rows]

    async def purge_log(self, before: float) -> int:
        """Forget some entries older than that Unix time; how many, 0 when none are left."""
        old = select(audit.c.number).where(audit.c.at < before).limit(PURGED_AT_ONCE)
        query = delete(audit).where(audit.c.number.in_(old))
        return await self._database.do(lambda connection: connection.execute(query).rowcount)


def _row(item: Item) -> dict[str, Any]:
    row = dict(vars(item))
    if isinstance(item, Person):
        row["counters"] = None if item.counters is None else json.dumps(item.counters, ensure_ascii=False)
    if isinstance(item, (Person, Device)):
        row["role"] = item.role.value
    if isinstance(item, Token):
        row["scopes"] = " ".join(sorted(scope.value for scope in item.scopes))
    return row


def _without_number(row: RowMapping) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "number"}


def _person(row: dict[str, Any]) -> Person:
    counters = None if row["counters"] is None else tuple(json.loads(row["counters"]))
    return Person(**{**row, "role": Role(row["role"]), "counters": counters})


def _session(row: dict[str, Any]) -> Session:
    return Session(**row)


def _token(row: dict[str, Any]) -> Token:
    return Token(**{**row, "scopes": frozenset(Scope(one) for one in row["scopes"].split() if one in _SCOPES)})


def _device(row: dict[str, Any]) -> Device:
    return Device(**{**row, "role": Role(row["role"])})

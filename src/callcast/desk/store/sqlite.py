"""The store in one SQLite file."""

import asyncio
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, StaticPool, create_engine, delete, event, exists, insert, select, update
from sqlalchemy.exc import DBAPIError

from callcast.bus.messages import BoardContent, Call, Catalogue, Message, State, decode, encode
from callcast.desk.queueing.announcement import Announcement
from callcast.desk.queueing.errors import KeyReused, StoreError
from callcast.desk.queueing.ports import Added, Key
from callcast.desk.store import errors
from callcast.desk.store.migrate import migrate
from callcast.desk.store.rows import announcement_row, call_of, delivery_rows, every, fetch
from callcast.desk.store.tables import announcements, boards, catalogues, deliveries, keys
from callcast.desk.store.worker import Worker
from callcast.system.files import is_full

BUSY_TIMEOUT = 5_000
"""Milliseconds to wait for another program that has the file."""
PURGED_AT_ONCE = 500
"""Rows, so that a purge never holds up an announcement for long."""

T = TypeVar("T")

_FINAL = tuple(state.value for state in State if state.final)
_OPEN = tuple(state.value for state in State if not state.final)


class SqliteStore:
    """What `queueing.ports.Store` asks for. You must `close` it. Only one process may use a file."""

    def __init__(self, path: Path) -> None:
        """Opens or makes the file at `path`, and brings it to today's schema; `StoreError`."""
        self._path = str(path)
        self._engine = create_engine(
            "sqlite://",
            creator=lambda: sqlite3.connect(path, isolation_level=None, check_same_thread=False),
            poolclass=StaticPool,
        )
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        try:
            _owner_only(path)
            with self._engine.begin() as connection:
                migrate(connection, self._path)
        except (DBAPIError, OSError, StoreError) as error:
            self._engine.dispose()
            raise (error if isinstance(error, StoreError) else self._sentence(error)) from error
        self._worker = Worker(self._engine, self._sentence)

    @property
    def worker(self) -> Worker:
        """For what other rooms keep in the same file."""
        return self._worker

    async def close(self) -> None:
        """Finish what is being written, then let go of the file."""
        await asyncio.to_thread(self._worker.close)
        self._engine.dispose()

    async def add(self, announcement: Announcement, key: Key | None) -> Added:
        """Keep a new announcement with its key, both or neither; the older one if the key is known."""

        def job(connection: Connection) -> Added | KeyReused:
            older = _by_key(connection, key) if key else None
            if isinstance(older, KeyReused):
                return older
            if older:
                return Added(older, fresh=False)
            _insert(connection, announcement, key)
            return Added(announcement, fresh=True)

        return _or_raise(await self._worker.do(job))

    async def recall(self, key: Key) -> Announcement | None:
        """The announcement that came with `key`; `KeyReused` if its digest was another."""
        return _or_raise(await self._worker.do(lambda connection: _by_key(connection, key)))

    async def save(self, changed: Sequence[Announcement]) -> None:
        """Keep the states of known announcements, all or none."""

        def job(connection: Connection) -> None:
            for announcement in changed:
                states = {"state": announcement.state.value, "cancel_asked": announcement.cancel_asked}
                query = update(announcements).where(announcements.c.id == announcement.id).values(states)
                number = connection.execute(query.returning(announcements.c.number)).scalar_one()
                connection.execute(delete(deliveries).where(deliveries.c.announcement == number))
                connection.execute(insert(deliveries), delivery_rows(announcement, number))

        await self._worker.do(job)

    async def get(self, id: str) -> Announcement | None:  # noqa: A002 - the field's name
        """One by its id."""
        found = await self._worker.do(lambda connection: fetch(connection, every().where(announcements.c.id == id)))
        return found[0] if found else None

    async def page(
        self, *, limit: int, state: State | None = None, channel: str | None = None, before: str | None = None
    ) -> list[Announcement]:
        """Newest first; of that overall state; for that channel; older than the announcement `before`."""
        query = every().order_by(announcements.c.number.desc()).limit(limit)
        if state is not None:
            query = query.where(announcements.c.state == state.value)
        if channel is not None:
            there = (deliveries.c.announcement == announcements.c.number) & (deliveries.c.channel == channel)
            query = query.where(exists().where(there))
        if before is not None:
            number = select(announcements.c.number).where(announcements.c.id == before).scalar_subquery()
            query = query.where(announcements.c.number < number)
        return await self._worker.do(lambda connection: fetch(connection, query))

    async def open(self) -> list[Announcement]:
        """All that are not final, oldest first."""
        query = every().where(announcements.c.state.in_(_OPEN)).order_by(announcements.c.number)
        return await self._worker.do(lambda connection: fetch(connection, query))

    async def purge(self, *, keys_before: float, final_before: float) -> int:
        """Forget some keys and final announcements accepted before those times; returns how many."""

        def job(connection: Connection) -> int:
            old_keys = select(keys.c.key).where(keys.c.created_at < keys_before).limit(PURGED_AT_ONCE)
            old = (
                select(announcements.c.number)
                .where(announcements.c.state.in_(_FINAL), announcements.c.accepted_at < final_before)
                .order_by(announcements.c.number)
                .limit(PURGED_AT_ONCE)
            )
            gone = connection.execute(delete(keys).where(keys.c.key.in_(old_keys))).rowcount
            return gone + connection.execute(delete(announcements).where(announcements.c.number.in_(old))).rowcount

        return await self._worker.do(job)

    async def keep_catalogue(self, catalogue: Catalogue) -> None:
        """Keep it in place of the one before."""

        def job(connection: Connection) -> None:
            connection.execute(delete(catalogues))
            connection.execute(insert(catalogues), {"number": 1, "words": encode(catalogue).decode()})

        await self._worker.do(job)

    async def catalogue(self) -> Catalogue | None:
        """The one that was kept last; None if there is none that this version understands."""
        kept = await self._words(select(catalogues.c.words))
        return kept if isinstance(kept, Catalogue) else None

    async def keep_board(self, content: BoardContent) -> None:
        """Keep it in place of the one before of that channel, without `recent`."""
        row = {"channel": content.channel, "words": encode(replace(content, recent=())).decode()}

        def job(connection: Connection) -> None:
            connection.execute(delete(boards).where(boards.c.channel == content.channel))
            connection.execute(insert(boards), row)

        await self._worker.do(job)

    async def board(self, channel: str) -> BoardContent | None:
        """The one that was kept last for that channel; None if there is none that this version understands."""
        kept = await self._words(select(boards.c.words).where(boards.c.channel == channel))
        return kept if isinstance(kept, BoardContent) else None

    async def called(self, channel: str, limit: int) -> list[Call]:
        """The calls that were spoken on that channel: the last so many, newest first."""
        query = (
            select(announcements)
            .join(deliveries, deliveries.c.announcement == announcements.c.number)
            .where(deliveries.c.channel == channel, deliveries.c.called)
            .order_by(deliveries.c.spoken_from.desc(), deliveries.c.announcement.desc())
            .limit(limit)
        )
        rows = await self._worker.do(lambda connection: connection.execute(query).mappings().all())
        return [call for row in rows if (call := call_of(row))]

    async def check(self) -> None:
        """Write something; `StoreError` if that cannot be done."""

        def job(connection: Connection) -> None:
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            connection.exec_driver_sql(f"PRAGMA user_version = {int(version) ^ 1}")

        await self._worker.do(job)

    async def _words(self, query: Select[Any]) -> Message | None:
        """The message of the bus that `query` finds; None if there is none that this version understands."""
        words = await self._worker.do(lambda connection: connection.execute(query).scalar())
        try:
            return decode(str(words).encode())
        except ValueError:
            return None

    def _sentence(self, error: DBAPIError | OSError) -> StoreError:
        """For people: what is wrong with the file, by SQLite's own words (its codes are in Python from 3.11 on)."""
        if isinstance(error, OSError):
            if is_full(error):
                return errors.full(self._path)
            return errors.StoreUnreachable(self._path, error.strerror or str(error))
        words = str(error.orig)
        if "full" in words:
            return errors.full(self._path)
        if "locked" in words:
            return errors.StoreLocked(self._path)
        if "malformed" in words or "not a database" in words:
            return errors.StoreDamaged(self._path, words)
        return errors.StoreUnreachable(self._path, words)


def _owner_only(path: Path) -> None:
    """The file is for this user only, as are the files that SQLite puts beside it, which take over its mode."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _prepare(connection: sqlite3.Connection, _: Any) -> None:
    """FULL: with WAL, NORMAL would forget the last commits at a power cut."""
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    """The driver's own transactions begin too late and end too early for DDL."""
    connection.exec_driver_sql("BEGIN")


def _by_key(connection: Connection, key: Key) -> Announcement | KeyReused | None:
    query = select(keys.c.digest, keys.c.announcement).where(keys.c.key == key.text)
    known = connection.execute(query).one_or_none()
    if known is None:
        return None
    if known.digest != key.digest:
        return KeyReused(key.text)
    return fetch(connection, every().where(announcements.c.number == known.announcement))[0]


def _insert(connection: Connection, announcement: Announcement, key: Key | None) -> None:
    query = insert(announcements).returning(announcements.c.number)
    number = connection.execute(query, announcement_row(announcement)).scalar_one()
    connection.execute(insert(deliveries), delivery_rows(announcement, number))
    if key is not None:
        row = {"key": key.text, "digest": key.digest, "announcement": number, "created_at": announcement.accepted_at}
        connection.execute(insert(keys), row)


def _or_raise(result: T | KeyReused) -> T:
    """Raised here and not in the job, where it would undo the others' work."""
    if isinstance(result, KeyReused):
        raise result
    return result

"""The store in one SQLite file."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, delete, exists, insert, select, update

from callcast.bus.messages import BoardContent, Call, Catalogue, Message, State, decode, encode
from callcast.desk.queueing.announcement import Announcement
from callcast.desk.queueing.errors import KeyReused
from callcast.desk.queueing.ports import Added, Key
from callcast.desk.store.database import Database
from callcast.desk.store.rows import call_of, delivery_rows, every, fetch, insert_announcement
from callcast.desk.store.tables import announcements, boards, catalogues, deliveries, keys

PURGED_AT_ONCE = 500
"""Rows, so that a purge never holds up an announcement for long."""

_FINAL = tuple(state.value for state in State if state.final)
_OPEN = tuple(state.value for state in State if not state.final)


class SqliteStore:
    """What `queueing.ports.Store` asks for. You must `close` it. Only one process may use a file.

    `database` is the open file, for the stores of other things in it.
    """

    def __init__(self, path: Path) -> None:
        """Opens or makes the file at `path`, and brings it to today's schema; `StoreError`."""
        self.database = Database(path)

    async def close(self) -> None:
        """Finish what is being written, then let go of the file."""
        await self.database.close()

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

        return await self.database.do(job)

    async def recall(self, key: Key) -> Announcement | None:
        """The announcement that came with `key`; `KeyReused` if its digest was another."""
        return await self.database.do(lambda connection: _by_key(connection, key))

    async def save(self, changed: Sequence[Announcement]) -> None:
        """Keep the states of known announcements, all or none."""

        def job(connection: Connection) -> None:
            for announcement in changed:
                states = {"state": announcement.state.value, "cancel_asked": announcement.cancel_asked}
                query = update(announcements).where(announcements.c.id == announcement.id).values(states)
                number = connection.execute(query.returning(announcements.c.number)).scalar_one()
                connection.execute(delete(deliveries).where(deliveries.c.announcement == number))
                connection.execute(insert(deliveries), delivery_rows(announcement, number))

        await self.database.do(job)

    async def get(self, id: str) -> Announcement | None:  # noqa: A002 - the field's name
        """One by its id."""
        found = await self.database.do(lambda connection: fetch(connection, every().where(announcements.c.id == id)))
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
        return await self.database.do(lambda connection: fetch(connection, query))

    async def open(self) -> list[Announcement]:
        """All that are not final, oldest first."""
        query = every().where(announcements.c.state.in_(_OPEN)).order_by(announcements.c.number)
        return await self.database.do(lambda connection: fetch(connection, query))

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

        return await self.database.do(job)

    async def keep_catalogue(self, catalogue: Catalogue) -> None:
        """Keep it in place of the one before."""

        def job(connection: Connection) -> None:
            connection.execute(delete(catalogues))
            connection.execute(insert(catalogues), {"number": 1, "words": encode(catalogue).decode()})

        await self.database.do(job)

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

        await self.database.do(job)

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
        rows = await self.database.do(lambda connection: connection.execute(query).mappings().all())
        return [call for row in rows if (call := call_of(row))]

    async def check(self) -> None:
        """Write something; `StoreError` if that cannot be done."""

        def job(connection: Connection) -> None:
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            connection.exec_driver_sql(f"PRAGMA user_version = {int(version) ^ 1}")

        await self.database.do(job)

    async def _words(self, query: Select[Any]) -> Message | None:
        """The message of the bus that `query` finds; None if there is none that this version understands."""
        words = await self.database.do(lambda connection: connection.execute(query).scalar())
        try:
            return decode(str(words).encode())
        except ValueError:
            return None


def _by_key(connection: Connection, key: Key) -> Announcement | KeyReused | None:
    query = select(keys.c.digest, keys.c.announcement).where(keys.c.key == key.text)
    known = connection.execute(query).one_or_none()
    if known is None:
        return None
    if known.digest != key.digest:
        return KeyReused(key.text)
    return fetch(connection, every().where(announcements.c.number == known.announcement))[0]


def _insert(connection: Connection, announcement: Announcement, key: Key | None) -> None:
    number = insert_announcement(connection, announcement)
    if key is not None:
        row = {"key": key.text, "digest": key.digest, "announcement": number, "created_at": announcement.accepted_at}
        connection.execute(insert(keys), row)

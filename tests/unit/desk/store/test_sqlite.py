"""What goes wrong with a file on a disk, said in one sentence."""

import asyncio
import os
import sqlite3
import stat
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, event

from callcast.bus.messages import BoardContent, Call, Line, State
from callcast.desk.queueing.errors import StoreError, StoreFull
from callcast.desk.store import database
from callcast.desk.store.errors import StoreDamaged, StoreLocked, StoreNewer, StoreUnreachable
from callcast.desk.store.sqlite import SqliteStore
from callcast.desk.store.tables import metadata
from callcast.testing.store_contract import announcement, spoken


def with_store(path: Path, scenario: Callable[[SqliteStore], Awaitable[None]]) -> None:
    async def run() -> None:
        store = SqliteStore(path)
        try:
            await scenario(store)
        finally:
            await store.close()

    asyncio.run(run())


async def nothing(_: SqliteStore) -> None:
    pass


def test_a_full_disk_refuses_and_takes_again_when_there_is_room(tmp_path: Path) -> None:
    async def scenario(store: SqliteStore) -> None:
        def pages(limit: int) -> Awaitable[None]:
            pragma = f"PRAGMA max_page_count = {limit}"
            return store.database.do(lambda connection: connection.exec_driver_sql(pragma).close())

        await store.add(announcement(1), None)
        await pages(1)
        calls = [store.add(announcement(number, *"abcdefgh"), None) for number in range(2, 200)]
        results = await asyncio.gather(*calls, return_exceptions=True)
        refused = [result for result in results if isinstance(result, StoreFull)]
        assert "no room on the disk" in str(refused[0])
        assert len(await store.open()) == 1 + len(calls) - len(refused)
        await pages(1_000_000)
        await store.add(announcement(1000), None)
        assert len(await store.open()) == 2 + len(calls) - len(refused)

    with_store(tmp_path / "db", scenario)


def test_what_was_kept_is_there_after_opening_again(tmp_path: Path) -> None:
    async def write(store: SqliteStore) -> None:
        await store.add(announcement(1), None)

    async def read(store: SqliteStore) -> None:
        assert await store.open() == [announcement(1)]

    with_store(tmp_path / "db", write)
    with_store(tmp_path / "db", read)


def test_what_boards_show_is_there_after_opening_again(tmp_path: Path) -> None:
    content = BoardContent("hall", "內科", lines=(Line("掛號", 12),), ready=("37",))
    given = replace(announcement(1), call=Call("A012", "3", "王"))

    async def write(store: SqliteStore) -> None:
        await store.keep_board(content)
        await store.add(given, None)
        await store.save([spoken(given)])

    async def read(store: SqliteStore) -> None:
        assert await store.board("hall") == content
        assert await store.called("hall", 10) == [Call("A012", "3", "王")]
        assert await store.get("a1") == spoken(given)

    with_store(tmp_path / "db", write)
    with_store(tmp_path / "db", read)


def test_a_board_of_another_version_is_none(tmp_path: Path) -> None:
    async def scenario(store: SqliteStore) -> None:
        words = (
            """INSERT INTO boards VALUES ('hall', '{"type": "wall"}'), ('lobby', '{"type": "hello", "boot": "1"}')"""
        )
        await store.database.do(lambda connection: connection.exec_driver_sql(words).close())
        assert await store.board("hall") is None
        assert await store.board("lobby") is None

    with_store(tmp_path / "db", scenario)


def test_calls_are_found_without_looking_at_every_announcement(tmp_path: Path) -> None:
    async def scenario(store: SqliteStore) -> None:
        queries: list[str] = []
        event.listen(store.database.engine, "before_cursor_execute", lambda *given: queries.append(given[2]))
        await store.called("hall", 10)
        query = next(query for query in queries if "ORDER BY" in query)

        def plan(connection: Connection) -> str:
            return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("hall", 10, 0)).all())

        assert "ix_deliveries_called" in await store.database.do(plan)

    with_store(tmp_path / "db", scenario)


def test_the_schema_is_what_the_migrations_make(tmp_path: Path) -> None:
    with_store(tmp_path / "db", nothing)
    engine = create_engine(f"sqlite:///{tmp_path / 'db'}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_it_syncs_every_commit_and_checks_references(tmp_path: Path) -> None:
    async def scenario(store: SqliteStore) -> None:
        def ask(name: str) -> Awaitable[object]:
            return store.database.do(lambda connection: connection.exec_driver_sql(f"PRAGMA {name}").scalar())

        assert [await ask(name) for name in ("journal_mode", "synchronous", "foreign_keys")] == ["wal", 2, 1]

    with_store(tmp_path / "db", scenario)


def test_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    with_store(tmp_path / "db", nothing)
    connection = sqlite3.connect(tmp_path / "db")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreNewer, match="schema 9999"):
        SqliteStore(tmp_path / "db")


def test_garbage_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "db").write_bytes(b"no database at all" * 1000)
    with pytest.raises(StoreDamaged, match="put a backup in its place"):
        SqliteStore(tmp_path / "db")


def test_a_file_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(store: SqliteStore) -> None:
        connection = sqlite3.connect(tmp_path / "db", isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked, match="held by another program"):
            await store.add(announcement(1), None)
        connection.close()
        await store.add(announcement(1), None)

    monkeypatch.setattr(database, "BUSY_TIMEOUT", 10)
    with_store(tmp_path / "db", scenario)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachable, match="No such file"):
        SqliteStore(tmp_path / "none" / "db")


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_the_file_is_the_owners_only(tmp_path: Path) -> None:
    async def scenario(store: SqliteStore) -> None:
        await store.check()
        modes.update(path.stat().st_mode for path in tmp_path.iterdir())  # noqa: ASYNC240 - a test may block

    modes: set[int] = set()
    with_store(tmp_path / "db", scenario)
    assert set(map(stat.S_IMODE, modes)) == {0o600}


def test_a_file_that_cannot_be_written_any_more(tmp_path: Path) -> None:
    async def scenario(store: SqliteStore) -> None:
        await store.database.do(lambda connection: connection.exec_driver_sql("PRAGMA query_only = 1").close())
        with pytest.raises(StoreUnreachable, match="readonly"):
            await store.check()
        with pytest.raises(StoreError):
            await store.add(announcement(1), None)
        assert await store.page(limit=1, state=State.QUEUED) == []

    with_store(tmp_path / "db", scenario)

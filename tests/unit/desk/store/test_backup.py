"""A copy of one moment, whole or not at all; and what is put back is checked before anything changes."""

import asyncio
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from tests.unit.desk.store.test_migrations import leave

from callcast.desk.queueing.errors import StoreError
from callcast.desk.queueing.hall.store import Entry
from callcast.desk.store import draft
from callcast.desk.store.backup import backup
from callcast.desk.store.errors import BackupRefused, StoreDamaged
from callcast.desk.store.hall import SqliteHall
from callcast.desk.store.restore import restore
from callcast.desk.store.sqlite import SqliteStore
from callcast.testing.hall_store_contract import change, ticket
from callcast.testing.store_contract import announcement


def quiet(_: int, __: int) -> None:
    pass


def fill(path: Path, *numbers: int) -> None:
    """A database with those tickets, and an announcement for each."""

    async def write() -> None:
        store = SqliteStore(path)
        hall = SqliteHall(store.database)
        await hall.commit([Entry(change(tickets=(ticket(one),)), (announcement(one),)) for one in numbers], [])
        await store.close()

    asyncio.run(write())


def kept(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        tickets = [one for (one,) in connection.execute("SELECT serial FROM tickets ORDER BY number")]
        said = connection.execute("SELECT count(*) FROM announcements").fetchone()[0]
    assert len(tickets) == said, "each act is there with its call, or neither is"
    return tickets


@pytest.fixture
def database(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "callcast.sqlite"
    fill(path, 1, 2, 3)
    return path


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_it_is_of_one_moment_though_others_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their writes neither come into it in part, nor make it begin anew for ever."""
    monkeypatch.setattr(draft, "STEP", 4)
    path, target = tmp_path / "db", tmp_path / "copy"
    fill(path, *range(1000))

    async def scenario() -> None:
        store = SqliteStore(path)
        hall = SqliteHall(store.database)
        ahead = count(1000)
        loop = asyncio.get_running_loop()
        seen: list[tuple[int, int]] = []

        async def write() -> int:
            number = next(ahead)
            await hall.commit([Entry(change(tickets=(ticket(number),)), (announcement(number),))], [])
            return number

        def progress(done: int, whole: int) -> None:
            seen.append((done, whole))
            if len(seen) % 5 == 1:
                asyncio.run_coroutine_threadsafe(write(), loop).result(10)

        size = await asyncio.to_thread(backup, path, target, progress)
        assert size == os.path.getsize(target)  # noqa: ASYNC240, PTH202 - a test may block
        assert [done for done, _ in seen] == sorted({done for done, _ in seen}), "it never began anew"
        assert seen[-1][0] == seen[-1][1]
        assert next(ahead) > 1005
        await store.close()

    asyncio.run(scenario())
    assert kept(target) == list(range(1000))
    assert files(tmp_path) == {"db", "copy"}


def test_what_is_only_in_the_log_yet_is_in_it(tmp_path: Path) -> None:
    """As after a kill: the database is opened by nobody, and much of it is beside it."""
    fill(tmp_path / "db", 1)
    with closing(sqlite3.connect(tmp_path / "db", isolation_level=None)) as connection:
        connection.execute("UPDATE tickets SET serial = 7")
        for end in ("", "-wal"):
            (tmp_path / f"killed{end}").write_bytes((tmp_path / f"db{end}").read_bytes())
    backup(tmp_path / "killed", tmp_path / "copy", quiet)
    assert kept(tmp_path / "copy") == [7]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_it_is_the_owners_only_also_where_another_was(database: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    target.write_text("older")
    target.chmod(0o644)
    with pytest.raises(BackupRefused, match="already; name another, or overwrite it with --force"):
        backup(database, target, quiet)
    assert target.read_text() == "older"
    backup(database, target, quiet, force=True)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert kept(target) == [1, 2, 3]


@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
def test_the_database_itself_is_never_overwritten(database: Path, end: str) -> None:
    before = database.read_bytes()
    with pytest.raises(BackupRefused, match="is the database itself"):
        backup(database, database.with_name(database.name + end), quiet, force=True)
    assert database.read_bytes() == before


def test_what_is_wrong_with_the_place_is_said(database: Path, tmp_path: Path) -> None:
    for target, words in (
        (tmp_path / "none" / "copy", "There is no folder"),
        (tmp_path / "data", "is a folder; name a file in it"),
        (database / "copy", "which is no folder"),
    ):
        with pytest.raises(BackupRefused, match=words):
            backup(database, target, quiet)
    with pytest.raises(BackupRefused, match="name the instance's data folder with --data"):
        backup(tmp_path / "other.sqlite", tmp_path / "copy", quiet)
    assert files(tmp_path) == {"data"}


def test_a_full_disk_leaves_nothing(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect

    def small(path: object, **options: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(path, **options)  # type: ignore[call-overload]
        connection.execute("PRAGMA max_page_count = 3")
        return connection

    monkeypatch.setattr(sqlite3, "connect", small)
    with pytest.raises(BackupRefused, match="There is no room on the disk"):
        backup(database, tmp_path / "copy", quiet)
    assert files(tmp_path) == {"data"}


def damage(path: Path) -> None:
    """In the middle, where SQLite looks only when it reads that page."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(b"\xff" * 8192)


def test_what_is_damaged_is_no_backup(database: Path, tmp_path: Path) -> None:
    damage(database)
    with pytest.raises(StoreDamaged, match="is damaged"):
        backup(database, tmp_path / "copy", quiet)
    assert files(tmp_path) == {"data"}


def test_it_is_put_back_and_what_was_there_is_kept(database: Path, tmp_path: Path) -> None:
    backup(database, tmp_path / "copy", quiet)
    fill(database, 4, 5)
    former = restore(tmp_path / "copy", database, quiet)
    assert former is not None
    assert kept(database) == [1, 2, 3]
    assert kept(former) == [1, 2, 3, 4, 5]
    assert restore(tmp_path / "copy", database, quiet) not in (former, None)
    fill(database, 6)
    assert kept(database) == [1, 2, 3, 6]


def test_it_is_put_where_nothing_was(database: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    assert restore(database, tmp_path / "new" / "callcast.sqlite", quiet) is None
    assert files(tmp_path / "new") == {"callcast.sqlite"}
    assert kept(tmp_path / "new" / "callcast.sqlite") == [1, 2, 3]


def test_in_the_place_of_one_that_is_damaged(database: Path, tmp_path: Path) -> None:
    """Which is why it is wanted; its log must not come into the other one."""
    backup(database, tmp_path / "copy", quiet)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("UPDATE tickets SET serial = serial + 10")
        log = database.with_name("callcast.sqlite-wal").read_bytes()
    database.write_bytes(b"no database" * 1000)
    database.with_name("callcast.sqlite-wal").write_bytes(log)
    former = restore(tmp_path / "copy", database, quiet)
    assert former is not None
    assert former.read_bytes() == b"no database" * 1000
    assert kept(database) == [1, 2, 3]


def test_an_older_one_is_brought_to_todays_schema(tmp_path: Path) -> None:
    leave(tmp_path / "old", "0004")
    restore(tmp_path / "old", tmp_path / "db", quiet)
    with closing(sqlite3.connect(tmp_path / "db")) as connection:
        assert connection.execute("SELECT count(*) FROM tickets").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM announcements").fetchone() == (2,)


def newer(path: Path) -> None:
    fill(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def others(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE songs (title)")


def broken(path: Path) -> None:
    fill(path, 1, 2, 3)
    damage(path)


FAULTS = [
    pytest.param(lambda path: None, "There is no file", id="none"),
    pytest.param(lambda path: path.mkdir(), "There is no file", id="folder"),
    pytest.param(lambda path: path.touch(), "is no backup of Callcast", id="empty"),
    pytest.param(lambda path: path.write_text("a letter" * 900), "is damaged .*; name another", id="text"),
    pytest.param(others, "is no backup of Callcast", id="others"),
    pytest.param(newer, r"newer Callcast \(schema 9999\); restore it with that", id="newer"),
    pytest.param(broken, "is damaged .*; name another", id="damaged"),
]


@pytest.mark.parametrize(("make", "words"), FAULTS)
def test_what_cannot_be_put_back_changes_nothing(
    database: Path, tmp_path: Path, make: Callable[[Path], object], words: str
) -> None:
    make(tmp_path / "given")
    before = files(database.parent)
    with pytest.raises(StoreError, match=words):
        restore(tmp_path / "given", database, quiet)
    assert files(database.parent) == before
    assert kept(database) == [1, 2, 3]


def test_the_database_is_no_backup_of_itself(database: Path) -> None:
    with pytest.raises(BackupRefused, match="is the database that is in use"):
        restore(database, database, quiet)

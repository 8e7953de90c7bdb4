"""A backup that is put back, when nobody uses the database."""

import asyncio
import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from callcast.desk.queueing.errors import StoreError
from callcast.desk.store.database import Database
from callcast.desk.store.draft import BUSY, Progress, check, copy, drafted, flush, flush_folder
from callcast.desk.store.errors import BackupRefused, StoreDamaged, StoreNewer
from callcast.system.files import put_if_absent


def restore(source: Path, database: Path, progress: Progress) -> Path | None:
    """Put the backup `source` in the place of `database`, which nobody may use meanwhile; where that one is kept now.

    It is checked, and brought to today's schema, before anything changes: `StoreError`.
    """
    if not os.path.isfile(source):  # noqa: PTH113 - False, too, where we may not look
        raise BackupRefused(
            f'There is no file {source} that this user may read; name a backup that "callcast backup" has made.'
        )
    if database.exists() and source.samefile(database):
        raise BackupRefused(f"{source} is the database that is in use, and no backup of it; name a backup.")
    with drafted(database) as draft:
        try:
            copy(source, draft, progress)
            check(draft, source)
        except StoreDamaged as error:
            raise BackupRefused(f"The backup {source} is damaged ({error.reason}); name another one.") from error
        _check_is_ours(draft, source)
        _bring_up_to_date(draft, source)
        flush(draft)
        former = _set_aside(database)
        draft.replace(database)
        flush_folder(database.parent)
    return former


def _check_is_ours(draft: Path, source: Path) -> None:
    with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if not {"alembic_version", "announcements"} <= names:
        raise BackupRefused(f'{source} is no backup of Callcast; name a file that "callcast backup" has made.')


def _bring_up_to_date(draft: Path, source: Path) -> None:
    """By opening it as it will be."""
    try:
        asyncio.run(Database(draft).close())
    except StoreNewer as error:
        raise BackupRefused(
            f"The backup {source} was made by a newer Callcast (schema {error.revision}); restore it with that version."
        ) from None
    except StoreError as error:
        raise BackupRefused(f"The backup {source} cannot be brought to today's schema: {error}") from error


def _set_aside(database: Path) -> Path | None:
    """A second name for what is there, with what is only in its log yet; None if nothing is."""
    if not database.exists():
        return None
    former = _unused(database.with_name(f"{database.name}.before-{time.strftime('%Y%m%d-%H%M%S')}"))
    with suppress(sqlite3.Error), closing(sqlite3.connect(database, isolation_level=None, timeout=BUSY)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for end in ("-wal", "-shm"):  # there yet if it is damaged: they must not be taken for those of the other one
        beside = database.with_name(database.name + end)
        if beside.exists():
            beside.rename(former.with_name(former.name + end))
    put_if_absent(database, former)
    return former


def _unused(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free

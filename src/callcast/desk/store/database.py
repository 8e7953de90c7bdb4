"""A database file that is open, and the thread that works on it."""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, StaticPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from callcast.desk.queueing.errors import DeskError, StoreError
from callcast.desk.store import errors
from callcast.desk.store.migrate import migrate
from callcast.desk.store.worker import Worker
from callcast.system.files import is_full

FILE = "callcast.sqlite"
"""Its name in the data folder."""
BUSY_TIMEOUT = 5_000
"""Milliseconds to wait for another program that has the file."""

T = TypeVar("T")


class Database:
    """What all stores of a file share. You must `close` it. Only one process may use a file."""

    def __init__(self, path: Path) -> None:
        """Opens or makes the file at `path`, and brings it to today's schema; `StoreError`."""
        self.path = str(path)
        self.engine = create_engine(
            "sqlite://",
            creator=lambda: sqlite3.connect(path, isolation_level=None, check_same_thread=False),
            poolclass=StaticPool,
        )
        event.listen(self.engine, "connect", _prepare)
        event.listen(self.engine, "begin", _begin)
        try:
            _owner_only(path)
            with self.engine.begin() as connection:
                migrate(connection, self.path)
        except (DBAPIError, OSError, StoreError) as error:
            self.engine.dispose()
            raise (error if isinstance(error, StoreError) else sentence(error, self.path)) from error
        self.worker = Worker(self.engine, lambda error: sentence(error, self.path))

    async def do(self, job: Callable[[Connection], T | DeskError]) -> T:
        """The result of `job` once it is on the disk; `StoreError`.

        A refusal is returned by the job and raised here: raised there it would undo the work of others.
        """
        result = await self.worker.do(job)
        if isinstance(result, DeskError):
            raise result
        return result

    async def close(self) -> None:
        """Finish what is being written, then let go of the file."""
        await asyncio.to_thread(self.worker.close)
        self.engine.dispose()


def sentence(error: DBAPIError | OSError | sqlite3.Error, path: str) -> StoreError:
    """For people: what is wrong with the file at `path`.

    By SQLite's own words (its codes are in Python from 3.11 on).
    """
    if isinstance(error, OSError):
        if is_full(error):
            return errors.full(path)
        return errors.StoreUnreachable(path, error.strerror or str(error))
    words = str(error.orig if isinstance(error, DBAPIError) else error)
    if "full" in words:
        return errors.full(path)
    if "locked" in words:
        return errors.StoreLocked(path)
    if "malformed" in words or "not a database" in words:
        return errors.StoreDamaged(path, words)
    return errors.StoreUnreachable(path, words)


def _owner_only(path: Path) -> None:
    """The file is for this user only, as are the files that SQLite puts beside it, which take over its mode."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _prepare(connection: sqlite3.Connection, _: Any) -> None:
    """FULL: with WAL, NORMAL would forget the last commits at a power cut. What is forgotten is overwritten, too."""
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")


def _begin(connection: Connection) -> None:
    """The driver's own transactions begin too late and end too early for DDL."""
    connection.exec_driver_sql("BEGIN")

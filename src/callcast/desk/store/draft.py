"""A copy of a database that is made beside its place, whole and checked, before it comes there."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from callcast.desk.store.database import sentence
from callcast.desk.store.errors import BackupRefused, StoreDamaged
from callcast.system.files import remedy

STEP = 512
"""Pages (4096 bytes each, as a rule) that are copied between two words about how far it is."""
BUSY = 10.0
"""Seconds to wait for another program that has the file."""

Progress = Callable[[int, int], None]
"""Pages that are done, and how many there are."""


@contextmanager
def drafted(target: Path) -> Iterator[Path]:
    """A file beside `target`, which is gone afterwards; what is wrong with the folder or the disk in a sentence."""
    draft: Path | None = None
    try:
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        os.close(descriptor)
        draft = Path(name)
        yield draft
    except OSError as error:
        raise _unwritable(target, error) from None
    finally:
        if draft is not None:
            for end in ("", "-wal", "-shm", "-journal"):
                with suppress(OSError):
                    draft.with_name(draft.name + end).unlink()


def _unwritable(target: Path, error: OSError) -> BackupRefused:
    if isinstance(error, FileNotFoundError):
        return BackupRefused(f"There is no folder {target.parent}; make it, or name another place.")
    return BackupRefused(
        f"{target} cannot be written ({error.strerror or error}); {remedy(error)}, or name another place."
    )


def copy(source: Path, draft: Path, progress: Progress) -> None:
    """All of `source`, as it is at this moment; `StoreError`.

    The transaction that is held open keeps the pages as they are: without it each write would begin the copy
    anew.
    """
    try:
        with closing(_opened(source)) as reads, closing(sqlite3.connect(draft, isolation_level=None)) as writes:
            reads.execute("BEGIN")
            reads.execute("SELECT count(*) FROM sqlite_master").fetchone()
            reads.backup(writes, pages=STEP, progress=lambda _, left, whole: progress(whole - left, whole))
            writes.execute("PRAGMA journal_mode = DELETE")  # one file, that needs no others beside it
    except sqlite3.Error as error:
        if "full" in str(error):
            raise BackupRefused(
                f"There is no room on the disk of {draft.parent}; make some there, or name another place."
            ) from None
        raise sentence(error, str(source)) from error


def _opened(source: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=BUSY)


def check(draft: Path, source: Path) -> None:
    """`StoreDamaged` of `source`: a copy of what is broken would be found broken when it is needed."""
    with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        try:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except sqlite3.Error as error:
            found = str(error)
    if found != "ok":
        raise StoreDamaged(str(source), str(found).splitlines()[0])


def flush(path: Path) -> None:
    """It is on the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(folder: Path) -> None:
    """So that the name is on the disk, too; where folders can be opened."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

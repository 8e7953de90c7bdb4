"""A copy of the database, taken while it is written to."""

import os
from pathlib import Path

from callcast.desk.store.draft import Progress, check, copy, drafted, flush, flush_folder
from callcast.desk.store.errors import BackupRefused


def backup(database: Path, target: Path, progress: Progress, *, force: bool = False) -> int:
    """Copy `database`, as it is at this moment, to the file `target`; its bytes.

    It may be in use meanwhile. `target` appears whole, for this user only, and is on the disk then; one that is there
    is only overwritten by `force`. `StoreError`.
    """
    if not os.path.isfile(database):  # noqa: PTH113 - False, too, where we may not look
        raise BackupRefused(
            f"There is no database {database} that this user may read; name the instance's data folder with --data."
        )
    _check_target(database, target, force=force)
    with drafted(target) as draft:
        copy(database, draft, progress)
        check(draft, database)
        flush(draft)
        size = draft.stat().st_size
        try:
            _put(draft, target, force=force)
        except FileExistsError:
            raise _exists(target) from None
    return size


def _check_target(database: Path, target: Path, *, force: bool) -> None:
    there = os.path.exists(target)  # noqa: PTH110 - False, too, where we may not look
    if there and target.is_dir():
        raise BackupRefused(f"{target} is a folder; name a file in it, such as {target / 'callcast.backup'}.")
    own = (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm")))
    if any(target.absolute() == one or (there and one.exists() and target.samefile(one)) for one in own):
        raise BackupRefused(f"{target} is the database itself; name another file for its backup.")
    if there and not force:
        raise _exists(target)


def _exists(target: Path) -> BackupRefused:
    return BackupRefused(f"There is a file {target} already; name another, or overwrite it with --force.")


def _put(draft: Path, target: Path, *, force: bool) -> None:
    """At once and whole. By another way than `put_if_absent`: what backups go to often has no hard links."""
    if not force:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    draft.replace(target)
    flush_folder(target.parent)

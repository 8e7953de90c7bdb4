"""What is wrong with the database file.

queueing.errors.StoreError
├── StoreFull             (there) the disk is full
├── StoreUnreachable      no permission, no folder, or read-only
├── StoreLocked           another program holds it
├── StoreDamaged          no database, or a broken one
├── StoreNewer            written by a newer Callcast
├── StoreBusy             more work waits than we take
└── BackupRefused         a backup cannot be made, or not be put back
"""

from callcast.desk.queueing.errors import StoreError, StoreFull


class StoreUnreachable(StoreError):
    """The file at `path` cannot be opened or written, for `reason`."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            f"The database {path} cannot be opened or written ({reason}); let this user write to that file and its "
            "folder, or choose another folder with --data."
        )
        self.path, self.reason = path, reason


class StoreLocked(StoreError):
    """Another program holds the file at `path`."""

    def __init__(self, path: str) -> None:
        super().__init__(f"The database {path} is held by another program; stop that one and try again.")
        self.path = path


class StoreDamaged(StoreError):
    """The file at `path` is no database or a broken one, for `reason`."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            f"The database {path} is damaged ({reason}); put a backup in its place, or move it away to start anew."
        )
        self.path, self.reason = path, reason


class StoreNewer(StoreError):
    """The file at `path` has the schema `revision`, which this version does not know."""

    def __init__(self, path: str, revision: str) -> None:
        super().__init__(
            f"The database {path} was written by a newer Callcast (schema {revision}); install that version, or choose "
            "another folder with --data."
        )
        self.path, self.revision = path, revision


class StoreBusy(StoreError):
    """`limit` calls wait for the disk."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"{limit} requests wait for the disk, which is the most; try again in a moment.")
        self.limit = limit


class BackupRefused(StoreError):
    """A backup cannot be made, or not be put back; nothing has changed."""


def full(path: str) -> StoreFull:
    """The disk of `path` is full."""
    return StoreFull(f"There is no room on the disk for the database {path}; free some, then ask again.")

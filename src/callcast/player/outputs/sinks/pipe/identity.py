"""Which file is at a path: whether it is still the one that we made."""

import contextlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Identity:
    """A file, whatever its name."""

    device: int
    inode: int

    @classmethod
    def at(cls, path: Path) -> "Identity | None":
        """Of what is at `path`, a link not followed; None when nothing is that could be looked at."""
        try:
            found = path.lstat()
        except OSError:
            return None
        return cls(found.st_dev, found.st_ino)

    def remove(self, path: Path) -> None:
        """Take it away, if it is what is at `path`."""
        if self == Identity.at(path):
            with contextlib.suppress(OSError):
                path.unlink()

"""What was typed before, in a file of the data folder."""

import contextlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from prompt_toolkit.history import History

KEPT = 1000
"""Lines; the file is cut to them when it has twice as many."""


class LineHistory(History):
    """One line a text, the newest last. A file that cannot be read or written is told of once, and done without."""

    def __init__(self, path: Path, complain: Callable[[str], None]) -> None:
        """`complain` prints a line."""
        super().__init__()
        with contextlib.suppress(OSError):  # told of when it is written
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = path
        self._complain = complain
        self._complained = False

    def load_history_strings(self) -> Iterable[str]:
        """The newest first."""
        try:
            lines = self._path.read_text("utf-8", "replace").splitlines()
            if len(lines) > 2 * KEPT:
                self._path.write_text("".join(f"{line}\n" for line in lines[-KEPT:]), "utf-8")
        except FileNotFoundError:
            return []
        except OSError as error:
            self._tell(error)
            return []
        return reversed(lines[-KEPT:])

    def store_string(self, string: str) -> None:
        """Append it; the file is its owner's alone, since names are called."""
        try:
            with open(self._path, "a", encoding="utf-8", opener=_private) as file:
                file.write(" ".join(string.splitlines()) + "\n")
        except OSError as error:
            self._tell(error)

    def _tell(self, error: OSError) -> None:
        if not self._complained:
            self._complained = True
            self._complain(f"What you type is not remembered: {self._path} cannot be used ({error.strerror}).")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)

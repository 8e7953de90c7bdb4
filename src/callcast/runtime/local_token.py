"""By what programs of this machine's user are known to the desk: a file that only they can read."""

from contextlib import suppress
from pathlib import Path

from callcast.errors import CallcastError
from callcast.system import files

NAME = "local-token"


class TokenUnwritable(CallcastError):
    """The file at `path` cannot be written, for `reason`."""

    def __init__(self, path: Path, reason: str, remedy: str) -> None:
        super().__init__(f"The token of this machine's programs cannot be written to {path} ({reason}); {remedy}.")
        self.path = path


def write(data: Path, token: str) -> None:
    """Leave `token` in the data folder, whole or not at all, in place of that of the start before.

    On Windows the folder says who may read it, which is the user's own.
    """
    path = data / NAME
    try:
        files.write_whole(path, f"{token}\n".encode())  # by a draft that is its owner's alone
    except OSError as error:
        raise TokenUnwritable(path, error.strerror or str(error), files.remedy(error)) from error


def read(data: Path) -> str | None:
    """The token of the desk that runs there; None if there is none that we may read."""
    try:
        return (data / NAME).read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def remove(data: Path) -> None:
    """There is none any more: nobody tells it to a stranger who listens where we did."""
    with suppress(OSError):
        (data / NAME).unlink()

"""What can go wrong with a place for samples.

PipeError
├── NoPlace          what was written is no place
├── PlaceTaken       somebody else has it
├── CannotUse        the system does not let us
├── NoReader         standard output is nothing that somebody reads as it comes
├── NotOnThisSystem  there are no such places here
└── CommandEnded     the program that took the samples has ended, or never began
"""

from pathlib import Path

from callcast.player.outputs.errors import OutputError


class PipeError(OutputError):
    """Base of this room."""


class NoPlace(PipeError):
    """`written` cannot be a place; `says` is the sentence, perhaps without its full stop."""

    def __init__(self, written: str, says: str) -> None:
        super().__init__(says if says.endswith("?") else f"{says}.")
        self.written = written


class PlaceTaken(PipeError):
    """`what` is at `path`, and must not be removed."""

    def __init__(self, path: Path | str, what: str, remedy: str = "choose another path") -> None:
        super().__init__(f"{path} {what}; {remedy}.")
        self.path, self.what = path, what


class CannotUse(PipeError):
    """The system does not let us use `path`, and says why by `error`."""

    def __init__(
        self,
        path: Path | str,
        error: OSError,
        remedy: str = "choose a path in a folder that is there and can be written",
    ) -> None:
        reason = error.strerror or str(error)
        super().__init__(f"{path} cannot be used ({reason}); {remedy}.")
        self.path, self.reason = path, reason


class NoReader(PipeError):
    """Standard output is no pipe."""

    def __init__(self) -> None:
        super().__init__("Standard output is no pipe; put a program behind it that reads, as in: ... | aplay -t raw.")


class NotOnThisSystem(PipeError):
    """`what` is another system's; `instead` is what this one has."""

    def __init__(self, what: str, where: str, instead: str) -> None:
        super().__init__(f'{what} can be had only on {where}; take "{instead}" here.')
        self.what = what


class CommandEnded(PipeError):
    """The `program` that took the samples has ended; `how` says how, and `last` what it said last, if anything."""

    def __init__(
        self, program: str, how: str, last: str | None = None, remedy: str = "see its log, or mend command"
    ) -> None:
        said = f', saying "{last}"; mend what it says' if last else f"; {remedy}"
        super().__init__(f"The command {program} {how}{said}.")
        self.program, self.how, self.last = program, how, last

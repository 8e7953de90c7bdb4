"""What can go wrong with a place for samples.

PipeError
├── PlaceTaken       somebody else has it
├── CannotUse        the system does not let us
├── NotOnThisSystem  there are no such places here
└── CommandEnded     the program that took the samples has ended, or never began
"""

from callcast.player.outputs.errors import OutputError


class PipeError(OutputError):
    """Base of this room."""


class PlaceTaken(PipeError):
    """`what` is at `path`, and must not be removed."""

    def __init__(
        self, path: str, what: str, remedy: str = "choose another path, or remove it if nobody needs it"
    ) -> None:
        super().__init__(f"{path} {what}; {remedy}.")
        self.path, self.what = path, what


class CannotUse(PipeError):
    """The system does not let us use `path` for `reason`."""

    def __init__(self, path: str, reason: str, remedy: str) -> None:
        super().__init__(f"{path} cannot be used ({reason}); {remedy}.")
        self.path, self.reason = path, reason


class NotOnThisSystem(PipeError):
    """`what` is another system's; `instead` is what this one has."""

    def __init__(self, what: str, where: str, instead: str) -> None:
        super().__init__(f"{what} can be had only on {where}; here, write {instead}.")
        self.what = what


class CommandEnded(PipeError):
    """The `program` that took the samples has ended; `how` says how, and `last` what it said last."""

    def __init__(self, program: str, how: str, last: str | None = None) -> None:
        said = f', saying "{last}"' if last else ""
        super().__init__(f"The command {program} {how}{said}; mend its options in command.")
        self.program, self.how, self.last = program, how, last

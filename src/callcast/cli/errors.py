"""What can go wrong with a command; what can between it and the running instance says `callcast.client.errors`.

CliError
├── BadInput         what was typed cannot be used (exit 2)
├── NotOpened        a channel cannot be listened to (exit 1; 3 where nobody listens at its address)
├── GivenUp          what was started again and again did not last (exit 1)
└── NothingPublished standard input ended before any of it had gone out (exit 1)
"""

from callcast.client.errors import NoInstance, Refused
from callcast.errors import CallcastError

FAILED, BAD_INPUT, NO_INSTANCE, INTERRUPTED = 1, 2, 3, 130
"""Exit codes."""


class CliError(CallcastError):
    """Base of this room; `exit_code` is what the command ends with."""

    exit_code = BAD_INPUT


class BadInput(CliError):
    """What was typed cannot be used."""


def exit_code(error: CallcastError) -> int:
    """What a command ends with that ended with this error."""
    if isinstance(error, NoInstance):
        return NO_INSTANCE
    if isinstance(error, Refused):
        return FAILED if error.status >= 500 else BAD_INPUT
    return int(getattr(error, "exit_code", BAD_INPUT))


class NotOpened(CliError):
    """The stream at `url`, shown without its password, cannot be opened or went away; `nobody` is at its address."""

    def __init__(self, url: str, reason: str, remedy: str, *, nobody: bool = False) -> None:
        super().__init__(f"{url} cannot be listened to ({reason}); {remedy}.")
        self.url, self.reason = url, reason
        self.exit_code = NO_INSTANCE if nobody else FAILED


class GivenUp(CliError):
    """`what` was started `attempts` times, and ended for `reason`, a sentence, at last."""

    exit_code = FAILED

    def __init__(self, what: str, attempts: int, reason: str) -> None:
        super().__init__(f"{what} is given up after {attempts} {'start' if attempts == 1 else 'starts'}: {reason}")
        self.what, self.attempts, self.reason = what, attempts, reason


class NothingPublished(CliError):
    """Standard input ended before anything of it was published to `shown`, a URL without its secrets."""

    exit_code = FAILED

    def __init__(self, shown: str) -> None:
        super().__init__(
            f"Standard input ended before anything was published to {shown}; "
            "see whether what writes there runs, and whether the server takes it."
        )
        self.shown = shown

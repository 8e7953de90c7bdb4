"""What can go wrong between a command and the running instance.

CliError
├── BadInput         what was typed cannot be used (exit 2)
├── NoInstance       nobody answers at the address (exit 3)
├── Refused          the instance said no, and why (exit 2; 1 where it, not the request, is to blame)
│   ├── NoAnnouncement   there is none with that id
│   └── NotKnown         it does not know who we are
├── NotOpened        a channel cannot be listened to (exit 1; 3 where nobody listens at its address)
├── GivenUp          what was started again and again did not last (exit 1)
└── NothingPublished standard input ended before any of it had gone out (exit 1)
"""

from callcast.errors import CallcastError

FAILED, BAD_INPUT, NO_INSTANCE, INTERRUPTED = 1, 2, 3, 130
"""Exit codes."""


class CliError(CallcastError):
    """Base of this room; `exit_code` is what the command ends with."""

    exit_code = BAD_INPUT


class BadInput(CliError):
    """What was typed cannot be used."""


class NoInstance(CliError):
    """Nobody who is Callcast answers at `url`."""

    exit_code = NO_INSTANCE

    def __init__(self, url: str, found: str = "") -> None:
        problem = f"What answers at {url} is not Callcast ({found})" if found else f"No Callcast is running at {url}"
        super().__init__(f'{problem}; start it with "callcast run", or name another address with --url.')
        self.url = url


class Refused(CliError):
    """The instance answered with a problem: `status` of HTTP, `detail` a sentence."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.exit_code = FAILED if status >= 500 else BAD_INPUT


class NoAnnouncement(Refused):
    """The instance has no announcement `id_`."""

    def __init__(self, id_: str) -> None:
        super().__init__(404, f'There is no announcement "{id_[:40]}"; /list at the prompt shows those there are.')


class NotKnown(Refused):
    """The instance at `url` does not know who we are; `given`: it was told a token."""

    def __init__(self, url: str, *, given: bool) -> None:
        if given:
            remedy = "give a valid one with --token or CALLCAST_TOKEN"
            super().__init__(401, f"The Callcast at {url} does not accept that token; {remedy}.")
        else:
            remedy = "name its data folder with --data, or give a token with --token or CALLCAST_TOKEN"
            super().__init__(401, f"The Callcast at {url} wants to know who you are; {remedy}.")
        self.url = url


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

"""What can go wrong while a voice is added or removed.

CliError
├── NotFetched      it cannot be had from where it is (exit 1)
├── BadPack         what was had is no voice, or one that must not be unpacked (exit 2)
├── NotInstalled    this machine keeps it from its place (exit 1)
└── NotAgreed       nobody said yes (exit 1)
"""

from callcast.cli.errors import FAILED, CliError


class NotFetched(CliError):
    """`what` cannot be had: `reason` and its remedy, without an end."""

    exit_code = FAILED

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(f"{what} cannot be fetched: {reason}.")
        self.what, self.reason = what, reason


class BadPack(CliError):
    """`what` is not installed: `reason` and its remedy, without an end."""

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(f"{what} is not installed: {reason}.")
        self.what, self.reason = what, reason


class NotInstalled(CliError):
    """The machine keeps `what` from being installed or removed: `reason` and its remedy, without an end."""

    exit_code = FAILED

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(f"{what} is not installed: {reason}.")
        self.what, self.reason = what, reason


class NotAgreed(CliError):
    """A person was asked, and did not say yes."""

    exit_code = FAILED

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}: nothing was changed, as you wished.")

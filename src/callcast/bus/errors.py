"""What can keep the halves from talking."""

from pathlib import Path

from callcast.errors import CallcastError


class BusError(CallcastError):
    """The halves cannot talk."""


class KeyUnusable(BusError):
    """The shared secret at `path` cannot be made, read or trusted, for `reason`."""

    def __init__(self, path: Path, reason: str, remedy: str) -> None:
        super().__init__(f"The key of the link between desk and player, {path}, {reason}; {remedy}.")
        self.path, self.reason = path, reason


class LinkBroken(BusError):
    """The link was up and is not any more; it is made again, so people see this in the log only."""


class FrameTooLong(LinkBroken):
    """The peer announced a frame of `length` bytes where `limit` is the most."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"The other half sent a frame of {length} bytes; the most is {limit}.")
        self.length, self.limit = length, limit

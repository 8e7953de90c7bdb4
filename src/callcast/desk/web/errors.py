"""What can keep the API from serving."""

from callcast.address import Address
from callcast.errors import CallcastError


class WebError(CallcastError):
    """The API cannot serve."""


class AddressUnusable(WebError):
    """`address`, which `key` in the settings names, cannot be listened on, for `reason`."""

    def __init__(self, address: Address, reason: str, key: str) -> None:
        super().__init__(
            f"The API cannot listen on {address} ({reason}); choose an address of this machine and a port from 1024 on "
            f"with {key}."
        )
        self.address, self.reason, self.key = address, reason, key


class UnknownRecording(WebError):
    """There is no pack, line or take of that name; `reason` says so."""


class RecordingRefused(WebError):
    """A recording cannot be used; `kind` says why in a word, for pages in other languages."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind

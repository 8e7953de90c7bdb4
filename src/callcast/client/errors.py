"""What can go wrong between a program and the running instance.

ClientError
├── BadAddress       what was given is no address of one
├── NoInstance       nobody answers there, or nobody who is Callcast
└── Refused          the instance said no, and why
    ├── NoAnnouncement   there is none with that id
    └── NotKnown         it does not know who we are
"""

from callcast.errors import CallcastError


class ClientError(CallcastError):
    """Base of this room."""


class BadAddress(ClientError):
    """`url` is no address of an instance."""

    def __init__(self, url: str) -> None:
        super().__init__(f'"{url}" is no address of an instance; write it like http://127.0.0.1:8080.')
        self.url = url


class NoInstance(ClientError):
    """Nobody who is Callcast answers at `url`."""

    def __init__(self, url: str, found: str = "") -> None:
        problem = f"What answers at {url} is not Callcast ({found})" if found else f"No Callcast is running at {url}"
        super().__init__(f'{problem}; start it with "callcast run", or name another address with --url.')
        self.url = url


class Refused(ClientError):
    """The instance answered with a problem: `status` of HTTP, `detail` a sentence.

    `key` is what was refused, in a word that does not change, where there is one.
    """

    def __init__(self, status: int, detail: str, key: str | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.key = status, detail, key


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

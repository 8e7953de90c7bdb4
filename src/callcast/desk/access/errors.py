"""What signing in refuses, and what it keeps others from.

AccessError
├── NotSignedIn        nobody is known by what came with the request
│   └── WrongPassword  no such name, or another password
├── NotAllowed         known, but that is not theirs to do
│   ├── NotTheirCounter  nor that counter
│   └── NoCsrf         the request may come from a foreign page
├── TooManyAttempts    for now
├── Unknown            no such person, token, device, session or code
├── LinkUsed           the one-time link is none any more
├── Conflict           it would contradict what there is: a name twice, no admin left, an older version
└── BadValue           a name, password or date that will not do
"""

from callcast.errors import CallcastError


class AccessError(CallcastError):
    """Base of this room."""


class NotSignedIn(AccessError):
    """Nobody is known by what came with the request; `given`: something came."""

    def __init__(self, *, given: bool = False) -> None:
        self.given = given
        was = "The token or session is not known here, or over" if given else "Nobody is signed in"
        super().__init__(f"{was}; sign in at /sign-in, or send an Authorization header with a token.")


class WrongPassword(NotSignedIn):
    """Which of the two it was is nobody's affair."""

    def __init__(self) -> None:
        AccessError.__init__(self, "The name or the password is wrong; try again.")


class NotAllowed(AccessError):
    """`name` has no `scope`."""

    def __init__(self, name: str, scope: str) -> None:
        super().__init__(f'{name} may not do that (it takes "{scope}"); ask an admin.')
        self.name, self.scope = name, scope


class NotTheirCounter(NotAllowed):
    """`name` has other counters than `counter`."""

    def __init__(self, name: str, counter: str) -> None:
        AccessError.__init__(self, f'{name} may not use the counter "{printable(counter)}"; ask an admin.')
        self.name, self.counter = name, printable(counter)


class NoCsrf(NotAllowed):
    """A session's request without that session's CSRF token."""

    def __init__(self) -> None:
        AccessError.__init__(
            self, "The header X-CSRF-Token is missing or of another session; GET /api/session tells the right one."
        )


class TooManyAttempts(AccessError):
    """Not again within `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = max(1, round(seconds + 0.5))
        super().__init__(f"There were too many attempts; try again in {self.seconds} s.")


class Unknown(AccessError):
    """There is no `what` of that name; `where` lists those there are."""

    def __init__(self, what: str, shown: str, where: str = "") -> None:
        remedy = f"{where} lists those there are" if where else "see whether it is over, and ask for a new one"
        super().__init__(f'There is no {what} "{printable(shown)}"; {remedy}.')
        self.what = what


class LinkUsed(AccessError):
    """There is an admin already, or the link is of an earlier start."""

    def __init__(self) -> None:
        super().__init__("This link is not valid any more; sign in, or take the one that the last start has printed.")


class Conflict(AccessError):
    """It would contradict what there is."""


class BadValue(AccessError):
    """`field` has a value that will not do."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


def printable(text: str) -> str:
    """A foreign word, short and on one line, for a sentence."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[:40])
    return f"{shown}…" if len(text) > 40 else shown

"""Somebody who signs in with a name and a password."""

import unicodedata
from dataclasses import dataclass

from callcast.desk.access.errors import BadValue
from callcast.desk.access.role import Role
from callcast.desk.access.who import Who
from callcast.text import blank, control

NAME_LIMIT = 64
"""Characters."""


@dataclass(frozen=True)
class Person:
    """`password` is its argon2 hash; `version` counts changes; `counters` are those they may use, None: all.

    `created_at` in Unix seconds.
    """

    id: str
    name: str
    role: Role
    password: str
    created_at: float
    version: int = 1
    disabled: bool = False
    counters: tuple[str, ...] | None = None

    @property
    def who(self) -> Who:
        """As one who asks."""
        return Who("person", self.id, self.name, self.role.scopes, self.role, self.counters)

    @property
    def rules(self) -> bool:
        """Can do everything, and sign in."""
        return self.role is Role.ADMIN and not self.disabled


def checked_name(text: str) -> str:
    """A name of a person, token or device in its normal form; `BadValue`."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if blank(name) or control(name) or len(name) > NAME_LIMIT:
        raise BadValue(f"A name has from 1 to {NAME_LIMIT} characters, all of which can be seen.", "name")
    return name


def key_of(name: str) -> str:
    """The same for names that people take for the same."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())

"""Tokens for programs: made, listed, removed."""

from collections.abc import Collection

from callcast.desk.access import secret
from callcast.desk.access.errors import BadValue, Conflict, Unknown
from callcast.desk.access.person import checked_name
from callcast.desk.access.register import Register, new_id
from callcast.desk.access.scope import Scope
from callcast.desk.access.session import DAY
from callcast.desk.access.token import Token
from callcast.desk.access.who import Who

MOST, LONGEST = 1_000, 3_650
"""Tokens; days."""


class Tokens:
    """What admins do about them."""

    def __init__(self, register: Register) -> None:
        """Of that register."""
        self._register = register

    def all(self) -> list[Token]:
        """In the order of being made."""
        return list(self._register.tokens.values())

    async def create(self, by: Who, name: str, scopes: Collection[Scope], days: int | None) -> tuple[Token, str]:
        """A new one, and its secret, which nobody can tell later; `BadValue`, `Conflict`, `NotAllowed`."""
        name = checked_name(name)
        if not scopes:
            raise BadValue('A token without scopes may do nothing; give it some, such as ["announce"].', "scopes")
        if days is not None and not 1 <= days <= LONGEST:
            raise BadValue(f"A token lasts from 1 to {LONGEST} days, or for ever.", "days")
        by.see_may_give(scopes)
        if len(self._register.tokens) >= MOST:
            raise Conflict(f"There are {MOST} tokens already, which is the most; remove some.")
        made, now = secret.fresh("token"), self._register.wall()
        expires = None if days is None else now + days * DAY
        token = Token(secret.digest(made), new_id(), name, frozenset(scopes), str(by), now, expires_at=expires)
        await self._register.keep(token)
        return token, made

    async def remove(self, id: str) -> None:  # noqa: A002 - the field's name
        """It is refused from now on; `Unknown`."""
        found = [token for token in self._register.tokens.values() if token.id == id]
        if not found:
            raise Unknown("token", id, "GET /api/tokens")
        await self._register.forget(found)

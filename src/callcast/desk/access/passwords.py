"""Passwords: which will do, and whether one is right."""

import asyncio
import unicodedata
from collections.abc import Callable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from callcast.desk.access.errors import BadValue, TooManyAttempts
from callcast.desk.access.person import key_of

T = TypeVar("T")

SHORTEST, LONGEST = 8, 200
"""Characters."""
AT_ONCE, WAITING = 2, 32
"""Hashes made at a time, each of 19 MiB and some 30 ms; and how many may wait for their turn."""

_COMMON = frozenset(
    (
        *("password", "password1", "passw0rd", "12345678", "123456789", "1234567890", "87654321", "qwertyui"),
        *("qwerty123", "iloveyou", "abcd1234", "1qaz2wsx", "admin123", "administrator", "callcast"),
    )
)


def checked(password: str, name: str) -> str:
    """`password` if it will do for `name`; `BadValue`."""
    plain = _normal(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise BadValue(f"A password has from {SHORTEST} to {LONGEST} characters; choose a longer one.", "password")
    if plain.casefold() in _COMMON or key_of(plain) == key_of(name) or len(set(plain)) < 4:
        raise BadValue("That password is one of the first that anybody would try; choose another.", "password")
    return password


class Passwords:
    """Hashes by argon2id, by OWASP's parameters: a thread each, few at a time, so that the desk goes on."""

    def __init__(self) -> None:
        """Nothing is hashed yet."""
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._nobody: str | None = None

    async def hashed(self, password: str) -> str:
        """For keeping."""
        return await self._in_turn(lambda: self._hasher.hash(_normal(password)))

    async def right(self, kept: str | None, password: str) -> bool:
        """Whether `password` is that of the hash `kept`. None, for a name that there is not, takes as long."""
        if self._nobody is None:
            self._nobody = await self.hashed("nobody's")
        against = kept or self._nobody
        same = await self._in_turn(lambda: self._matches(against, password))
        return same and kept is not None

    def _matches(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, _normal(password))
        except (VerificationError, InvalidHashError):
            return False

    async def _in_turn(self, work: Callable[[], T]) -> T:
        if self._waiting >= WAITING:
            raise TooManyAttempts(1.0)
        self._waiting += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1


def _normal(password: str) -> str:
    """What keyboards write differently is the same; half of a character is none."""
    return unicodedata.normalize("NFKC", password[: 4 * LONGEST]).encode("utf-8", "replace").decode()

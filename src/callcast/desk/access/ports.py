"""What signing in needs of others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from callcast.desk.access.audit import Entry
from callcast.desk.access.device import Device
from callcast.desk.access.person import Person
from callcast.desk.access.session import Session
from callcast.desk.access.token import Token

Clock = Callable[[], float]
"""Seconds: since 1970 (`wall`), or since some moment and never backwards (`monotonic`)."""

Item: TypeAlias = "Person | Session | Token | Device"


@dataclass(frozen=True)
class Kept:
    """All that is kept but the log."""

    people: tuple[Person, ...] = ()
    sessions: tuple[Session, ...] = ()
    tokens: tuple[Token, ...] = ()
    devices: tuple[Device, ...] = ()


class AccessStore(Protocol):
    """Where it is kept; one desk has it at a time, and reads it once. Every call may raise a `CallcastError`."""

    async def kept(self) -> Kept:
        """All of it, in the order of being made."""

    async def keep(self, items: Sequence[Item]) -> None:
        """Keep these, in place of what had the same id; all or none."""

    async def forget(self, items: Sequence[Item]) -> None:
        """Keep these no longer; all or none."""

    async def log(self, entries: Sequence[Entry]) -> None:
        """Keep what was done, in that order."""

    async def entries(self, *, limit: int, before: int | None = None) -> list[Entry]:
        """The newest first; older than the one with that number."""

    async def purge_log(self, before: float) -> int:
        """Forget some entries older than that Unix time; how many, 0 when none are left."""

"""Who may do what, forgotten when the process ends; for tests of what uses such a store."""

from collections.abc import Sequence
from dataclasses import replace

from callcast.desk.access.audit import Entry
from callcast.desk.access.device import Device
from callcast.desk.access.person import Person
from callcast.desk.access.ports import Item, Kept
from callcast.desk.access.session import Session
from callcast.desk.access.token import Token
from callcast.errors import CallcastError


class MemoryAccessStore:
    """What `access.ports.AccessStore` asks for. While `broken` is set, every write raises it."""

    def __init__(self) -> None:
        """Empty."""
        self.items: dict[tuple[type, str], Item] = {}
        self.logged: list[Entry] = []
        self.broken: CallcastError | None = None
        self._count = 0

    async def kept(self) -> Kept:
        """All of it."""
        items = list(self.items.values())
        return Kept(
            tuple(one for one in items if isinstance(one, Person)),
            tuple(one for one in items if isinstance(one, Session)),
            tuple(one for one in items if isinstance(one, Token)),
            tuple(one for one in items if isinstance(one, Device)),
        )

    async def keep(self, items: Sequence[Item]) -> None:
        """In place of what had the same id."""
        self._check()
        self.items.update({(type(item), item.id): item for item in items})

    async def forget(self, items: Sequence[Item]) -> None:
        """No longer."""
        self._check()
        for item in items:
            self.items.pop((type(item), item.id), None)

    async def log(self, entries: Sequence[Entry]) -> None:
        """In that order."""
        self._check()
        for entry in entries:
            self._count += 1
            self.logged.append(replace(entry, number=self._count))

    async def entries(self, *, limit: int, before: int | None = None) -> list[Entry]:
        """The newest first."""
        older = [one for one in reversed(self.logged) if before is None or one.number < before]
        return older[:limit]

    async def purge_log(self, before: float) -> int:
        """All that are older."""
        old = len(self.logged)
        self.logged = [one for one in self.logged if one.at >= before]
        return old - len(self.logged)

    def _check(self) -> None:
        if self.broken:
            raise self.broken

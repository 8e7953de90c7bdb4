"""All who may come, at hand: what is kept is read once, and written before it counts."""

import asyncio
import secrets
from collections.abc import Sequence
from typing import Any

from callcast.desk.access.device import Device
from callcast.desk.access.person import Person, key_of
from callcast.desk.access.ports import AccessStore, Clock, Item
from callcast.desk.access.session import Session
from callcast.desk.access.token import Token


class Register:
    """You must `load` it. Who looks before they write holds `changing` meanwhile."""

    def __init__(self, store: AccessStore, wall: Clock) -> None:
        """Nobody is known yet."""
        self._store = store
        self.wall = wall
        self.changing = asyncio.Lock()
        self.people: dict[str, Person] = {}
        self.sessions: dict[str, Session] = {}
        self.tokens: dict[str, Token] = {}
        self.devices: dict[str, Device] = {}

    async def load(self) -> None:
        """Read what is kept."""
        kept = await self._store.kept()
        found: list[Item] = [*kept.people, *kept.sessions, *kept.tokens, *kept.devices]
        for item in found:
            self.note(item)

    async def keep(self, *items: Item) -> None:
        """Keep them in place of what they were, all or none."""
        await self._store.keep(items)
        for item in items:
            self.note(item)

    async def forget(self, items: Sequence[Item]) -> None:
        """They are known no longer, from now on."""
        for item in items:
            self._book(item).pop(self._key(item), None)
        if items:
            await self._store.forget(items)

    def note(self, item: Item) -> None:
        """Know it from now on; `write` keeps it."""
        self._book(item)[self._key(item)] = item

    async def write(self, noted: Sequence[Item]) -> None:
        """Keep those of them that were not forgotten meanwhile."""
        if known := [item for item in noted if self._key(item) in self._book(item)]:
            await self._store.keep(known)

    def named(self, name: str) -> Person | None:
        """The person of that name."""
        key = key_of(name)
        return next((person for person in self.people.values() if key_of(person.name) == key), None)

    def sessions_of(self, person: str) -> list[Session]:
        """Those of a person, the one used last at the end."""
        found = [session for session in self.sessions.values() if session.person == person]
        return sorted(found, key=lambda session: session.used_at)

    @property
    def has_admin(self) -> bool:
        """Somebody can sign in who can do everything."""
        return any(person.rules for person in self.people.values())

    def _book(self, item: Item) -> dict[str, Any]:
        if isinstance(item, Person):
            return self.people
        if isinstance(item, Session):
            return self.sessions
        return self.tokens if isinstance(item, Token) else self.devices

    @staticmethod
    def _key(item: Item) -> str:
        return item.id if isinstance(item, Person) else item.digest


def new_id() -> str:
    """To name something by: no secret."""
    return secrets.token_hex(6)

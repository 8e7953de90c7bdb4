"""People: made, changed, given another password."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from callcast.desk.access import passwords
from callcast.desk.access.errors import BadValue, Conflict, Unknown, printable
from callcast.desk.access.passwords import Passwords
from callcast.desk.access.person import Person, checked_name
from callcast.desk.access.register import Register, new_id
from callcast.desk.access.role import Role
from callcast.desk.access.signing import Signing
from callcast.desk.access.who import Who

MOST = 1_000
COUNTERS = 200
"""At most."""


@dataclass(frozen=True)
class Change:
    """What is to be different about a person; None: as it was. `any_counter` does away with the list of counters."""

    name: str | None = None
    role: Role | None = None
    disabled: bool | None = None
    counters: tuple[str, ...] | None = None
    any_counter: bool = False


class People:
    """What admins do about people."""

    def __init__(self, register: Register, hashes: Passwords, signing: Signing) -> None:
        """Of that register."""
        self._register, self._hashes, self._signing = register, hashes, signing

    def all(self) -> list[Person]:
        """In the order of being made."""
        return list(self._register.people.values())

    def get(self, id: str) -> Person:  # noqa: A002 - the field's name
        """One by id; `Unknown`."""
        found = self._register.people.get(id)
        if found is None:
            raise Unknown("person", id, "GET /api/people")
        return found

    def shown(self, name: str) -> str:
        """For the log: the person of that name; nothing for a name that there is not, which may be a password."""
        found = self._register.named(name[:200])
        return f"id={found.id}" if found else ""

    async def create(
        self, by: Who, name: str, password: str, role: Role, counters: Sequence[str] | None = None
    ) -> Person:
        """A new one; `BadValue`, `Conflict`, `NotAllowed`."""
        by.see_may_give(role.scopes)
        name = checked_name(name)
        made = await self._hashes.hashed(passwords.checked(password, name))
        async with self._register.changing:
            self._see_free(name)
            if len(self._register.people) >= MOST:
                raise Conflict(f"There are {MOST} people already, which is the most; rename one who is disabled.")
            now = self._register.wall()
            person = Person(new_id(), name, role, made, now, counters=_counters(counters))
            await self._register.keep(person)
        return person

    async def change(self, by: Who, id: str, version: int | None, change: Change) -> Person:  # noqa: A002
        """As they are then. `Unknown`; `Conflict` when `version` is not theirs any more; `NotAllowed`."""
        async with self._register.changing:
            old = self.get(id)
            if version is not None and version != old.version:
                raise Conflict(f"{old.name} was changed meanwhile; look again, then change what is to be changed.")
            new = self._changed(old, change)
            by.see_may_give(old.role.scopes | new.role.scopes)
            if old.rules and not new.rules and sum(one.rules for one in self.all()) == 1:
                raise Conflict(f"{old.name} is the only admin; make another one first.")
            await self._register.keep(new)
        if new.disabled:
            await self._signing.end_all(id)
        return new

    async def set_password(self, by: Who, id: str, password: str) -> None:  # noqa: A002 - the field's name
        """Give somebody another one; all their sessions end. `Unknown`, `BadValue`, `NotAllowed`."""
        person = self.get(id)
        by.see_may_give(person.role.scopes)
        made = await self._hashes.hashed(passwords.checked(password, person.name))
        async with self._register.changing:
            newest = self.get(id)
            await self._register.keep(replace(newest, password=made, version=newest.version + 1))
        await self._signing.end_all(id)

    def _changed(self, old: Person, change: Change) -> Person:
        name = old.name if change.name is None else checked_name(change.name)
        self._see_free(name, old.id)
        return replace(
            old,
            name=name,
            role=change.role or old.role,
            disabled=old.disabled if change.disabled is None else change.disabled,
            counters=None if change.any_counter else _counters(change.counters) or old.counters,
            version=old.version + 1,
        )

    def _see_free(self, name: str, but: str = "") -> None:
        taken = self._register.named(name)
        if taken is not None and taken.id != but:
            raise Conflict(f'There is somebody called "{printable(taken.name)}" already; take another name.')


def _counters(ids: Sequence[str] | None) -> tuple[str, ...] | None:
    if ids is None:
        return None
    if len(ids) > COUNTERS or not all(0 < len(one) <= 64 for one in ids):
        raise BadValue(f"Counters are up to {COUNTERS} ids of up to 64 characters.", "counters")
    return tuple(dict.fromkeys(ids))

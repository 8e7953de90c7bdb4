"""Signing in and out, and who somebody is from then on."""

import unicodedata
from dataclasses import replace

from callcast.desk.access import passwords, secret
from callcast.desk.access.device import Device
from callcast.desk.access.errors import NotAllowed, TooManyAttempts, Unknown, WrongPassword
from callcast.desk.access.limiter import Limiter, place
from callcast.desk.access.passwords import Passwords
from callcast.desk.access.person import Person, key_of
from callcast.desk.access.ports import Clock, Item
from callcast.desk.access.register import Register, new_id
from callcast.desk.access.role import Role
from callcast.desk.access.session import Lifetime, Session
from callcast.desk.access.token import Token
from callcast.desk.access.who import Who

SESSIONS = 20
"""Of one person at a time; the one that was used longest ago makes room."""
BY_NAME, BY_ADDRESS, WITHIN = 10, 30, 300.0
"""Wrong passwords within so many seconds, for a name and from a place."""
USED_TO = 60.0
"""Seconds to which the last use is kept."""

MACHINE = Who("machine", "machine", "this machine", Role.ADMIN.scopes, Role.ADMIN)
"""A program of the user whom the data folder belongs to."""


class Signing:
    """Sessions of people, and who comes with which secret."""

    def __init__(
        self, register: Register, hashes: Passwords, monotonic: Clock, lifetime: Lifetime, machine: str | None
    ) -> None:
        """`machine` is the secret of programs of this machine."""
        self._register, self._hashes, self._monotonic, self._lifetime = register, hashes, monotonic, lifetime
        self._machine = machine and secret.digest(machine)
        self._names, self._places = Limiter(BY_NAME, WITHIN), Limiter(BY_ADDRESS, WITHIN)
        self._used: dict[str, Item] = {}

    async def sign_in(self, name: str, password: str, address: str) -> tuple[Person, str]:
        """The person, and the secret of a new session; `WrongPassword`, `TooManyAttempts`."""
        person = await self._proven(self._register.named(name), name, password, address)
        return person, await self.begin(person, address)

    async def begin(self, person: Person, address: str) -> str:
        """A new session of somebody who has proven to be `person`; its secret."""
        made, now = secret.fresh("session"), self._register.wall()
        session = Session(secret.digest(made), new_id(), person.id, now, now, address)
        await self._register.keep(session)
        await self._register.forget(self._register.sessions_of(person.id)[:-SESSIONS])
        return made

    async def sign_out(self, who: Who, id: str, current: str) -> None:  # noqa: A002 - the field's name
        """End one's session `id`; "current" is that of the secret `current`. `Unknown`."""
        now = secret.digest(current)
        ours = self._register.sessions_of(who.id)
        found = [one for one in ours if (one.digest == now if id == "current" else one.id == id)]
        if not found:
            raise Unknown("session", id, "GET /api/sessions")
        await self._register.forget(found)

    async def change_password(self, who: Who, old: str, new: str, current: str, address: str) -> None:
        """Set one's own; all other sessions of theirs end. `WrongPassword`, `BadValue`."""
        person = self._register.people.get(who.id) if who.kind == "person" else None
        if person is None:
            raise NotAllowed(who.name, "a password of their own")
        await self._proven(person, person.name, old, address)
        made = await self._hashes.hashed(passwords.checked(new, person.name))
        async with self._register.changing:
            newest = self._register.people[person.id]
            await self._register.keep(replace(newest, password=made, version=newest.version + 1))
        await self.end_all(person.id, secret.digest(current))

    def sessions(self, who: Who) -> list[Session]:
        """Those of a person, the one used last at the end."""
        return self._register.sessions_of(who.id)

    async def end_all(self, person: str, but: str = "") -> None:
        """End the sessions of a person but that with the digest `but`."""
        await self._register.forget([one for one in self._register.sessions_of(person) if one.digest != but])

    def who(self, given: str) -> Who | None:
        """Who comes with that secret; None if nobody does any more."""
        found = self._found(given)
        if found is None:
            return None
        who, item = found
        now = self._register.wall()
        if item is not None and (item.used_at is None or now - item.used_at > USED_TO):
            used = replace(item, used_at=now)
            self._register.note(used)
            self._used[used.id] = used
        return who

    def known(self, given: str) -> bool:
        """Somebody still does; for what goes on by itself, which is no use of a session."""
        return self._found(given) is not None

    async def keep_used(self) -> None:
        """Keep what was used since, and forget the sessions that are over."""
        now = self._register.wall()
        await self._register.forget([one for one in self._register.sessions.values() if self._lifetime.over(one, now)])
        used, self._used = self._used, {}
        await self._register.write(list(used.values()))

    def _found(self, given: str) -> "tuple[Who, Session | Token | Device | None] | None":
        kind, digest, now = secret.kind_of(given), secret.digest(given), self._register.wall()
        if kind == "session" and (session := self._register.sessions.get(digest)):
            person = self._register.people.get(session.person)
            over = person is None or person.disabled or self._lifetime.over(session, now)
            return None if person is None or over else (person.who, session)
        if kind == "token" and (token := self._register.tokens.get(digest)):
            return None if token.over(now) else (token.who, token)
        if kind == "device" and (device := self._register.devices.get(digest)):
            return device.who, device
        return (MACHINE, None) if kind == "machine" and self._machine == digest else None

    async def _proven(self, person: Person | None, name: str, password: str, address: str) -> Person:
        """`person`, if that is their password. Attempts count by name and by place."""
        key, where, now = key_of(unicodedata.normalize("NFC", name[:200])), place(address), self._monotonic()
        if wait := max(self._names.wait(key, now), self._places.wait(where, now)):
            raise TooManyAttempts(wait)
        self._names.count(key, now)
        self._places.count(where, now)
        known = person if person is not None and not person.disabled else None
        if not await self._hashes.right(known.password if known else None, password) or known is None:
            raise WrongPassword
        self._names.forget(key)
        self._places.undo(where)
        return known

"""Screens paired by a code: the screen shows one, an admin types it in."""

import secrets
from dataclasses import dataclass, replace

from callcast.desk.access import secret
from callcast.desk.access.device import Device
from callcast.desk.access.errors import BadValue, Conflict, TooManyAttempts, Unknown
from callcast.desk.access.limiter import Limiter, place
from callcast.desk.access.person import checked_name
from callcast.desk.access.ports import Clock
from callcast.desk.access.register import Register, new_id
from callcast.desk.access.role import Role
from callcast.desk.access.who import Who

CODE_LENGTH, LETTERS = 6, "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No letter that is taken for a digit."""
LASTS = 600.0
"""Seconds that a code is good for."""
OPEN, BY_ADDRESS, GUESSES = 100, 10, 20
"""Codes at a time, from one place within `LASTS`, and wrong ones typed by one person within that."""
MOST, TARGET_LIMIT = 1_000, 64
"""Devices; characters."""


@dataclass(frozen=True)
class Pairing:
    """A screen that waits: `code` for people, `digest` of its secret; `until` by a clock that does not go back."""

    code: str
    digest: str
    until: float
    token: str | None = None


class Pairings:
    """The screens that wait, in memory: after a restart they ask for another code. And the devices there are."""

    def __init__(self, register: Register, monotonic: Clock) -> None:
        """Of that register."""
        self._register, self._monotonic = register, monotonic
        self._open: dict[str, Pairing] = {}
        self._places, self._guesses = Limiter(BY_ADDRESS, LASTS), Limiter(GUESSES, LASTS)

    def begin(self, address: str) -> tuple[Pairing, str]:
        """A code for a screen that asks from `address`, and the secret to ask with; `TooManyAttempts`."""
        now, where = self._monotonic(), place(address)
        self._clear(now)
        if wait := self._places.wait(where, now):
            raise TooManyAttempts(wait)
        if len(self._open) >= OPEN:
            raise TooManyAttempts(min(one.until for one in self._open.values()) - now)
        self._places.count(where, now)
        taken = {one.code for one in self._open.values()}
        while (code := "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))) in taken:
            pass
        made = secret.fresh("pairing")
        pairing = Pairing(code, secret.digest(made), now + LASTS)
        self._open[pairing.digest] = pairing
        return pairing, made

    def ask(self, given: str) -> str | None:
        """The token of the device, once; None while nobody has typed the code. `Unknown` when it is over."""
        self._clear(self._monotonic())
        pairing = self._open.get(secret.digest(given))
        if pairing is None:
            raise Unknown("pairing", given[:6])
        if pairing.token is not None:
            del self._open[pairing.digest]
        return pairing.token

    async def accept(self, by: Who, code: str, role: Role, name: str, target: str) -> Device:
        """The screen that shows `code` is a device from now on; `Unknown`, `BadValue`, `NotAllowed`."""
        by.see_may_give(role.scopes)
        name = checked_name(name)
        if not role.of_devices:
            raise BadValue("A device is a board, a kiosk or a kitchen's screen; admins and operators sign in.", "role")
        if len(target) > TARGET_LIMIT or not target.isprintable():
            raise BadValue(f"What a device is for is told in up to {TARGET_LIMIT} characters, such as hall.", "target")
        async with self._register.changing:
            pairing = self._waiting(by, code)
            if len(self._register.devices) >= MOST:
                raise Conflict(f"There are {MOST} devices already, which is the most; remove some.")
            made, now = secret.fresh("device"), self._register.wall()
            device = Device(secret.digest(made), new_id(), name, role, target, str(by), now)
            await self._register.keep(device)
            self._open[pairing.digest] = replace(pairing, token=made)
        return device

    def devices(self) -> list[Device]:
        """In the order of being made."""
        return list(self._register.devices.values())

    async def remove(self, id: str) -> None:  # noqa: A002 - the field's name
        """It is refused from now on; `Unknown`."""
        found = [device for device in self._register.devices.values() if device.id == id]
        if not found:
            raise Unknown("device", id, "GET /api/devices")
        await self._register.forget(found)

    def _waiting(self, by: Who, code: str) -> Pairing:
        now, plain = self._monotonic(), plain_code(code)
        self._clear(now)
        if wait := self._guesses.wait(str(by), now):
            raise TooManyAttempts(wait)
        found = next((one for one in self._open.values() if one.code == plain and one.token is None), None)
        if found is None:
            self._guesses.count(str(by), now)
            raise Unknown("code", code)
        return found

    def _clear(self, now: float) -> None:
        self._open = {key: one for key, one in self._open.items() if one.until > now}


def plain_code(text: str) -> str:
    """As it was made, however it is typed."""
    return "".join(letter for letter in text[:40].upper() if letter.isalnum())


def shown_code(code: str) -> str:
    """As it is read: `K7P-4QX`."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"

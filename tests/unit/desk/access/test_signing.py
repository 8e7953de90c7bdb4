"""Signing in and out, and how long it lasts."""

import asyncio
import statistics
import time

import pytest
from tests.unit.desk.access.house import PASSWORD, House, anna, run

from callcast.desk.access import secret
from callcast.desk.access.access import Access
from callcast.desk.access.errors import BadValue, NotAllowed, TooManyAttempts, Unknown, WrongPassword
from callcast.desk.access.role import Role
from callcast.desk.access.signing import BY_ADDRESS, BY_NAME, MACHINE, SESSIONS, WITHIN
from callcast.errors import CallcastError

HOUR, DAY = 3600, 86_400


def test_who_knows_the_password_is_known_from_then_on() -> None:
    """Also by a desk that starts anew, which has only hashes."""

    async def scenario(house: House, access: Access) -> None:
        person = await anna(access)
        for name in ("Anna", "anna", " ＡＮＮＡ "):
            found, made = await access.signing.sign_in(name, PASSWORD, "::1")
            assert (found, access.signing.who(made)) == (person, person.who)
        again = await house.access()
        assert again.signing.who(made) == person.who
        assert made not in repr(house.store.items)
        assert PASSWORD not in repr(house.store.items)

    run(scenario)


def test_each_sign_in_is_another_session() -> None:
    """So that nobody can be given one that another knows."""

    async def scenario(_house: House, access: Access) -> None:
        await anna(access)
        made = {(await access.signing.sign_in("anna", PASSWORD, ""))[1] for _ in range(3)}
        assert len(made) == 3

    run(scenario)


@pytest.mark.parametrize(
    ("name", "password"), [("anna", "wrong password"), ("nobody", PASSWORD), ("", ""), ("a\ud800", "\ud800")]
)
def test_who_does_not_is_not(name: str, password: str) -> None:
    async def scenario(_house: House, access: Access) -> None:
        await anna(access)
        with pytest.raises(WrongPassword):
            await access.signing.sign_in(name, password, "")

    run(scenario)


def test_a_name_that_there_is_not_takes_as_long() -> None:
    """The work is the same: a hash of the same parameters. Times are compared coarsely, for other things run here."""

    async def scenario(_house: House, access: Access) -> None:
        await anna(access)

        async def took(name: str) -> float:
            start = time.perf_counter()
            with pytest.raises(WrongPassword):
                await access.signing.sign_in(name, "wrong password", "")
            return time.perf_counter() - start

        await took("nobody")
        known = statistics.median([await took("anna") for _ in range(5)])
        unknown = statistics.median([await took(f"nobody {number}") for number in range(5)])
        assert unknown > known / 4

    run(scenario)


def test_a_session_ends() -> None:
    """Unused for twelve hours, and after thirty days however much it is used."""

    async def scenario(house: House, access: Access) -> None:
        await anna(access)
        _, idle = await access.signing.sign_in("anna", PASSWORD, "")
        _, used = await access.signing.sign_in("anna", PASSWORD, "")
        for _ in range(59):
            house.now += 12 * HOUR
            assert access.signing.who(used) is not None
            await access.signing.keep_used()
            access = await house.access()
        assert access.signing.who(idle) is None
        house.now += 12 * HOUR + 1
        assert access.signing.who(used) is None
        await access.signing.keep_used()
        assert len((await house.store.kept()).sessions) == 0

    run(scenario)


def test_the_settings_say_how_soon() -> None:
    async def scenario(house: House, access: Access) -> None:
        await anna(access)
        _, made = await access.signing.sign_in("anna", PASSWORD, "")
        house.now += HOUR
        assert access.signing.who(made) is not None
        house.now += HOUR + 1
        assert access.signing.who(made) is None

    run(scenario, idle_hours=1, session_days=1)


def test_signing_out_ends_that_session_and_no_other() -> None:
    async def scenario(house: House, access: Access) -> None:
        person = await anna(access)
        other = await anna(access, "chen")
        _, first = await access.signing.sign_in("anna", PASSWORD, "")
        _, second = await access.signing.sign_in("anna", PASSWORD, "")
        _, chens = await access.signing.sign_in("chen", PASSWORD, "")
        await access.signing.sign_out(person.who, "current", first)
        assert access.signing.who(first) is None
        assert (await house.access()).signing.who(first) is None
        (left,) = access.signing.sessions(person.who)
        with pytest.raises(Unknown):
            await access.signing.sign_out(other.who, left.id, chens)
        assert access.signing.who(second) == person.who
        await access.signing.sign_out(person.who, left.id, "")
        assert access.signing.who(second) is None
        assert access.signing.who(chens) == other.who

    run(scenario)


def test_another_password_ends_the_other_sessions() -> None:
    async def scenario(_house: House, access: Access) -> None:
        person = await anna(access)
        _, here = await access.signing.sign_in("anna", PASSWORD, "")
        _, there = await access.signing.sign_in("anna", PASSWORD, "")
        with pytest.raises(WrongPassword):
            await access.signing.change_password(person.who, "wrong password", "another good one", here, "")
        for bad in ("short", "12345678", "Anna" * 60, "aaaaaaaaaa"):
            with pytest.raises(BadValue):
                await access.signing.change_password(person.who, PASSWORD, bad, here, "")
        assert access.signing.who(there) is not None
        await access.signing.change_password(person.who, PASSWORD, "another good one", here, "")
        assert access.signing.who(here) == person.who
        assert access.signing.who(there) is None
        with pytest.raises(WrongPassword):
            await access.signing.sign_in("anna", PASSWORD, "")
        await access.signing.sign_in("anna", "another good one", "")
        with pytest.raises(NotAllowed):
            await access.signing.change_password(MACHINE, PASSWORD, "another good one", "", "")

    run(scenario)


def test_who_guesses_has_to_wait() -> None:
    """For the name, from anywhere; all at once, too; after that the right password is good again."""

    async def scenario(house: House, access: Access) -> None:
        await anna(access)

        async def guess(number: int) -> Exception | None:
            try:
                await access.signing.sign_in("anna", f"guess {number}", f"10.0.0.{number}")
            except CallcastError as error:
                return error
            return None

        ends = await asyncio.gather(*(guess(number) for number in range(3 * BY_NAME)))
        assert sum(isinstance(end, WrongPassword) for end in ends) == BY_NAME
        with pytest.raises(TooManyAttempts) as refused:
            await access.signing.sign_in("anna", PASSWORD, "10.1.1.1")
        assert WITHIN <= refused.value.seconds <= WITHIN + 1
        house.now += WITHIN
        await access.signing.sign_in("anna", PASSWORD, "10.1.1.1")

    run(scenario)


def test_a_place_from_which_is_guessed_has_to_wait() -> None:
    """Whatever the names; others need not, and who signs in rightly does not count."""

    async def scenario(_house: House, access: Access) -> None:
        await anna(access)
        for _number in range(BY_ADDRESS + 3):
            await access.signing.sign_in("anna", PASSWORD, "10.0.0.1")
        for number in range(BY_ADDRESS):
            with pytest.raises(WrongPassword):
                await access.signing.sign_in(f"name {number}", PASSWORD, "10.0.0.1")
        with pytest.raises(TooManyAttempts):
            await access.signing.sign_in("anna", PASSWORD, "10.0.0.1")
        await access.signing.sign_in("anna", PASSWORD, "10.0.0.2")

    run(scenario)


def test_sessions_of_one_person_are_bounded() -> None:
    """The one that was used longest ago makes room."""

    async def scenario(house: House, access: Access) -> None:
        person = await anna(access)
        made = []
        for _ in range(SESSIONS + 1):
            house.now += 1
            made.append(await access.signing.begin(person, ""))
        assert access.signing.who(made[0]) is None
        assert all(access.signing.who(one) for one in made[1:])
        assert len((await house.store.kept()).sessions) == SESSIONS

    run(scenario)


def test_programs_of_this_machine_are_known_by_their_own() -> None:
    async def scenario(house: House, access: Access) -> None:
        assert access.signing.who(house.machine) == MACHINE
        for wrong in (secret.fresh("machine"), secret.fresh("token"), "", house.machine[:-1], house.machine + "a"):
            assert access.signing.who(wrong) is None
        assert Role.ADMIN.scopes == MACHINE.scopes

    run(scenario)

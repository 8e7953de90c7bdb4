"""People, tokens, devices, the first admin: who may make and change them."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.desk.access.house import PASSWORD, House, anna, run

from callcast.desk.access.access import Access
from callcast.desk.access.errors import (
    BadValue,
    Conflict,
    LinkUsed,
    NotAllowed,
    TooManyAttempts,
    Unknown,
    WrongPassword,
)
from callcast.desk.access.pairing import BY_ADDRESS, GUESSES, LASTS, OPEN, plain_code, shown_code
from callcast.desk.access.people import Change
from callcast.desk.access.person import NAME_LIMIT, checked_name, key_of
from callcast.desk.access.role import Role
from callcast.desk.access.scope import Scope
from callcast.desk.access.signing import MACHINE
from callcast.desk.access.who import Who

PEOPLE_ONLY = Who("token", "t", "hr", frozenset((Scope.PEOPLE, Scope.SITE_READ)))


@given(st.text(st.characters(exclude_categories=()), max_size=100))
def test_a_name_has_one_form_or_is_refused(text: str) -> None:
    try:
        name = checked_name(text)
    except BadValue:
        return
    assert checked_name(name) == name
    assert 1 <= len(name) <= NAME_LIMIT
    assert name.isprintable() or "\u200c" in name or "\u200d" in name or any(ord(letter) > 127 for letter in name)
    assert key_of(name) == key_of(name.upper()) or name.upper().casefold() != name.casefold()


def test_names_are_taken_once() -> None:
    async def scenario(_house: House, access: Access) -> None:
        person = await anna(access)
        other = await anna(access, "chen")
        for same in ("Anna", "ANNA", "ａｎｎａ", "  anna "):
            with pytest.raises(Conflict):
                await anna(access, same)
        with pytest.raises(Conflict):
            await access.people.change(MACHINE, other.id, None, Change(name="anna"))
        assert (await access.people.change(MACHINE, person.id, None, Change(name="ANNA"))).name == "ANNA"

    run(scenario)


def test_a_change_of_what_was_changed_meanwhile_is_refused() -> None:
    async def scenario(house: House, access: Access) -> None:
        person = await anna(access, role=Role.OPERATOR)
        changed = await access.people.change(MACHINE, person.id, 1, Change(counters=("3", "3", "4")))
        assert (changed.version, changed.counters) == (2, ("3", "4"))
        assert changed.who.may_use("3")
        assert not changed.who.may_use("5")
        with pytest.raises(Conflict):
            await access.people.change(MACHINE, person.id, 1, Change(role=Role.ADMIN))
        with pytest.raises(Unknown):
            await access.people.change(MACHINE, "nobody", 1, Change())
        free = await access.people.change(MACHINE, person.id, 2, Change(any_counter=True))
        assert free.counters is None
        assert (await house.store.kept()).people == (free,)

    run(scenario)


def test_who_is_disabled_is_out_at_once() -> None:
    async def scenario(_house: House, access: Access) -> None:
        await anna(access)
        person = await anna(access, "chen", Role.OPERATOR)
        _, made = await access.signing.sign_in("chen", PASSWORD, "")
        await access.people.change(MACHINE, person.id, None, Change(disabled=True))
        assert access.signing.who(made) is None
        with pytest.raises(WrongPassword):
            await access.signing.sign_in("chen", PASSWORD, "")
        await access.people.change(MACHINE, person.id, None, Change(disabled=False))
        assert access.signing.who(made) is None
        await access.signing.sign_in("chen", PASSWORD, "")

    run(scenario)


def test_another_role_counts_at_once() -> None:
    async def scenario(_house: House, access: Access) -> None:
        person = await anna(access, role=Role.OPERATOR)
        _, made = await access.signing.sign_in("anna", PASSWORD, "")
        await access.people.change(MACHINE, person.id, None, Change(role=Role.BOARD))
        who = access.signing.who(made)
        assert who is not None
        assert who.scopes == Role.BOARD.scopes

    run(scenario)


def test_there_is_always_an_admin() -> None:
    async def scenario(_house: House, access: Access) -> None:
        person = await anna(access)
        other = await anna(access, "chen")
        await access.people.change(MACHINE, other.id, None, Change(disabled=True))
        for change in (Change(role=Role.OPERATOR), Change(disabled=True)):
            with pytest.raises(Conflict):
                await access.people.change(MACHINE, person.id, None, change)
        await access.people.change(MACHINE, other.id, None, Change(disabled=False))
        await access.people.change(MACHINE, person.id, None, Change(disabled=True))

    run(scenario)


def test_nobody_makes_another_more_than_they_are() -> None:
    async def scenario(_house: House, access: Access) -> None:
        person = await anna(access)
        with pytest.raises(NotAllowed):
            await access.people.create(PEOPLE_ONLY, "eve", PASSWORD, Role.ADMIN)
        with pytest.raises(NotAllowed):
            await access.people.set_password(PEOPLE_ONLY, person.id, "eve knows this one")
        with pytest.raises(NotAllowed):
            await access.people.change(PEOPLE_ONLY, person.id, None, Change(role=Role.BOARD))
        with pytest.raises(NotAllowed):
            await access.tokens.create(PEOPLE_ONLY, "more", [Scope.AUDIT], None)
        token, made = await access.tokens.create(PEOPLE_ONLY, "less", [Scope.SITE_READ], None)
        assert access.signing.who(made) == token.who

    run(scenario)


def test_a_token_is_told_once_and_ends() -> None:
    async def scenario(house: House, access: Access) -> None:
        token, made = await access.tokens.create(MACHINE, "his", [Scope.ANNOUNCE], 2)
        assert made not in repr(house.store.items)
        for _ in range(2):
            house.now += 86_399
            assert (await house.access()).signing.who(made) == token.who
        house.now += 2
        assert access.signing.who(made) is None
        _, lasting = await access.tokens.create(MACHINE, "for ever", [Scope.ANNOUNCE], None)
        assert access.signing.who(lasting) is not None
        await access.signing.keep_used()
        used = [one.used_at for one in (await house.store.kept()).tokens]
        assert used[1] == house.now
        await access.tokens.remove(access.tokens.all()[1].id)
        assert access.signing.who(lasting) is None
        with pytest.raises(Unknown):
            await access.tokens.remove("none")
        for scopes, days in (([], None), ([Scope.ANNOUNCE], 0), ([Scope.ANNOUNCE], 9_999)):
            with pytest.raises(BadValue):
                await access.tokens.create(MACHINE, "x", scopes, days)

    run(scenario)


def test_what_is_removed_while_its_use_is_kept_stays_removed() -> None:
    async def scenario(house: House, access: Access) -> None:
        token, made = await access.tokens.create(MACHINE, "his", [Scope.ANNOUNCE], None)
        access.signing.who(made)
        await asyncio.gather(access.signing.keep_used(), access.tokens.remove(token.id))
        assert access.signing.who(made) is None
        assert (await house.access()).signing.who(made) is None

    run(scenario)


def test_a_screen_is_paired() -> None:
    """Its token comes once; the code is good for one screen."""

    async def scenario(house: House, access: Access) -> None:
        pairing, asks = access.pairings.begin("10.0.0.1")
        assert access.pairings.ask(asks) is None
        typed = shown_code(pairing.code).lower()
        device = await access.pairings.accept(MACHINE, typed, Role.BOARD, "大廳看板", "hall")
        with pytest.raises(Unknown):
            await access.pairings.accept(MACHINE, typed, Role.BOARD, "another", "hall")
        made = access.pairings.ask(asks)
        assert made is not None
        with pytest.raises(Unknown):
            access.pairings.ask(asks)
        who = (await house.access()).signing.who(made)
        assert who == device.who
        assert (who.target, who.scopes) == ("hall", Role.BOARD.scopes)
        await access.pairings.remove(device.id)
        assert access.signing.who(made) is None

    run(scenario)


def test_a_code_is_over_in_time() -> None:
    async def scenario(house: House, access: Access) -> None:
        pairing, asks = access.pairings.begin("")
        house.now += LASTS
        with pytest.raises(Unknown):
            access.pairings.ask(asks)
        with pytest.raises(Unknown):
            await access.pairings.accept(MACHINE, pairing.code, Role.BOARD, "x", "")

    run(scenario)


def test_codes_are_bounded_and_cannot_be_guessed() -> None:
    async def scenario(house: House, access: Access) -> None:
        for _ in range(BY_ADDRESS):
            access.pairings.begin("10.0.0.1")
        with pytest.raises(TooManyAttempts):
            access.pairings.begin("10.0.0.1")
        for number in range(OPEN - BY_ADDRESS):
            access.pairings.begin(f"10.0.1.{number}")
        with pytest.raises(TooManyAttempts):
            access.pairings.begin("10.0.2.1")
        house.now += LASTS
        pairing, _ = access.pairings.begin("10.0.0.1")
        for _ in range(GUESSES):
            with pytest.raises(Unknown):
                await access.pairings.accept(MACHINE, "ZZZZZZ", Role.BOARD, "x", "")
        with pytest.raises(TooManyAttempts):
            await access.pairings.accept(MACHINE, pairing.code, Role.BOARD, "x", "")
        for role in (Role.ADMIN, Role.OPERATOR):
            with pytest.raises(BadValue):
                await access.pairings.accept(MACHINE, pairing.code, role, "x", "")

    run(scenario)


@given(st.text(max_size=60))
def test_a_code_is_read_however_it_is_typed(text: str) -> None:
    plain = plain_code(text)
    assert plain_code(plain) == plain or not plain.isascii()
    assert plain_code(" k7p - 4qx ") == "K7P4QX"


def test_the_first_link_makes_one_admin() -> None:
    """Of two who come at once one gets in; then it is none any more, nor at the next start."""

    async def scenario(house: House, access: Access) -> None:
        made = access.first.make()
        assert made is not None
        access.first.see(made)
        with pytest.raises(LinkUsed):
            access.first.see(made[:-1])
        with pytest.raises(BadValue):
            await access.first.use(made, "anna", "short")

        async def use(name: str) -> str:
            try:
                return (await access.first.use(made, name, PASSWORD)).name
            except LinkUsed:
                return ""

        assert min(await asyncio.gather(use("anna"), use("eve"))) == ""
        assert len(access.people.all()) == 1
        with pytest.raises(LinkUsed):
            access.first.see(made)
        assert (await house.access()).first.make() is None

    run(scenario)


def test_each_start_has_another_link_until_there_is_an_admin() -> None:
    async def scenario(house: House, access: Access) -> None:
        first = access.first.make()
        assert first is not None
        again = await house.access()
        second = again.first.make()
        assert second not in (None, first)
        with pytest.raises(LinkUsed):
            again.first.see(first)
        await anna(again, role=Role.OPERATOR)
        again.first.see(second or "")
        await anna(again, "chen")
        with pytest.raises(LinkUsed):
            again.first.see(second or "")

    run(scenario)

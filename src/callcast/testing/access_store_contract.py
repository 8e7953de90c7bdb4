"""What every store of who may do what must do. Derive a test class and say how a store is made."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

from callcast.desk.access.audit import Entry
from callcast.desk.access.device import Device
from callcast.desk.access.person import Person
from callcast.desk.access.ports import AccessStore, Kept
from callcast.desk.access.role import Role
from callcast.desk.access.scope import Scope
from callcast.desk.access.session import Session
from callcast.desk.access.token import Token

ANNA = Person("p1", "Anna", Role.ADMIN, "$argon2id$…", 1.5)
CHEN = Person("p2", '陳 "小" 明', Role.OPERATOR, "$x", 2.5, version=7, disabled=True, counters=("c1", "3號"))
NOWHERE = replace(CHEN, id="p3", counters=())
SESSIONS = (Session("d1", "s1", "p1", 3.0, 4.25, "127.0.0.1"), Session("d2", "s2", "p2", 3.0, 4.0))
TOKENS = (
    Token("d3", "t1", "HIS", frozenset((Scope.ANNOUNCE, Scope.TICKETS_READ)), "person:Anna", 5.0),
    Token("d4", "t2", "all", frozenset(Scope), "person:Anna", 5.0, used_at=6.0, expires_at=7.125),
)
DEVICE = Device("d5", "e1", "大廳看板", Role.BOARD, "hall", "person:Anna", 8.0)
ALL = Kept((ANNA, CHEN, NOWHERE), SESSIONS, TOKENS, (DEVICE,))


def entry(number: int) -> Entry:
    """One of `number` seconds after 1970."""
    return Entry(float(number), "person:陳", "POST /api/announcements/{id}/repeat", f"id=a{number}", "::1", 202)


class AccessStoreContract:
    """The suite; pytest collects what is derived from it."""

    def store(self) -> AbstractAsyncContextManager[AccessStore]:
        """An empty store. You must override it."""
        raise NotImplementedError

    def run(self, scenario: Callable[[AccessStore], Awaitable[None]]) -> None:
        """A scenario on an empty store."""

        async def with_store() -> None:
            async with self.store() as store:
                await scenario(store)

        asyncio.run(with_store())

    def test_what_was_kept_comes_back_as_it_was(self) -> None:
        """Every field, in the order of being made."""

        async def scenario(store: AccessStore) -> None:
            assert await store.kept() == Kept()
            await store.keep((*ALL.people, *ALL.sessions, *ALL.tokens, *ALL.devices))
            assert await store.kept() == ALL

        self.run(scenario)

    def test_what_is_kept_again_takes_the_place_of_what_it_was(self) -> None:
        """And its place in the order; a person who changes keeps their sessions."""

        async def scenario(store: AccessStore) -> None:
            await store.keep((ANNA, CHEN, *SESSIONS))
            changed = replace(ANNA, name="Anne", role=Role.KITCHEN, version=2, counters=("a",))
            used = replace(SESSIONS[0], used_at=99.0)
            await store.keep((changed, used))
            assert await store.kept() == Kept((changed, CHEN), (used, SESSIONS[1]))

        self.run(scenario)

    def test_what_is_forgotten_is_gone(self) -> None:
        """And may be forgotten again."""

        async def scenario(store: AccessStore) -> None:
            await store.keep((ANNA, CHEN, *SESSIONS, *TOKENS, DEVICE))
            for _ in range(2):
                await store.forget((SESSIONS[0], TOKENS[1], DEVICE))
            assert await store.kept() == Kept((ANNA, CHEN), SESSIONS[1:], TOKENS[:1])

        self.run(scenario)

    def test_the_log_goes_back_page_by_page(self) -> None:
        """The newest first, each with its number."""

        async def scenario(store: AccessStore) -> None:
            await store.log([])
            await store.log([entry(number) for number in range(3)])
            await store.log([entry(number) for number in range(3, 5)])
            first = await store.entries(limit=2)
            second = await store.entries(limit=10, before=first[-1].number)
            numbers = [one.number for one in first + second]
            assert [replace(one, number=0) for one in first + second] == [entry(number) for number in range(4, -1, -1)]
            assert sorted(numbers, reverse=True) == numbers

        self.run(scenario)

    def test_what_is_old_in_the_log_is_purged(self) -> None:
        """Until nothing is; a number does not come twice."""

        async def scenario(store: AccessStore) -> None:
            await store.log([entry(number) for number in range(1_200)])
            newest = (await store.entries(limit=1))[0].number
            while await store.purge_log(1_198.0):
                pass
            assert [one.at for one in await store.entries(limit=10)] == [1_199.0, 1_198.0]
            while await store.purge_log(9_999.0):
                pass
            await store.log([entry(1)])
            assert (await store.entries(limit=1))[0].number > newest

        self.run(scenario)

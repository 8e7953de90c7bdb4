"""Deliveries, to real receivers."""

import asyncio
import hashlib
import hmac
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.receiver import Receiver, receiving

from callcast.desk.queueing.errors import StoreError
from callcast.desk.queueing.hall.errors import Forbidden, Unknown, Wrong
from callcast.desk.queueing.hall.event import Event
from callcast.desk.queueing.hall.feed import Feed
from callcast.desk.queueing.hooks.address import check_url
from callcast.desk.queueing.hooks.backoff import MOST, pause
from callcast.desk.queueing.hooks.hook import HookState
from callcast.desk.queueing.hooks.hooks import ATTEMPTS, HOOKS, Answered, Hooks
from callcast.desk.queueing.hooks.signing import signature
from callcast.desk.web.poster import Poster
from callcast.testing.bus_contract import until
from callcast.testing.memory_hook_store import MemoryHookStore


class Log:
    """What has happened, as a store of the hall has it; while `broken` it cannot be read."""

    def __init__(self) -> None:
        self.kept: list[Event] = []
        self.feed = Feed()
        self.broken = False

    def happen(self, *kinds: str) -> None:
        new = [Event(kind, f"{kind}-1", 1.5, '{"number": "A001", "issued_at": 0.25}', 0) for kind in kinds]
        first = len(self.kept) + 1
        self.kept += [Event(one.kind, one.subject, one.at, one.data, first + k) for k, one in enumerate(new)]
        self.feed.put(self.kept[first - 1 :])

    async def events(self, after: int, limit: int) -> list[Event]:
        if self.broken:
            raise StoreError("The disk is gone.")
        return self.kept[after : after + limit]

    async def newest_event(self) -> int:
        return len(self.kept)


class Yard:
    """Hooks at work, on a store that outlives them."""

    def __init__(self) -> None:
        self.log, self.store, self.pauses = Log(), MemoryHookStore(), list[int]()
        self._secrets = count(1)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[Hooks]:
        poster = Poster()
        hooks = self.hooks(poster)
        await hooks.load()
        running = asyncio.ensure_future(hooks.run())
        try:
            yield hooks
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await poster.close()

    def hooks(self, post: Callable[[str, dict[str, str], bytes], Awaitable[Answered]]) -> Hooks:
        def paused(attempt: int) -> float:
            self.pauses.append(attempt)
            return 0.01

        return Hooks(
            self.store, self.log, self.log.feed, post, lambda: 1_000.5, paused, lambda: f"s{next(self._secrets)}"
        )


def run(scenario: Callable[[Yard, Receiver], Awaitable[None]]) -> None:
    async def bounded(receiver: Receiver) -> None:
        await asyncio.wait_for(scenario(Yard(), receiver), 30)

    with receiving() as receiver:
        asyncio.run(bounded(receiver))


def test_what_happens_from_now_on_comes_in_order_and_signed() -> None:
    async def scenario(yard: Yard, receiver: Receiver) -> None:
        yard.log.happen("ticket")
        async with yard.working() as hooks:
            hook, fresh = await hooks.put("bell", receiver.url, ["ticket", "order"])
            assert (fresh, hook.secret, hook.sent) == (True, "s1", 1)
            yard.log.happen("counter", "ticket", "order")
            yard.log.happen("ticket")
            await until(lambda: receiver.numbers == [3, 4, 5])
            await until(lambda: hooks.get("bell").sent == 5)
            log = await hooks.deliveries("bell", limit=10, before=None)
        headers, body = receiver.got[0]
        assert receiver.events[0] == {
            "number": 3,
            "kind": "ticket",
            "subject": "ticket-1",
            "at": "1970-01-01T00:00:01.500Z",
            "data": {"number": "A001", "issued_at": "1970-01-01T00:00:00.250Z"},
        }
        assert headers["Callcast-Event"] == "3"
        expected = hmac.new(b"s1", b"1000." + body, hashlib.sha256).hexdigest()
        assert headers["Callcast-Signature"] == f"t=1000,v1={expected}"
        assert [(one.event, one.attempt, one.status) for one in log] == [(5, 1, 200), (4, 1, 200), (3, 1, 200)]

    run(scenario)


def test_what_is_not_taken_comes_again_before_what_follows() -> None:
    async def scenario(yard: Yard, receiver: Receiver) -> None:
        receiver.answers = [500, 302, 404, 204]
        async with yard.working() as hooks:
            await hooks.put("bell", receiver.url, [])
            yard.log.happen("ticket", "order")
            await until(lambda: hooks.get("bell").sent == 2)
            log = await hooks.deliveries("bell", limit=10, before=None)
        assert receiver.numbers == [1, 1, 1, 1, 2]
        assert yard.pauses == [1, 2, 3]
        assert [(one.attempt, one.status) for one in log[::-1]] == [(1, 500), (2, 302), (3, 404), (4, 204), (1, 200)]
        assert "redirects are not followed" in (log[3].reason or "")

    run(scenario)


def test_after_a_restart_it_goes_on_where_it_was() -> None:
    async def scenario(yard: Yard, receiver: Receiver) -> None:
        async with yard.working() as hooks:
            await hooks.put("bell", receiver.url, [])
            yard.log.happen("ticket")
            await until(lambda: hooks.get("bell").sent == 1)
        yard.log.happen("order", "order")
        async with yard.working() as hooks:
            await until(lambda: hooks.get("bell").sent == 3)
        assert receiver.numbers == [1, 2, 3]

    run(scenario)


def test_a_dead_receiver_holds_up_nobody() -> None:
    async def scenario(yard: Yard, receiver: Receiver) -> None:
        with ExitStack() as stack:
            silent = stack.enter_context(socket.create_server(("127.0.0.1", 0)))  # takes connections, and says nothing
            with socket.create_server(("127.0.0.1", 0)) as closed:
                nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
            async with yard.working() as hooks:
                await hooks.put("silent", f"http://127.0.0.1:{silent.getsockname()[1]}", [])
                await hooks.put("closed", nobody, [])
                await hooks.put("bell", receiver.url, [])
                yard.log.happen(*["ticket"] * 30)
                await until(lambda: hooks.get("bell").sent == 30)
                await until(lambda: len(yard.pauses) > 0)
                assert hooks.get("silent").sent == hooks.get("closed").sent == 0
                last = await hooks.deliveries("closed", limit=1, before=None)
                assert "cannot be reached" in (last[0].reason or "")

    run(scenario)


def test_one_that_is_gone_is_stopped_until_it_is_put_again() -> None:
    async def scenario(yard: Yard, receiver: Receiver) -> None:
        receiver.answers = [410]
        async with yard.working() as hooks:
            await hooks.put("bell", receiver.url, [])
            yard.log.happen("ticket")
            await until(lambda: hooks.get("bell").state is HookState.STOPPED)
            yard.log.happen("order")
            assert "410" in (hooks.get("bell").reason or "")
        async with yard.working() as hooks:
            assert hooks.get("bell").state is HookState.STOPPED
            hook, fresh = await hooks.put("bell", receiver.url, ["ticket"])
            assert (fresh, hook.secret) == (False, "s1")
            await until(lambda: hooks.get("bell").sent == 2)
            assert receiver.numbers == [1, 1]
            assert (await hooks.renew("bell")).secret == "s2"
            await hooks.remove("bell")
            with pytest.raises(Unknown, match="There is no webhook bell"):
                hooks.get("bell")
            yard.log.happen("ticket")
        assert receiver.numbers == [1, 1]

    run(scenario)


def test_after_enough_attempts_it_is_given_up() -> None:
    async def scenario() -> None:
        async def never(url: str, headers: dict[str, str], body: bytes) -> Answered:
            return Answered(None, "It cannot be reached.")

        yard = Yard()
        hooks = yard.hooks(never)
        hooks._pause = lambda attempt: 0.0
        running = asyncio.ensure_future(hooks.run())
        await hooks.put("bell", "http://127.0.0.1:1", [])
        yard.log.happen("ticket")
        await until(lambda: hooks.get("bell").state is HookState.STOPPED)
        assert hooks.get("bell").reason == f"{ATTEMPTS} attempts at event 1 have failed."
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(scenario())


def test_only_so_many() -> None:
    async def scenario(yard: Yard, receiver: Receiver) -> None:
        hooks = yard.hooks(Poster())
        for number in range(HOOKS):
            await hooks.put(f"h{number}", receiver.url, [])
        with pytest.raises(Forbidden, match=f"There are {HOOKS} webhooks"):
            await hooks.put("one-more", receiver.url, [])
        await hooks.put("h1", receiver.url, ["ticket"])

    run(scenario)


def test_addresses() -> None:
    for good in ("http://192.168.1.20:9000/calls", "https://例.example/?a=b", "http://[::1]:80/"):
        check_url(good)
    for bad in (
        "",
        "192.168.1.20",
        "ftp://host/",
        "http:///x",
        "http://me:word@host/",
        "http://host:99999/",
        "http://host/#x",
        "http://[::1",
        "http://a b/",
        "http://host/\n",
        "http://host/" + "x" * 2_000,
    ):
        with pytest.raises(Wrong, match="no address for a webhook"):
            check_url(bad)


@given(st.text())
def test_no_address_is_more_than_refused(url: str) -> None:
    with suppress(Wrong):
        check_url(url)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_pauses_grow_and_end(attempt: int, chance: float) -> None:
    one = pause(attempt, lambda: chance)
    assert 0.5 <= one <= MOST
    assert pause(attempt + 1, lambda: 0.0) >= pause(attempt, lambda: 0.0)
    assert pause(attempt, lambda: 1.0) <= 2 ** (min(attempt, 40) - 1)


@given(st.text(min_size=1), st.integers(0, 2**40), st.binary())
def test_a_signature_is_of_all_three(secret: str, at: int, body: bytes) -> None:
    try:
        secret.encode()
    except UnicodeEncodeError:
        return
    one = signature(secret, at, body)
    assert one.startswith(f"t={at},v1=")
    assert one not in (signature(secret + "x", at, body), signature(secret, at + 1, body))
    assert one != signature(secret, at, body + b"x")

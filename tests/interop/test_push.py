"""Push to real media servers: sound is read back where it is due, and comes back by itself."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.acceptance.wire import Packet, Reader
from tests.support.hall import Hall, hall
from tests.support.heard import heard, hears, onsets
from tests.support.media_servers import ALL, GORTSPLIB, RELAYS, XIU, Kind, MediaServer, media_server

from callcast.errors import CallcastError
from callcast.player.media.clip import RATE
from callcast.player.media.profile import AAC
from callcast.player.outputs.sinks.push.push import PushSink
from callcast.player.outputs.sinks.push.settings import PushSettings
from callcast.supervise import Backoff, Supervisor

SECONDS = 3.5
"""Of a recording with silence and two sentences."""
NOTICED = 5.0
BACK = 1.0
"""Seconds from the server's return, plus the step of the backoff it was in, until the stream is there again."""


def sink(channel: Any, server: MediaServer, **more: Any) -> PushSink:
    return PushSink(channel, PushSettings.model_validate({"url": server.url, **more}))


@asynccontextmanager
async def supervised(pushed: PushSink, backoff: Backoff | None = None) -> AsyncIterator[Supervisor]:
    """Kept running within the block."""
    supervisor = Supervisor("push", pushed.run, backoff=backoff)
    task = asyncio.ensure_future(supervisor.run())
    try:
        yield supervisor
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(what: str, true: Callable[[], Any], seconds: float = 10.0) -> None:
    async def wait() -> None:
        while not true():  # noqa: ASYNC110 - what it waits for is in another process
            await asyncio.sleep(0.01)

    try:
        await asyncio.wait_for(wait(), seconds)
    except asyncio.TimeoutError:
        pytest.fail(f"not within {seconds} s: {what}")


async def reader(server: MediaServer, seconds: float = 5.0) -> Reader:
    """A listener by plain sockets, joined as soon as the path is there."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(AssertionError, OSError, IndexError):
            return await asyncio.get_running_loop().run_in_executor(None, Reader, server.ports.rtsp)
        await asyncio.sleep(0.02)
    raise AssertionError("nothing can be read")


def run(test: Awaitable[None], seconds: float = 60.0) -> None:
    async def bounded() -> None:
        await asyncio.wait_for(test, seconds)

    asyncio.run(bounded())


async def say_twice(house: Hall, folder: Path) -> list[float]:
    """Unix seconds of two sentences, said once the listener of that folder hears."""
    await hears(folder, 0.7)
    return [await house.say(), await house.say()]


@pytest.mark.parametrize("kind", ALL, ids=str)
@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_sound_is_read_back_without_a_gap_where_it_is_due(kind: Kind, transport: str, tmp_path: Path) -> None:
    async def test() -> None:
        async with media_server(kind, tmp_path) as server, hall() as house:
            pushed = sink(house.channel, server, transport=transport)
            async with supervised(pushed) as supervisor:
                await until("the server takes the channel", lambda: pushed.flow.live)
                await server.audible()
                pcm, spoken = await asyncio.gather(
                    heard(server.heard_at, SECONDS, tmp_path, *kind.heard_with, jitter=kind.jitter),
                    say_twice(house, tmp_path),
                )
                found = onsets(pcm)
                assert len(found) == 2, found
                assert abs((found[1] - found[0]) - (spoken[1] - spoken[0]) * RATE) <= AAC.frame
                assert supervisor.health.attempts == 1
                assert pushed.flow.dropped == 0

    run(test())


@pytest.mark.parametrize("kind", RELAYS, ids=str)
def test_a_listener_hears_it_when_it_is_said(kind: Kind, tmp_path: Path) -> None:
    async def test() -> None:
        async with media_server(kind, tmp_path) as server, hall() as house:
            pushed = sink(house.channel, server)
            async with supervised(pushed):
                await until("the server takes the channel", lambda: pushed.flow.live)
                listener = await reader(server)
                try:
                    await until("silence", lambda: len(listener.packets) > 10)
                    ahead = time.time() - time.monotonic()
                    spoken = await house.say()
                    await until("sound", listener.voiced)
                    (first, *_) = listener.voiced()
                    assert abs(first.at + ahead - spoken) < 0.15
                    assert not listener.gaps()
                finally:
                    listener.close()

    run(test())


@pytest.mark.parametrize("kind", RELAYS, ids=str)
def test_when_the_server_comes_back_time_has_gone_on_and_sound_is_live(kind: Kind, tmp_path: Path) -> None:
    first_step = 0.25

    async def test() -> None:
        async with media_server(kind, tmp_path) as server, hall() as house:
            pushed = sink(house.channel, server)
            async with supervised(pushed, Backoff(first=first_step, limit=first_step)):
                await until("the server takes the channel", lambda: pushed.flow.live)
                before = await last_packet(server)
                await server.kill()
                await until("it is noticed", lambda: not pushed.flow.live)
                await server.start()
                returned = time.monotonic()
                listener = await reader(server)
                try:
                    await until("a stream", lambda: listener.packets)
                    first = listener.packets[0]
                    assert first.at - returned < BACK + first_step
                    passed = ((first.timestamp - before.timestamp) % 2**32) / RATE
                    assert abs(passed - (first.at - before.at)) < 0.15
                    await house.say()
                    await until("sound", listener.voiced)
                    assert not listener.gaps()
                finally:
                    listener.close()

    run(test())


async def last_packet(server: MediaServer) -> Packet:
    """The last that a listener got."""
    listener = await reader(server)
    await until("a stream", lambda: len(listener.packets) > 20)
    listener.close()
    return listener.packets[-1]


@pytest.mark.skipif(os.name != "posix", reason="only POSIX can halt a process")
@pytest.mark.parametrize("kind", ALL, ids=str)
def test_a_server_that_hangs_is_noticed_and_that_it_goes_on(kind: Kind, tmp_path: Path) -> None:
    async def test() -> None:
        async with media_server(kind, tmp_path) as server, hall() as house:
            pushed = sink(house.channel, server)
            async with supervised(pushed, Backoff(first=0.25, limit=0.25)) as supervisor:
                await until("the server takes the channel", lambda: pushed.flow.live)
                server.halt()
                began = time.monotonic()
                await until("it is noticed", lambda: not pushed.flow.live)
                assert time.monotonic() - began < NOTICED
                await until("the reason is told", lambda: supervisor.health.reason)
                assert "see whether that server hangs" in (supervisor.health.reason or "")
                server.go_on()
                await until("it goes on", lambda: pushed.flow.live)

    run(test())


def test_what_xiu_cannot_carry_is_refused_and_it_lives_on(tmp_path: Path) -> None:
    async def test() -> None:
        async with media_server(XIU, tmp_path) as server, hall() as house:
            with pytest.raises(CallcastError, match='is xiu, which carries only AAC; set profile = "aac"'):
                await sink(house.channel, server, profile="opus").run()
            pushed = sink(house.channel, server)
            async with supervised(pushed):
                await until("the server takes the channel", lambda: pushed.flow.live)
                # A second publisher is broken off at once, and the first goes on.
                with pytest.raises(CallcastError, match="no other publisher"):
                    await sink(house.channel, server).run()

    run(test())


def test_a_path_that_another_has_is_said_to_be_taken(tmp_path: Path) -> None:
    async def test() -> None:
        async with media_server(GORTSPLIB, tmp_path) as server, hall() as house:
            pushed = sink(house.channel, server)
            async with supervised(pushed):
                await until("the server takes the channel", lambda: pushed.flow.live)
                with pytest.raises(CallcastError, match="see that no other publisher has the path"):
                    await sink(house.channel, server).run()

    run(test())


@pytest.mark.parametrize("profile", ["aac", "opus", "pcma", "pcmu", "l16"])
def test_every_profile_is_carried(profile: str, tmp_path: Path) -> None:
    async def test() -> None:
        async with media_server(GORTSPLIB, tmp_path) as server, hall() as house:
            pushed = sink(house.channel, server, profile=profile)
            async with supervised(pushed):
                await until("the server takes the channel", lambda: pushed.flow.live)
                pcm, _ = await asyncio.gather(
                    heard(server.heard_at, SECONDS, tmp_path, *GORTSPLIB.heard_with), say_twice(house, tmp_path)
                )
                assert len(onsets(pcm)) == 2

    run(test())

"""An output of kind ffmpeg, while ffmpeg and the server are killed, stopped and started again, under speech."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from callcast.player.media.clip import RATE, Clip
from callcast.player.outputs.sinks.ffmpeg.progress import STALL
from callcast.player.playout.channel import Channel
from callcast.supervise import Backoff
from callcast.testing.house import house, play
from tests.chaos.ear import Ear, Said
from tests.chaos.rounds import ROUNDS, Footprint, Round, flat
from tests.support import clients
from tests.support.ffmpeg import Kept, kept, the_ffmpeg
from tests.support.media_servers import GORTSPLIB, MediaServer, media_server

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's"),
    pytest.mark.timeout(120 + 60 * ROUNDS),
]

STOPPED = 20.0 if ROUNDS > 2 else 6.0
"""Seconds for which the server stands still."""

BACKOFF = Backoff(limit=2.0)
"""So that twenty rounds do not take an hour."""


def tone(pitch: int) -> Clip:
    """0.2 s of it."""
    time_ = np.arange(RATE // 5) / RATE
    return Clip((12_000 * np.sin(2 * np.pi * pitch * time_)).astype(np.int16))


async def speak(channel: Channel, said: Said) -> None:
    """Once a second, until cancelled."""
    while True:
        play(channel, tone(said.next()))
        await asyncio.sleep(1)


@dataclass
class Scene:
    """A channel, its output, the server, and somebody who listens."""

    output: Kept
    server: MediaServer
    round: Round

    def step(self) -> float:
        """Seconds of the backoff that it was in last."""
        attempts = self.output.supervisor.health.attempts - 1
        return BACKOFF.delay(attempts, 1.0) if attempts else 0.0


@asynccontextmanager
async def scene(folder: Path, **settings: object) -> AsyncIterator[Scene]:
    clients.need("ffmpeg")
    said = Said()
    async with house(gap_ms=200) as channel, media_server(GORTSPLIB, folder) as server:
        ear = Ear(server.url)
        speaking = asyncio.ensure_future(speak(channel, said))
        try:
            async with kept(channel, {"url": server.url, **settings}, BACKOFF) as output:
                ear.start()
                one = Scene(output, server, Round(ear, said))
                await one.round.steady()
                yield one
                print(one.round.figures)  # noqa: T201 - what `make chaos` is run for
        finally:
            ear.close()
            speaking.cancel()


def scenario(
    folder: Path, blow: Callable[[Scene], Awaitable[float]], allowance: float = 0.0, **settings: object
) -> None:
    """Strike, and look whether it recovers; `blow` returns since when it could."""

    async def work() -> None:
        before = None
        async with scene(folder, **settings) as one:
            for _ in range(ROUNDS):
                since = await blow(one)
                await one.round.comes_back(since, lambda: one.step() + allowance)
                if before is None:
                    before = Footprint.of(os.getpid())
            await flat(os.getpid(), before or Footprint.of(os.getpid()))

    asyncio.run(work())


def test_ffmpeg_is_killed(tmp_path: Path) -> None:
    async def blow(one: Scene) -> float:
        the_ffmpeg().kill()
        return time.time()

    scenario(tmp_path, blow)


def test_ffmpeg_is_killed_that_reads_a_socket(tmp_path: Path) -> None:
    async def blow(one: Scene) -> float:
        the_ffmpeg().kill()
        return time.time()

    scenario(tmp_path, blow, source=f"unix:{tmp_path / 's'}")


def test_ffmpeg_stands_still(tmp_path: Path) -> None:
    async def blow(one: Scene) -> float:
        the_ffmpeg().suspend()
        return time.time()

    scenario(tmp_path, blow, STALL + 1)


def test_the_server_is_killed_and_started_again(tmp_path: Path) -> None:
    async def blow(one: Scene) -> float:
        await one.server.kill()
        await one.output.failed()
        await one.server.start()
        return time.time()

    scenario(tmp_path, blow)


def test_the_server_stands_still(tmp_path: Path) -> None:
    async def blow(one: Scene) -> float:
        one.server.halt()
        await asyncio.sleep(STOPPED)
        one.server.go_on()
        return time.time()

    scenario(tmp_path, blow)

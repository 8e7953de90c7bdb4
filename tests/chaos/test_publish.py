"""`callcast source` and `callcast publish`, either of them killed and started again, under speech."""

import asyncio
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from callcast.player.outputs.sinks.ffmpeg.progress import STALL
from callcast.supervise import Backoff
from callcast.testing.house import until
from tests.chaos import programs
from tests.chaos.ear import Ear, Said
from tests.chaos.programs import Program
from tests.chaos.rounds import ROUNDS, Footprint, Round, flat
from tests.support import clients
from tests.support.media_servers import GORTSPLIB, MediaServer, media_server

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="signals and sockets with a path are POSIX's"),
    pytest.mark.timeout(120 + 60 * ROUNDS),
]


@dataclass
class Scene:
    """The two programs, the server, and somebody who listens."""

    source: Program
    publish: Program
    server: MediaServer
    place: Path
    round: Round

    def step(self) -> float:
        """Seconds of the backoff that it was in last: in these rounds it is never well for so long that it forgets."""
        stops = self.publish.log_of_this_life.count("stopped: ")
        return Backoff().delay(stops, 1.0) if stops else 0.0


async def speak(source: Program, said: Said) -> None:
    """Once a second, until cancelled."""
    while True:
        source.type(str(said.next()))
        await asyncio.sleep(1)


@asynccontextmanager
async def scene(folder: Path) -> AsyncIterator[Scene]:
    clients.need("ffmpeg")
    said = Said()
    async with media_server(GORTSPLIB, folder) as server:
        source, publish, ear = programs.source(folder), programs.publish(folder, server.url), Ear(server.url)
        speaking = asyncio.ensure_future(speak(source, said))
        try:
            await source.start()
            await publish.start()  # after its source: else its backoff has grown meanwhile, and is waited for each time
            ear.start()
            one = Scene(source, publish, server, folder / "s", Round(ear, said))
            await one.round.steady()
            yield one
            print(one.round.figures)  # noqa: T201 - what `make chaos` is run for
        finally:
            source.kill()
            publish.kill()
            speaking.cancel()
            ear.close()
        ours = str(folder / "s")
        await until("no ffmpeg is left", lambda: not [one for one in psutil.process_iter() if reads(one, ours)])


def reads(process: psutil.Process, place: str) -> bool:
    """Whether it is an ffmpeg, or what holds one, that reads there."""
    try:
        return any(place in word for word in process.cmdline())
    except psutil.Error:
        return False


def speaks(source: Program) -> bool:
    """It has said what it was told, but for the last."""
    told, said = (source.log_of_this_life.count(f"] {state}") for state in ("queued", "spoken"))
    return 0 < said >= told - 1


def scenario(folder: Path, blow: Callable[[Scene], Awaitable[float]], allowance: float = 0.0) -> None:
    """Strike, and look whether it recovers; `blow` returns since when it could."""

    async def work() -> None:
        async with scene(folder) as one:
            before: dict[int, Footprint] = {}
            for _ in range(ROUNDS):
                since = await blow(one)
                await one.round.comes_back(since, lambda: one.step() + allowance, lambda: speaks(one.source))
                before = before or {pid: Footprint.of(pid) for pid in (one.source.pid, one.publish.pid)}
            for pid in {one.source.pid, one.publish.pid} & before.keys():
                await flat(pid, before[pid])

    asyncio.run(work())


def test_the_source_is_killed(tmp_path: Path) -> None:
    async def blow(one: Scene) -> float:
        one.source.kill()
        await one.source.start()
        return time.time()

    scenario(tmp_path, blow)


def test_the_publisher_is_killed(tmp_path: Path) -> None:
    async def blow(one: Scene) -> float:
        one.publish.kill()
        await one.publish.start()
        return time.time()

    scenario(tmp_path, blow)


def test_the_publisher_is_there_before_the_source(tmp_path: Path) -> None:
    async def blow(one: Scene) -> float:
        one.publish.kill()
        one.source.kill()
        one.place.unlink()
        one.publish.begin()
        waits = "is not there"
        await until("it waits", lambda: waits in one.publish.log_of_this_life, programs.UP_WITHIN)
        await one.source.start()
        return time.time()

    scenario(tmp_path, blow)


def test_its_ffmpeg_is_killed(tmp_path: Path) -> None:
    async def blow(one: Scene) -> float:
        one.publish.ffmpegs()[0].kill()
        return time.time()

    scenario(tmp_path, blow)


def test_the_server_is_killed_and_started_again(tmp_path: Path) -> None:
    async def blow(one: Scene) -> float:
        await one.server.kill()
        await one.server.start()
        return time.time()

    scenario(tmp_path, blow)


def test_the_socket_is_unlinked_and_then_needed(tmp_path: Path) -> None:
    async def blow(one: Scene) -> float:
        one.place.unlink()
        await until("it is there again", one.place.exists)
        one.publish.ffmpegs()[0].kill()
        return time.time()

    scenario(tmp_path, blow)


def test_ffmpeg_takes_nothing_so_that_its_socket_is_full(tmp_path: Path) -> None:
    async def blow(one: Scene) -> float:
        one.publish.ffmpegs()[0].suspend()
        return time.time()

    scenario(tmp_path, blow, STALL + 1)


def test_another_reader_takes_nothing(tmp_path: Path) -> None:
    """Whoever listens beside it hears no gap."""

    async def work() -> None:
        async with scene(tmp_path) as one:
            with socket.socket(socket.AF_UNIX) as deaf:
                deaf.connect(str(one.place))
                one.round.ear.longest_gap = 0.0
                for _ in range(ROUNDS):
                    await asyncio.sleep(2)
                    await one.round.comes_back(time.time(), lambda: 0.0)
                assert one.round.ear.longest_gap < 0.5

    asyncio.run(work())

"""`callcast publish` from each place that it reads, spoken into by `callcast source`, to a real server."""

import asyncio
import itertools
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.chaos.ear import PITCHES, Ear
from tests.chaos.programs import ENVIRON, SETTINGS, UP_WITHIN
from tests.support.clients import need
from tests.support.media_servers import GORTSPLIB, media_server

from callcast.testing.house import until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets with a path and FIFOs are POSIX's")

COMMAND = (sys.executable, "-m", "callcast.cli.main")
Start = Callable[..., "subprocess.Popen[bytes]"]


@asynccontextmanager
async def processes() -> AsyncIterator[Start]:
    """Starts commands of ours; all are ended with the block."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str, stdin: int, stdout: int | None = None) -> "subprocess.Popen[bytes]":
        started.append(subprocess.Popen([*COMMAND, *arguments], bufsize=0, stdin=stdin, stdout=stdout, env=ENVIRON))
        return started[-1]

    try:
        yield start
    finally:
        for process in reversed(started):
            process.terminate()
            process.communicate()


def start_both(start: Start, place: str, url: str, folder: Path) -> "subprocess.Popen[bytes]":
    """A publisher, and the source that it reads, which is returned; for "-" they are joined by a pipe."""
    (folder / "callcast.toml").write_text(SETTINGS, encoding="utf-8")
    told = ("--config", str(folder / "callcast.toml"), "--data", str(folder / "data"))
    if place != "-":
        start("publish", "--from", place, "--to", url, stdin=subprocess.DEVNULL)
        return start("source", "--to", place, *told, stdin=subprocess.PIPE)
    reading, writing = os.pipe()
    start("publish", "--from", "-", "--to", url, stdin=reading)
    source = start("source", "--to", "stdout:", *told, stdin=subprocess.PIPE, stdout=writing)
    os.close(reading)
    os.close(writing)
    return source


@pytest.mark.parametrize("place", ["-", "unix:{}/s", "fifo:{}/f"])
def test_what_is_typed_is_heard(place: str, tmp_path: Path) -> None:
    need("ffmpeg")

    async def work() -> None:
        async with media_server(GORTSPLIB, tmp_path) as server, processes() as start:
            source = start_both(start, place.format(tmp_path), server.url, tmp_path)
            ear = Ear(server.url)
            ear.start()
            try:
                await until("the listener hears silence", lambda: ear.frame, UP_WITHIN)
                assert source.stdin is not None
                for pitch in itertools.islice(PITCHES, 3):
                    source.stdin.write(f"{pitch}\n".encode())
                await until("all is heard", lambda: [one for _, one in ear.heard] == list(PITCHES[:3]), UP_WITHIN)
            finally:
                ear.close()

    asyncio.run(asyncio.wait_for(work(), 100))

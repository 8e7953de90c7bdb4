"""The sinks that come with Callcast keep the contract."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.cable import NAME, Cable, need_cable
from tests.support.clients import need

from callcast.testing.sink_contract import SinkContract

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has named pipes instead")

TAKE = "import sys\nwhile sys.stdin.buffer.read1(65536): pass"


@contextlib.asynccontextmanager
async def emptied(fd: int) -> AsyncIterator[None]:
    """Meanwhile what comes by `fd` is taken."""
    loop = asyncio.get_running_loop()
    os.set_blocking(fd, False)
    loop.add_reader(fd, os.read, fd, 65_536)
    try:
        yield
    finally:
        loop.remove_reader(fd)


@posix
class TestUnixSocket(SinkContract):
    kind = "pipe"

    def told(self, folder: Path) -> dict[str, Any]:
        return {"to": f"unix:{folder}/sock"}

    def wrong(self, folder: Path) -> dict[str, Any]:
        return {"to": f"unix:{folder}"}

    @contextlib.asynccontextmanager
    async def taker(self, folder: Path) -> AsyncIterator[None]:
        _, writer = await asyncio.open_unix_connection(folder / "sock")
        yield  # its stream takes as much as this test gives
        writer.close()


@posix
class TestFifo(SinkContract):
    kind = "pipe"

    def told(self, folder: Path) -> dict[str, Any]:
        return {"to": f"fifo:{folder}/fifo"}

    def wrong(self, folder: Path) -> dict[str, Any]:
        return {"to": f"fifo:{folder}"}

    @contextlib.asynccontextmanager
    async def taker(self, folder: Path) -> AsyncIterator[None]:
        fd = os.open(folder / "fifo", os.O_RDONLY | os.O_NONBLOCK)
        try:
            async with emptied(fd):
                yield
        finally:
            os.close(fd)


class TestCommand(SinkContract):
    kind = "pipe"

    def told(self, folder: Path) -> dict[str, Any]:
        return {"command": [sys.executable, "-c", TAKE]}

    def wrong(self, folder: Path) -> dict[str, Any]:
        return {"command": [sys.executable, "-c", "exit('no sound card')"]}


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows has named pipes")
class TestNamedPipe(SinkContract):
    kind = "pipe"

    def told(self, folder: Path) -> dict[str, Any]:
        return {"to": f"pipe:callcast-{folder.name}"}

    @contextlib.asynccontextmanager
    async def taker(self, folder: Path) -> AsyncIterator[None]:
        taking = asyncio.ensure_future(asyncio.to_thread(_take, rf"\\.\pipe\callcast-{folder.name}", 12 * 960))
        yield
        await taking


def _take(path: str, size: int) -> None:
    with Path(path).open("rb", buffering=0) as pipe:
        while size > 0 and (data := pipe.read(size)):
            size -= len(data)


class TestFfmpeg(SinkContract):
    kind = "ffmpeg"

    def told(self, folder: Path) -> dict[str, Any]:
        need("ffmpeg")
        return {"url": "udp://127.0.0.1:9"}  # takes whatever comes, as UDP does

    def wrong(self, folder: Path) -> dict[str, Any]:
        return {"url": "rtsp://127.0.0.1:9/hall"}


@posix
class TestFfmpegOfASocket(SinkContract):
    kind = "ffmpeg"

    def told(self, folder: Path) -> dict[str, Any]:
        need("ffmpeg")
        return {"url": "udp://127.0.0.1:9", "source": f"unix:{folder}/sock"}

    def wrong(self, folder: Path) -> dict[str, Any]:
        return {"url": "udp://127.0.0.1:9", "source": f"unix:{folder}"}


class TestFile(SinkContract):
    kind = "file"

    def told(self, folder: Path) -> dict[str, Any]:
        return {"folder": str(folder), "keep_days": 7}

    def wrong(self, folder: Path) -> dict[str, Any]:
        return {"folder": str(folder / "away" / "records")}


class TestLibav(SinkContract):
    """MPEG-TS over UDP, which takes nobody at the other end; other ways need a server, see tests/interop."""

    kind = "push"

    def told(self, folder: Path) -> dict[str, Any]:
        return {"url": "udp://127.0.0.1:20999"}

    def wrong(self, folder: Path) -> dict[str, Any]:
        return {"url": "rtmp://127.0.0.1:1/live/key"}


class TestSoundcard(SinkContract):
    kind = "soundcard"

    @pytest.fixture(autouse=True)
    def cable(self, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """One to play on."""
        need_cable()
        made = Cable(tmp_path_factory.mktemp("cable"))
        for key, value in made.environment.items():
            monkeypatch.setenv(key, value)
        with made.plugged():
            yield

    def told(self, folder: Path) -> dict[str, Any]:
        return {"device": NAME}

    def wrong(self, folder: Path) -> dict[str, Any]:
        return {"device": "no such device"}

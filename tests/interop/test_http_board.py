"""Boards by HTTP, of a real channel in real time: ffmpeg reads them, and each picture comes with its voice."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import av
import numpy as np
from tests.support import clients
from tests.support.board_hall import GROUND, LEVELS, PROFILE, BoardHall, board_hall
from tests.support.showing import display, showing

from callcast.player.outputs.servers.http.server import HttpServer


@asynccontextmanager
async def shown() -> AsyncIterator[tuple[BoardHall, HttpServer]]:
    async with board_hall() as hall, showing(hall.channel) as server:
        yield hall, server


def level(jpeg: bytes) -> int:
    """The grey of it, as the hall's pictures have one."""
    (frame,) = av.CodecContext.create("mjpeg", "r").decode(av.Packet(jpeg))
    assert isinstance(frame, av.VideoFrame)
    seen = float(np.mean(frame.to_ndarray(format="gray")))
    return min((GROUND, *LEVELS), key=lambda one: abs(one - seen))


def test_ffmpeg_sees_each_change(tmp_path: Path) -> None:
    file = tmp_path / "greys"

    async def test() -> None:
        async with shown() as (hall, server):
            url = f"http://127.0.0.1:{server.port}/channels/hall/board.mjpeg"
            watching = asyncio.ensure_future(
                clients.run(
                    *(clients.need("ffmpeg"), "-nostdin", "-v", "warning", "-f", "mpjpeg", "-i", url),
                    *("-vf", "scale=1:1,format=gray", "-frames:v", "4", "-f", "rawvideo", "-fps_mode", "passthrough"),
                    str(file),
                    timeout=30,
                )
            )
            while not hall.channel.video or not hall.channel.video.readers:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await hall.calls(6, 0.5)
            watched = await watching
            assert watched.code == 0, watched.err
            levels = [min((GROUND, *LEVELS), key=lambda one: abs(one - grey)) for grey in file.read_bytes()]
            assert levels == [GROUND, *LEVELS]

    asyncio.run(asyncio.wait_for(test(), 60))


def test_a_picture_comes_with_its_voice() -> None:
    """Within a frame, and what coding and sending take: on a busy machine, a quarter of a second."""

    async def test() -> None:
        async with shown() as (hall, server), display(server) as client:
            await client.look()
            assert level(await client.part()) == GROUND
            for expected in LEVELS:
                calling = asyncio.ensure_future(hall.call())
                jpeg = await client.part()
                came = time.time()
                assert level(jpeg) == expected
                assert -0.02 < came - await calling < 1 / PROFILE.fps + 0.25

    asyncio.run(asyncio.wait_for(test(), 60))

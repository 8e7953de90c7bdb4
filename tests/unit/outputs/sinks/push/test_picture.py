"""Sound and picture to a real server; frames are sent by hand."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from tests.support.depacketiser import Depacketiser
from tests.support.recorder import Recorder, recording
from tests.support.screen import PROFILE, HandTrack, ScreenChannel

from callcast.player.media.gop import parameter_sets
from callcast.player.outputs.rtsp import rtcp, sdp
from callcast.player.outputs.rtsp.h264 import parameters
from callcast.player.outputs.sinks.push.push import PushSink
from callcast.player.outputs.sinks.push.settings import PushSettings


@contextlib.asynccontextmanager
async def pushing(channel: ScreenChannel, server: Recorder, transport: str) -> AsyncIterator[PushSink]:
    pushed = PushSink(
        channel, PushSettings.model_validate({"url": f"rtsp://127.0.0.1:{server.port}/hall", "transport": transport})
    )
    task = asyncio.ensure_future(pushed.run())
    try:
        yield pushed
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def watched(track: HandTrack) -> None:
    while not track.active:  # noqa: ASYNC110 - it has no word for it
        await asyncio.sleep(0.005)


def picture(server: Recorder) -> list[bytes]:
    taker = Depacketiser()
    for packet in server.packets:
        if packet.payload_type == 99:
            taker.take(packet)
    return [unit for _, unit in taker.units]


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_both_are_announced_and_the_picture_begins_with_its_idr(transport: str) -> None:
    async def test() -> None:
        hall = ScreenChannel()
        hall.video.step(14)
        packets = hall.gops[0].packets
        async with recording() as server, pushing(hall, server, transport) as pushed:
            await watched(hall.video)
            assert picture(server) == []
            hall.video.step(4)
            await server.until(lambda: len(picture(server)) == 4)
            assert picture(server) == list(packets[:4])
            hall.track("aac").step()
            hall.video.step(3)
            await server.until(lambda: len(picture(server)) == 7 and len({p.ssrc for p in server.packets}) == 2)
            assert picture(server) == list(packets[:7])
            assert server.methods == ["OPTIONS", "ANNOUNCE", "SETUP", "SETUP", "RECORD"]
            told = sdp.parse(server.requests[1].body).media
            assert [media.kind for media in told] == ["audio", "video"]
            assert (told[1].attribute("fmtp") or "").endswith(parameters(*parameter_sets(PROFILE)))
            await server.until(lambda: len(senders(server)) == 2)
            assert pushed.flow.frames == 8
            assert (pushed.flow.dropped, pushed.flow.readers) == (0, 1)

    asyncio.run(asyncio.wait_for(test(), 20))


def senders(server: Recorder) -> set[int]:
    return {report.ssrc for report in server.reports if isinstance(report, rtcp.SenderReport)}


def test_another_picture_is_announced_anew() -> None:
    async def test() -> None:
        hall = ScreenChannel()
        async with recording() as server, pushing(hall, server, "tcp"):
            await watched(hall.video)
            hall.video.step(2)
            await server.until(lambda: len(picture(server)) == 2)
            before, hall.video = hall.video, HandTrack()
            before.close()
            await server.until(lambda: server.methods.count("RECORD") == 2)
            assert server.connections == 2

    asyncio.run(asyncio.wait_for(test(), 20))

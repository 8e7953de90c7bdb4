"""A channel with a picture, as the server offers it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from tests.support.rtsp_client import RawClient
from tests.support.screen import HandTrack, ScreenChannel
from tests.support.serving import serving

from callcast.player.media.gop import GopProfile
from callcast.player.media.h264 import is_key
from callcast.player.outputs.rtsp import sdp
from callcast.player.outputs.rtsp.rtp import Packet, unpack
from callcast.player.outputs.servers.rtsp.programs import Served
from callcast.player.outputs.servers.rtsp.server import RtspServer
from callcast.player.playout.video import VideoTrack


def live(test: Callable[[ScreenChannel, RtspServer], Awaitable[None]]) -> None:
    async def bounded() -> None:
        hall = ScreenChannel()
        async with serving(hall) as server:
            await asyncio.wait_for(test(hall, server), 20)

    asyncio.run(bounded())


def url(server: RtspServer, path: str = "hall") -> str:
    return f"rtsp://127.0.0.1:{server.ports[0]}/{path}"


async def kinds(server: RtspServer, path: str) -> list[str]:
    client = await RawClient.connect(server.ports[0])
    described = await client.ask("DESCRIBE", url(server, path))
    await client.close()
    return [media.kind for media in sdp.parse(described.body).media]


async def watch(server: RtspServer, tracks: tuple[str, ...] = ("track1", "track2")) -> RawClient:
    client = await RawClient.connect(server.ports[0])
    for number, track in enumerate(tracks):
        way = f"RTP/AVP/TCP;unicast;interleaved={2 * number}-{2 * number + 1}"
        assert (await client.ask("SETUP", url(server) + f"/{track}", Transport=way)).status == 200
    assert (await client.ask("PLAY", url(server))).status == 200
    return client


@pytest.mark.parametrize("path", ["hall", "hall/aac", "hall/opus", "hall/pcmu"])
def test_it_is_beside_the_sound_of_every_profile(path: str) -> None:
    async def test(hall: ScreenChannel, server: RtspServer) -> None:
        assert await kinds(server, path) == ["audio", "video"]

    live(test)


def test_who_takes_both_is_one_reader_and_who_takes_one_is_too() -> None:
    async def test(hall: ScreenChannel, server: RtspServer) -> None:
        both, sound, picture = await watch(server), await watch(server, ("track1",)), await watch(server, ("track2",))
        assert server.audience() == {"hall": (3, 0)}
        assert server.state().channels[0].readers == 3
        assert sorted(reader.profile for reader in server.state().readers) == ["aac", "aac", "h264", "h264"]
        hall.video.step()
        hall.track("aac").step()
        media: set[int] = set()
        while media != {0, 1}:
            media.add((await both.frame()).channel // 2)
        assert (await picture.frame()).channel == 1
        assert unpack((await picture.frame()).data).payload_type == 99
        for client in (both, sound, picture):
            await client.close()

    live(test)


def test_one_more_who_takes_a_group_has_an_idr_soon_too() -> None:
    async def test(hall: ScreenChannel, server: RtspServer) -> None:
        seen: list[bytes] = []
        hall.video.tap(lambda frame: seen.append(frame.data), lambda: None)
        clients = [await RawClient.connect(server.ports[0]) for _ in range(2)]
        for client in clients:
            way = "RTP/AVP;multicast"
            assert (await client.ask("SETUP", url(server) + "/track2", Transport=way)).status == 200
            assert (await client.ask("PLAY", url(server))).status == 200
            hall.video.step(5)
        assert [is_key(data) for data in seen] == 2 * [True, False, False, False, False]
        for client in clients:
            await client.close()

    live(test)


def test_all_of_rtp_info_is_of_one_moment() -> None:
    async def test(hall: ScreenChannel, server: RtspServer) -> None:
        hall.video.step(14)
        hall.track("aac").position = 70
        client = await RawClient.connect(server.ports[0])
        for number in (0, 1):
            way = f"RTP/AVP/TCP;unicast;interleaved={2 * number}-{2 * number + 1}"
            await client.ask("SETUP", url(server) + f"/track{number + 1}", Transport=way)
        info = (await client.ask("PLAY", url(server))).headers.get("RTP-Info") or ""
        first, second = (dict(pair.split("=", 1) for pair in part.split(";")) for part in info.split(","))
        hall.track("aac").step()
        hall.video.step()
        stamps: dict[int, Packet] = {}
        while len(stamps) < 2:
            frame = await client.frame()
            if frame.channel % 2 == 0:
                stamps.setdefault(frame.channel, unpack(frame.data))
        assert [one["seq"] for one in (first, second)] == [str(stamps[0].sequence), str(stamps[2].sequence)]
        begun = {
            channel: ((stamps[channel].timestamp - int(one["rtptime"])) % 2**32) / rate
            for channel, one, rate in ((0, first, 48_000), (2, second, 90_000))
        }
        ticks = {0: 70 * 1024, 2: 14 * 4800}
        assert min(begun.values()) == 0
        assert begun[0] - begun[2] == pytest.approx((ticks[0] - ticks[2]) / 48_000, abs=0.0001)
        await client.close()

    live(test)


def test_another_picture_closes_those_who_watch_and_none_leaves_sound_alone() -> None:
    async def test(hall: ScreenChannel, server: RtspServer) -> None:
        client = await watch(server)
        before, hall.video = hall.video, HandTrack()
        before.close()
        await client.closed()
        await client.close()
        server.serve([Served(hall, "Hall")])
        assert await kinds(server, "hall") == ["audio", "video"]
        hall.video = None  # type: ignore[assignment]
        server.serve([Served(hall, "Hall")])
        assert await kinds(server, "hall") == ["audio"]
        still = GopProfile("mjpeg", 640, 360, codec="mjpeg")
        hall.video = VideoTrack(still, lambda: 0, lambda *_: None, lambda: None)  # type: ignore[assignment]
        server.serve([Served(hall, "Hall")])
        assert await kinds(server, "hall") == ["audio"]

    live(test)

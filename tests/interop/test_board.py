"""Sound and picture over the real server: players decode both, and each picture comes with its voice."""

import asyncio
import itertools
import os
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.support import clients
from tests.support.board_hall import LEVELS, PROFILE, BoardHall, board_hall
from tests.support.depacketiser import Depacketiser
from tests.support.ffmpeg import kept
from tests.support.media_servers import GSTREAMER_BOTH, RELAYS, Kind, Ports, media_server
from tests.support.pictures import decoded, flat
from tests.support.rtsp_client import RawClient
from tests.support.serving import LOOPBACK
from tests.support.watched import ffmpeg, level_of, watched

from callcast.player.media.gop import encode
from callcast.player.media.h264 import is_key
from callcast.player.media.profile import AAC
from callcast.player.media.silence import silence
from callcast.player.outputs.rtsp import rtcp
from callcast.player.outputs.rtsp.payload import aac_unit
from callcast.player.outputs.rtsp.rtp import unpack
from callcast.player.outputs.servers.rtsp.programs import Served
from callcast.player.outputs.servers.rtsp.server import RtspServer
from callcast.player.outputs.servers.rtsp.settings import RtspSettings
from callcast.player.outputs.sinks.file.settings import FileSettings
from callcast.player.outputs.sinks.file.sink import FileSink
from callcast.player.outputs.sinks.push.push import PushSink
from callcast.player.outputs.sinks.push.settings import PushSettings
from callcast.supervise import Backoff

SECONDS = float(os.environ.get("CALLCAST_TEST_BOARD_SECONDS", "20"))
READ = 0.6 * SECONDS
"""Of what comes back from a media server."""
FRAME = 1 / PROFILE.fps
SOUND = AAC.frame / AAC.rate
BOTH = "RTP/AVP/TCP;unicast;interleaved="


@asynccontextmanager
async def served() -> AsyncIterator[tuple[BoardHall, RtspServer]]:
    async with board_hall() as hall:
        server = RtspServer(RtspSettings(listen="127.0.0.1:0", multicast=LOOPBACK))
        await server.start([Served(hall.channel, "Hall")])
        try:
            yield hall, server
        finally:
            await server.close()


def live(test: Callable[[BoardHall, RtspServer], Awaitable[None]]) -> None:
    async def bounded() -> None:
        async with served() as (hall, server):
            await asyncio.wait_for(test(hall, server), SECONDS + 40)

    asyncio.run(bounded())


def url(server: RtspServer, path: str = "hall") -> str:
    return f"rtsp://127.0.0.1:{server.ports[0]}/{path}"


async def watch(port: int, uri: str) -> tuple[RawClient, float]:
    """Set up both media and play; the time of PLAY's answer."""
    client = await RawClient.connect(port)
    for track, channels in (("track1", "0-1"), ("track2", "2-3")):
        assert (await client.ask("SETUP", f"{uri}/{track}", Transport=BOTH + channels)).status == 200
    assert (await client.ask("PLAY", uri)).status == 200
    return client, time.perf_counter()


def test_each_change_of_picture_is_within_a_frame_of_its_voice_whoever_looks(tmp_path: Path) -> None:
    clients.need("ffmpeg")
    clients.need("gst-launch-1.0")

    async def test(hall: BoardHall, server: RtspServer) -> None:
        calling = asyncio.ensure_future(hall.calls(SECONDS + clients.GRACE))
        seen = await asyncio.gather(
            ffmpeg(url(server), SECONDS, tmp_path / "tcp.mkv", "-rtsp_transport", "tcp"),
            ffmpeg(url(server, "hall/opus"), SECONDS, tmp_path / "udp.mkv", "-rtsp_transport", "udp"),
            gstreamer(url(server), SECONDS, "tcp"),
            gstreamer(url(server), SECONDS, "udp"),
        )
        calling.cancel()
        for one in seen[:2]:
            assert one is not None
            assert len(one.lags) >= 2 * 6
            assert max(map(abs, one.lags)) < FRAME, one.lags
        assert server.state().channels[0].dropped == 0

    live(test)


async def gstreamer(uri: str, seconds: float, protocols: str) -> None:
    """Both are decoded; no error or warning, and no time goes back."""
    decoder = "avdec_h264" if await clients.gstreamer_has("avdec_h264") else "openh264dec"
    played = await clients.run(
        *("gst-launch-1.0", "-v", "rtspsrc", f"location={uri}", f"protocols={protocols}", "name=from"),
        *("from.", "!", "application/x-rtp,media=video", "!", "rtph264depay", "!", "h264parse", "!", decoder),
        *("!", "identity", "name=seen", "silent=false", "!", "fakesink", "sync=false"),
        *("from.", "!", "application/x-rtp,media=audio", "!", "rtpmp4gdepay", "!", "avdec_aac"),
        *("!", "identity", "name=heard", "silent=false", "!", "fakesink", "sync=false"),
        timeout=clients.GRACE,
        stop_after=seconds,
    )
    assert not re.search(r"^(ERROR|WARNING)", played.out + played.err, re.MULTILINE), played.out[-2000:] + played.err
    for name, step in (("seen", FRAME), ("heard", SOUND)):
        found = re.findall(rf"{name}: last-message = chain .*?pts: (\d+):(\d+):([\d.]+)", played.out)
        stamps = [int(h) * 3600 + int(m) * 60 + float(s) for h, m, s in found]
        assert len(stamps) * step > seconds - 3, (name, played.out[-2000:])
        assert all(b >= a for a, b in itertools.pairwise(stamps)), name  # what is told of a buffer may come twice


def test_on_the_wire_too_the_picture_comes_with_its_voice_and_one_clock_ties_both() -> None:
    async def test(hall: BoardHall, server: RtspServer) -> None:
        await asyncio.sleep(0.4)
        client, _ = await watch(server.ports[0], url(server))
        calling = asyncio.ensure_future(hall.calls(8.0))
        silent, began = aac_unit(silence(AAC)), {encode(flat(level), PROFILE).packets[0] for level in LEVELS}
        voices, pictures, loud, taker = [], [], -1.0, Depacketiser()
        shown: bytes | None = None
        reports: dict[int, rtcp.SenderReport] = {}
        while not calling.done():
            frame = await client.frame()
            now = time.perf_counter()
            if frame.channel % 2:
                report = rtcp.parse(frame.data)[0]
                assert isinstance(report, rtcp.SenderReport)
                reports[frame.channel // 2] = report
            elif frame.channel == 0:
                if unpack(frame.data).payload != silent:
                    voices += [now] if now - loud > 0.2 else []
                    loud = now
            else:
                taker.take(unpack(frame.data))
                for _, unit in taker.units:
                    pictures += [now] if unit in began and unit != shown else []
                    shown = unit if is_key(unit) else shown
                taker.units.clear()
        assert len(voices) == len(pictures) >= 4
        for voice, picture in zip(voices, pictures, strict=True):
            assert -SOUND - 0.02 <= picture - voice <= FRAME + 0.02
        assert set(reports) == {0, 1}
        await client.close()

    live(test)


def test_the_first_picture_is_there_at_once_and_whole() -> None:
    async def test(hall: BoardHall, server: RtspServer) -> None:
        await asyncio.sleep(0.5)
        others = [(await watch(server.ports[0], url(server)))[0]]
        for place in range(10):
            client, played = await watch(server.ports[0], url(server))
            taker = Depacketiser()
            while not taker.units:
                frame = await client.frame()
                if frame.channel == 2:
                    taker.take(unpack(frame.data))
            assert time.perf_counter() - played < 2 * FRAME + 0.1
            (seen,) = decoded([taker.units[0][1]])
            assert level_of(seen)
            others.append(client)
            await asyncio.sleep(0.137 * (place % 3))
        for client in others:
            await client.close()

    live(test)


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_ffprobe_opens_it_as_it_is(transport: str) -> None:
    ffprobe = clients.need("ffprobe")

    async def test(hall: BoardHall, server: RtspServer) -> None:
        began = time.perf_counter()
        probed = await clients.run(
            *(ffprobe, "-v", "warning", "-rtsp_transport", transport, "-show_streams", url(server)), timeout=15
        )
        assert (probed.code, probed.err) == (0, "")
        told = [line.partition("=")[::2] for line in probed.out.splitlines()]
        for pair in (("codec_name", "h264"), ("codec_name", "aac"), ("width", "320"), ("avg_frame_rate", "10/1")):
            assert pair in told
        assert time.perf_counter() - began < 6

    live(test)


@pytest.mark.parametrize("kind", RELAYS, ids=str)
def test_what_is_pushed_is_read_back_with_each_picture_at_its_voice(kind: Kind, tmp_path: Path) -> None:
    async def test() -> None:
        async with board_hall() as hall, media_server(kind, tmp_path) as server:
            pushed = PushSink(hall.channel, PushSettings.model_validate({"url": server.url}))
            work = [asyncio.ensure_future(hall.calls(SECONDS + 40)), asyncio.ensure_future(pushed.run())]
            try:
                while pushed.flow.frames < 50:  # noqa: ASYNC110 - what it waits for is in another process
                    await asyncio.sleep(0.01)
                seen = await ffmpeg(server.url, READ, tmp_path / "seen.mkv", "-rtsp_transport", "tcp")
            finally:
                for one in work:
                    one.cancel()
                await asyncio.gather(*work, return_exceptions=True)
            assert len(seen.lags) >= 2 * 3
            assert max(map(abs, seen.lags)) < FRAME, seen.lags
            assert pushed.flow.dropped == 0

    asyncio.run(asyncio.wait_for(test(), SECONDS + 40))


@pytest.mark.parametrize("kind", [*RELAYS, GSTREAMER_BOTH], ids=str)
def test_what_ffmpeg_publishes_is_read_back_with_each_picture_at_its_voice(kind: Kind, tmp_path: Path) -> None:
    clients.need("ffmpeg")

    async def test() -> None:
        async with board_hall() as hall, media_server(kind, tmp_path) as server:
            calling = asyncio.ensure_future(hall.calls(SECONDS + 40))
            async with kept(hall.channel, {"url": server.url}) as published:
                await published.live()
                await server.audible()
                way = ("-rtsp_transport", "tcp") if kind.relays else ("-analyzeduration", "2500000", "-start_at_zero")
                seen = await ffmpeg(server.heard_at, READ, tmp_path / "seen.mkv", *way)
                assert published.sink.flow.dropped == 0
                assert published.supervisor.health.attempts == 1
            calling.cancel()
            assert len(seen.lags) >= 2 * 3
            # Its own coder puts a frame before the sound, which not every server's times take off.
            assert max(map(abs, seen.lags)) < FRAME + SOUND, seen.lags

    asyncio.run(asyncio.wait_for(test(), SECONDS + 40))


def test_what_ffmpeg_sends_by_rtmp_has_both(tmp_path: Path) -> None:
    clients.need("ffmpeg")
    to = f"rtmp://127.0.0.1:{Ports.free().rtsp}/live/hall"

    async def test() -> None:
        async with board_hall() as hall, kept(hall.channel, {"url": to}, Backoff(0.2, 0.2)):
            calling = asyncio.ensure_future(hall.calls(SECONDS + 40))
            seen = await ffmpeg(to, 10.0, tmp_path / "seen.mkv", "-listen", "1")
            calling.cancel()
        assert len(seen.lags) >= 2 * 2
        assert max(map(abs, seen.lags)) < FRAME, seen.lags

    asyncio.run(asyncio.wait_for(test(), SECONDS + 40))


def test_a_recording_has_both(tmp_path: Path) -> None:
    async def test() -> None:
        async with board_hall() as hall:
            recorded = FileSink(hall.channel, FileSettings(folder=tmp_path))
            work = [asyncio.ensure_future(hall.calls(SECONDS + 40)), asyncio.ensure_future(recorded.run())]
            await asyncio.wait(work, timeout=8)
            for one in work:
                one.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    asyncio.run(test())
    (file,) = tmp_path.iterdir()
    seen = watched(file)
    assert len(seen.lags) >= 2 * 2
    assert max(map(abs, seen.lags)) < FRAME, seen.lags

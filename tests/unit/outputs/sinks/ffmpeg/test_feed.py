"""What an ffmpeg is fed with: bare samples, or sound and picture with their times."""

import asyncio
import io
import itertools
import socket
from collections.abc import Awaitable, Callable

import av
import pytest
from tests.support.pictures import decoded
from tests.support.screen import PROFILE, HandTrack, ScreenChannel

from callcast.player.media.gop import GopProfile
from callcast.player.media.h264 import is_key
from callcast.player.media.profile import pcm
from callcast.player.outputs.sinks.ffmpeg.feed import Feed
from callcast.player.outputs.sinks.ffmpeg.nut import FORMAT
from callcast.player.outputs.sinks.pictures import PictureChanged

SOUND = pcm("s16le", 48_000)
PER_PICTURE = PROFILE.ticks // SOUND.ticks


class Scene:
    """A feed, and what it has written."""

    def __init__(self, picture: GopProfile | None = PROFILE) -> None:
        self.hall = ScreenChannel()
        if picture is None:
            self.hall.video = None  # type: ignore[assignment]
        self.feed = Feed(self.hall, SOUND)
        self.picture = picture

    async def begin(self) -> None:
        ours, theirs = socket.socketpair()
        self.reader, self.far = await asyncio.open_connection(sock=theirs)
        _, self.near = await asyncio.open_connection(sock=ours)
        self.running = asyncio.ensure_future(self.feed.run(self.near, self.picture))
        track = self.hall.track(SOUND)
        while not track.subscriptions and not self.running.done():  # noqa: ASYNC110 - it has no word for it
            await asyncio.sleep(0)

    async def step(self, pictures: int) -> None:
        """So many frames of the picture, and the sound that goes with each."""
        for _ in range(pictures):
            self.hall.video.step()
            for _ in range(PER_PICTURE):
                self.hall.track(SOUND).step()
                await asyncio.sleep(0.001)

    async def end(self) -> bytes:
        """All that was written."""
        self.hall.track(SOUND).subscriptions[0].end()
        assert await self.running
        data = await self.reader.read()
        await self.close()
        return data

    async def close(self) -> None:
        for writer in (self.far, self.near):
            writer.close()
            await asyncio.gather(writer.wait_closed(), return_exceptions=True)


def run(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(test(), 20))


def test_both_are_in_one_container_on_one_clock_and_the_picture_begins_with_an_idr() -> None:
    async def test() -> None:
        scene = Scene()
        scene.hall.video.step(13)
        scene.hall.track(SOUND).position = 13 * PER_PICTURE
        await scene.begin()
        await scene.step(12)
        data = await scene.end()
        times: dict[str, list[float]] = {"audio": [], "video": []}
        units: list[bytes] = []
        with av.open(io.BytesIO(data), "r", format=FORMAT) as back:
            assert [stream.type for stream in back.streams] == ["audio", "video"]
            assert back.streams.video[0].codec_context.extradata, "for the SDP"
            assert (back.streams.video[0].width, back.streams.audio[0].rate) == (PROFILE.width, 48_000)
            for packet in back.demux():
                if packet.pts is not None and packet.time_base is not None:
                    times[packet.stream.type].append(float(packet.pts * packet.time_base))
                    units += [bytes(packet)] if packet.stream.type == "video" else []
        assert times["video"] == pytest.approx([1.3 + n / 10 for n in range(12)])
        assert times["audio"] == pytest.approx([1.3 + n / 50 for n in range(len(times["audio"]))])
        assert scene.feed.frames == 12 * PER_PICTURE
        assert len(times["audio"]) == scene.feed.frames - 1, "the last waits for the next"
        assert [is_key(unit) for unit in units] == [True] + 9 * [False] + [True, False]
        assert len(decoded(units)) == 12

    run(test)


def test_sound_does_not_wait_for_the_picture() -> None:
    async def test() -> None:
        scene = Scene()
        await scene.begin()
        await scene.step(1)
        await scene.reader.read(1_000_000)
        size = len(scene.hall.track(SOUND)._packets[0])
        for _ in range(4):
            scene.hall.track(SOUND).step()
            got = 0
            while got < size:
                got += len(await scene.reader.read(1_000_000))
        await scene.end()

    run(test)


def test_without_a_picture_it_is_samples_as_they_are() -> None:
    async def test() -> None:
        scene = Scene(None)
        await scene.begin()
        track = scene.hall.track(SOUND)
        for _ in range(10):
            track.step()
            await asyncio.sleep(0.001)
        assert await scene.end() == b"".join(itertools.islice(track._packets, 10))

    run(test)


def test_another_picture_ends_it_and_so_does_the_first() -> None:
    async def test() -> None:
        for picture in (PROFILE, None):
            scene = Scene(picture)
            await scene.begin()
            scene.hall.video = HandTrack()
            scene.hall.track(SOUND).step()
            with pytest.raises(PictureChanged):
                await scene.running
            assert not scene.hall.track(SOUND).subscriptions
            await scene.close()
            scene.picture = GopProfile("h264", 320, 180)
            await scene.begin()
            with pytest.raises(PictureChanged):
                await scene.running
            await scene.close()

    run(test)

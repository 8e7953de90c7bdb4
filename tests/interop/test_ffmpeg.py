"""A channel published by ffmpeg to real servers, and what it says of those that are none."""

import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.support import clients
from tests.support.ffmpeg import kept, the_ffmpeg
from tests.support.hall import hall
from tests.support.heard import heard, hears, onsets
from tests.support.media_servers import ALL, GORTSPLIB, Kind, media_server

from callcast.player.media.clip import RATE
from callcast.player.outputs.sinks.ffmpeg.errors import FfmpegEnded
from callcast.player.outputs.sinks.ffmpeg.settings import FfmpegSettings
from callcast.player.outputs.sinks.ffmpeg.sink import FfmpegSink

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and sockets with a path are POSIX's")


RESTAMPED = 9_000
"""Units of 1/90,000 s by which GStreamer is off: it stamps packets as they come, and ffmpeg sends them as it reads."""


def scenario(work: Callable[[], Awaitable[None]], seconds: float = 60) -> None:
    clients.need("ffmpeg")
    asyncio.run(asyncio.wait_for(work(), seconds))


async def heard_once(kind: Kind, folder: Path, **settings: object) -> None:
    """One sentence, read back from a server of that kind."""
    async with hall() as one, media_server(kind, folder) as server:
        async with kept(one.channel, {"url": server.url, **settings}) as publisher:
            await publisher.live()
            await server.audible()
            listening = asyncio.ensure_future(
                heard(server.heard_at, 2.5, folder, *kind.heard_with, jitter=kind.jitter and RESTAMPED)
            )
            await hears(folder, 0.7)
            await one.say()
            pcm = await listening
            assert publisher.sink.flow.dropped == 0
        assert len(onsets(pcm)) == 1
        assert onsets(pcm)[0] > RATE // 2


@pytest.mark.parametrize("kind", ALL, ids=str)
def test_a_sentence_through_a_server(kind: Kind, tmp_path: Path) -> None:
    scenario(lambda: heard_once(kind, tmp_path))


@posix
def test_with_a_socket_between(tmp_path: Path) -> None:
    scenario(lambda: heard_once(GORTSPLIB, tmp_path, source=f"unix:{tmp_path / 's'}", rate=24_000))


@posix
def test_with_a_fifo_between(tmp_path: Path) -> None:
    scenario(lambda: heard_once(GORTSPLIB, tmp_path, source=f"fifo:{tmp_path / 's'}"))


def test_by_the_ffmpeg_of_the_package(tmp_path: Path) -> None:
    package = pytest.importorskip("imageio_ffmpeg")
    scenario(lambda: heard_once(GORTSPLIB, tmp_path, program=package.get_ffmpeg_exe()))


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[str]:
    """Something that listens and answers that, or nothing, to whatever it is asked; its address."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(answer)
                if not answer.startswith(b"RTSP") and answer:
                    break
            await writer.drain()
            writer.close()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>"
NO_SERVER = "does not answer like a media server; mend the URL"
REFUSALS = [
    (b"RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\n\r\n", "wants another user or password"),
    (b"RTSP/1.0 404 Not Found\r\nCSeq: 1\r\n\r\n", "knows no such path"),
    (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", NO_SERVER),
    (HTML, NO_SERVER),
    (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", NO_SERVER),
]


@pytest.mark.parametrize(("answer", "says"), REFUSALS, ids=["401", "404", "400", "html", "ssh"])
def test_servers_that_are_none(answer: bytes, says: str, caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        async with hall() as one, answering(answer) as address:
            url = f"rtsp://joe:s3cret@{address}/hall?token=t0ken"
            async with kept(one.channel, {"url": url}) as publisher:
                reason = await publisher.failed()
                assert f"rtsp://{address}/hall" in reason
                assert says in reason
                assert publisher.sink.target == f"rtsp://{address}/hall"
                assert "s3cret" not in reason + caplog.text
                assert "t0ken" not in reason + caplog.text

    with caplog.at_level(logging.DEBUG):
        scenario(work)


def test_a_path_that_another_has_is_said_to_be_taken(tmp_path: Path) -> None:
    async def work() -> None:
        async with (
            hall() as one,
            media_server(GORTSPLIB, tmp_path) as server,
            kept(one.channel, {"url": server.url}) as first,
        ):
            await first.live()
            with pytest.raises(FfmpegEnded, match=r"\(400\): another may publish there"):
                await FfmpegSink(one.channel, FfmpegSettings(url=server.url)).run()

    scenario(work)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"url": "rtsq://h/x"}, "url must begin with one of"),
        ({"url": "rtsp://h/x", "program": "no-such-ffmpeg"}, "There is no ffmpeg program no-such-ffmpeg; mend program"),
        ({"url": "rtsp://h/x", "codec": "no_such"}, "has not the encoder no_such; name a fuller one with program"),
        ({"url": "rtsp://h/x", "codec": "libx264"}, "libx264 is no encoder of sound; set codec to one that is, such"),
        ({"url": "srt://127.0.0.1:1?connect_timeout=300"}, "srt://127.0.0.1:1 cannot be reached: nobody answers there"),
        ({"url": "rtsp://h/x", "source": "unix:/"}, "/ is a folder"),
        ({"url": "rtsp://h/x", "source": "unix:/" + "a" * 200}, "is a path of 201 bytes"),
        ({"url": "rtsp://h/x", "options": ["-wat", "1"]}, "ffmpeg has no option wat; mend options"),
        ({"url": "rtsp://127.0.0.1:1/x"}, "nothing listens there"),
        ({"url": "rtsp://no-such-host.invalid/x"}, "has a host whose address is unknown"),
        ({"url": "rtmp://127.0.0.1:1/live/k3y"}, "rtmp://127.0.0.1:1/live/*** cannot be reached"),
    ],
    ids=["scheme", "program", "codec", "picture", "srt", "folder", "long", "option", "refused", "host", "rtmp"],
)
def test_what_cannot_be_is_said_in_a_sentence(settings: dict[str, object], says: str) -> None:
    async def work() -> None:
        async with hall() as one, kept(one.channel, settings) as publisher:
            assert says in await publisher.failed()

    scenario(work)


@posix
def test_one_that_ends_at_once_says_so(tmp_path: Path) -> None:
    program, real = tmp_path / "ffmpeg", clients.need("ffmpeg")
    program.write_text(f'#!/bin/sh\ncase "$*" in *" -i "*) exit 1;; esac\nexec {real} "$@"\n', encoding="utf-8")
    program.chmod(0o755)

    async def work() -> None:
        settings = {"url": "rtsp://127.0.0.1:1/x", "program": str(program)}
        async with hall() as one, kept(one.channel, settings) as publisher:
            assert "ended with exit code 1; it is started again" in await publisher.failed()

    if sys.platform != "win32":
        import uvloop  # whose pipes refuse what asyncio's let pass

        uvloop.run(asyncio.wait_for(work(), 60))


def test_a_server_that_never_answers_is_noticed_within_five_seconds() -> None:
    async def work() -> None:
        async with hall() as one, answering(b"") as address:
            began = time.monotonic()
            async with kept(one.channel, {"url": f"rtsp://{address}/x"}) as publisher:
                assert "For 4 s ffmpeg got nothing from channel hall" in await publisher.failed()
                assert time.monotonic() - began < 6  # the program may have been asked before what it can do

    scenario(work)


@posix
def test_an_ffmpeg_that_stands_still_is_noticed_within_five_seconds(tmp_path: Path) -> None:
    async def work() -> None:
        async with (
            hall() as one,
            media_server(GORTSPLIB, tmp_path) as server,
            kept(one.channel, {"url": server.url}) as publisher,
        ):
            await publisher.live()
            the_ffmpeg().suspend()
            stopped = time.monotonic()
            assert "was killed" in await publisher.failed()
            assert time.monotonic() - stopped < 5
            await publisher.live()

    scenario(work)

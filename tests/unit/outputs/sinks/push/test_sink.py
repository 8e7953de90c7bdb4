"""The sink with a real server that can be told to misbehave; frames are sent by hand."""

import asyncio
import contextlib
import ssl
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import trustme
from tests.support.live import ToneChannel
from tests.support.recorder import Recorder, recording
from tests.support.serving import serving

from callcast.errors import CallcastError
from callcast.player.media.profile import AAC, PROFILES
from callcast.player.outputs.rtsp import rtcp
from callcast.player.outputs.rtsp.auth import Credentials, Guard, Nonces, Scheme
from callcast.player.outputs.rtsp.faults import Closed, NoAnswer, NotRtsp, Refused, TakesNothing
from callcast.player.outputs.sinks.push.errors import CannotReach, TakesNoPublishers
from callcast.player.outputs.sinks.push.push import PushSink
from callcast.player.outputs.sinks.push.settings import PushSettings
from callcast.player.outputs.sinks.push.tls import client_context

Runner = Callable[[Coroutine[Any, Any, None]], None]
NOTICED = 5.0
"""Seconds within which a stalled server must be noticed."""


@pytest.fixture(params=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Runner:
    """Runs a test on each event loop that there is, for at most 20 s."""
    loops = asyncio if request.param == "asyncio" else pytest.importorskip("uvloop")

    def bounded(test: Coroutine[Any, Any, None]) -> None:
        loops.run(asyncio.wait_for(test, 20))

    return bounded


def sink(channel: ToneChannel, url: str, **more: Any) -> PushSink:
    return PushSink(channel, PushSettings.model_validate({"url": url, **more}))


@contextlib.asynccontextmanager
async def running(pushed: PushSink) -> AsyncIterator["asyncio.Task[None]"]:
    """The sink runs within the block, and is cancelled at its end."""
    task = asyncio.ensure_future(pushed.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def error_of(pushed: PushSink) -> str:
    """The sentence by which it ends."""
    with pytest.raises(CallcastError) as caught:
        await asyncio.wait_for(pushed.run(), 10)
    text = str(caught.value)
    assert "hush" not in text
    assert text.endswith(".")
    assert "\n" not in text
    return text


async def step(channel: ToneChannel, server: Recorder, frames: int, profile: str = "aac") -> None:
    """Send so many frames, each once the one before has arrived."""
    for wanted in range(len(server.packets) + 1, len(server.packets) + 1 + frames):
        channel.track(profile).step()
        await server.until(partial(_has, server, wanted))


def _has(server: Recorder, packets: int) -> bool:
    return len(server.packets) >= packets


async def live(pushed: PushSink, server: Recorder) -> None:
    await server.until(lambda: "RECORD" in server.methods)
    while not pushed.flow.live:  # noqa: ASYNC110 - the answer is on its way to it
        await asyncio.sleep(0.001)


@pytest.mark.parametrize("transport", ["tcp", "udp"])
@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
@pytest.mark.parametrize("profile", ["aac", "l16"])
def test_each_frame_goes_at_once_behind_a_sender_report(run: Runner, transport: str, host: str, profile: str) -> None:
    async def test() -> None:
        hall, coded = ToneChannel(), PROFILES[profile]
        hall.track(profile).position = 1_000
        async with recording(host.strip("[]")) as server:
            pushed = sink(hall, f"rtsp://{host}:{server.port}/hall", transport=transport, profile=profile)
            assert not pushed.flow.live
            async with running(pushed):
                await live(pushed, server)
                await step(hall, server, 20, profile)
                await server.until(lambda: server.reports)
                assert server.methods == ["OPTIONS", "ANNOUNCE", "SETUP", "RECORD"]
                if transport == "tcp":
                    assert server.order[:2] == ["report", "packet"]
                first, report = server.packets[0], server.reports[0]
                assert isinstance(report, rtcp.SenderReport)
                assert (report.ssrc, report.timestamp) == (first.ssrc, first.timestamp)
                steps = {((b.sequence - a.sequence) % 2**16, (b.timestamp - a.timestamp) % 2**32)
                         for a, b in pairwise(server.packets)}  # fmt: skip
                assert steps == {(1, coded.frame)}
                assert (pushed.flow.frames, pushed.flow.dropped, pushed.flow.readers) == (20, 0, 1)
            await server.until(lambda: server.methods[-1] == "TEARDOWN" and not server.open)

    run(test())


def test_source_sequence_and_time_go_on_when_the_server_comes_back(run: Runner) -> None:
    async def test() -> None:
        hall = ToneChannel()
        async with recording() as before:
            port = before.port
            pushed = sink(hall, f"rtsp://127.0.0.1:{port}/hall")
            async with running(pushed) as task:
                await live(pushed, before)
                await step(hall, before, 5)
                before.drop_all()
                with pytest.raises(Closed):
                    await task
        assert not pushed.flow.live
        for _ in range(100):
            hall.track("aac").step()
        async with recording(port=port) as after:
            async with running(pushed):
                await live(pushed, after)
                await step(hall, after, 5)
            last, first = before.packets[-1], after.packets[0]
            assert first.ssrc == last.ssrc
            assert (first.sequence - last.sequence) % 2**16 == 1
            # The present, not the past: the hundred frames of meanwhile are left out, and counted by time.
            assert (first.timestamp - last.timestamp) % 2**32 == 101 * AAC.frame
            assert after.order[0] == "report"
            assert pushed.flow.frames == 10

    run(test())


@pytest.mark.parametrize("schemes", [(Scheme.BASIC,), (Scheme.SHA256, Scheme.MD5)])
def test_it_proves_who_it_is(run: Runner, schemes: tuple[Scheme, ...]) -> None:
    guard = Guard("r", Credentials("anna", "hush hush"), schemes, Nonces(b"secret"))

    async def test() -> None:
        async with recording(guard=guard) as server:
            pushed = sink(ToneChannel(), f"rtsp://anna:hush%20hush@127.0.0.1:{server.port}/hall")
            assert "hush" not in pushed.target
            async with running(pushed):
                await live(pushed, server)
            wrong = sink(ToneChannel(), f"rtsp://anna:hush@127.0.0.1:{server.port}/hall")
            assert "correct them in url" in await error_of(wrong)
            none = sink(ToneChannel(), f"rtsp://127.0.0.1:{server.port}/hall")
            assert "write them in url" in await error_of(none)

    run(test())


def test_a_server_that_reads_nothing_is_noticed(run: Runner) -> None:
    async def test() -> None:
        hall = ToneChannel()
        async with recording() as server:
            pushed = sink(hall, f"rtsp://127.0.0.1:{server.port}/hall", profile="l16")
            async with running(pushed) as task:
                await live(pushed, server)
                await step(hall, server, 5, "l16")
                server.go_deaf()
                began = time.monotonic()
                # More than the system and we keep for it, until all beyond is dropped, frame by frame.
                bursts = 0
                while bursts < 5:
                    dropped = pushed.flow.dropped
                    for _ in range(50):
                        hall.track("l16").step()
                    await asyncio.sleep(0.01)
                    bursts = bursts + 1 if pushed.flow.dropped == dropped + 50 else 0
                with pytest.raises(TakesNothing):
                    await task
                assert time.monotonic() - began < NOTICED

    run(test())


def test_a_server_that_reads_but_answers_nothing_is_noticed(run: Runner) -> None:
    async def test() -> None:
        async with recording() as server:
            pushed = sink(ToneChannel(), f"rtsp://127.0.0.1:{server.port}/hall")
            async with running(pushed) as task:
                await live(pushed, server)
                await server.until(lambda: server.methods.count("OPTIONS") == 2)
                server.mute = True
                began = time.monotonic()
                with pytest.raises(NoAnswer):
                    await task
                assert time.monotonic() - began < NOTICED

    run(test())


def test_its_leave_is_short_even_when_the_server_says_nothing(run: Runner) -> None:
    async def test() -> None:
        async with recording() as server:
            pushed = sink(ToneChannel(), f"rtsp://127.0.0.1:{server.port}/hall")
            async with running(pushed):
                await live(pushed, server)
                server.mute = True
                began = time.monotonic()
            assert time.monotonic() - began < 0.8
            await server.until(lambda: server.methods[-1] == "TEARDOWN")

    run(test())


def test_it_ends_with_its_channel(run: Runner) -> None:
    async def test() -> None:
        hall = ToneChannel()
        async with recording() as server:
            pushed = sink(hall, f"rtsp://127.0.0.1:{server.port}/hall")
            async with running(pushed) as task:
                await live(pushed, server)
                for subscription in list(hall.track("aac").subscriptions):
                    subscription.end()
                await asyncio.wait_for(task, 5)
            assert server.methods[-1] == "TEARDOWN"

    run(test())


@pytest.mark.parametrize(
    ("statuses", "remedy"),
    [
        ({"ANNOUNCE": 404}, "correct the path"),
        ({"ANNOUNCE": 403}, "allow it"),
        ({"SETUP": 461}, "transport ="),
        ({"RECORD": 500}, "see that server's log"),
    ],
)
def test_what_a_server_refuses_is_told_with_the_remedy(run: Runner, statuses: dict[str, int], remedy: str) -> None:
    async def test() -> None:
        async with recording(statuses=statuses) as server:
            pushed = sink(ToneChannel(), f"rtsp://anna:hush@127.0.0.1:{server.port}/hall?hush")
            assert remedy in await error_of(pushed)
            await server.until(lambda: not server.open)

    run(test())


def test_who_takes_no_publishers_is_told_before_anything_is_announced(run: Runner) -> None:
    async def test() -> None:
        hall = ToneChannel()
        async with serving(hall) as server:
            with pytest.raises(TakesNoPublishers, match="Callcast"):
                await sink(hall, f"rtsp://127.0.0.1:{server.ports[0]}/hall").run()

    run(test())


def test_what_cannot_be_reached_is_told_with_the_remedy(run: Runner) -> None:
    async def test() -> None:
        async with recording() as server:
            port = server.port
        closed = await error_of(sink(ToneChannel(), f"rtsp://anna:hush@127.0.0.1:{port}/hall"))
        assert "start that server, or correct the port" in closed
        unknown = await error_of(sink(ToneChannel(), "rtsp://anna:hush@no-such-host.invalid/hall"))
        assert "correct the host in url" in unknown
        assert "begin with one of rtsp://" in await error_of(sink(ToneChannel(), "gopher://anna:hush@127.0.0.1/hall"))

    run(test())


@pytest.mark.parametrize(
    ("says", "error"),
    [
        (b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>", NotRtsp),
        (b"<!DOCTYPE HTML>\n<html>\n", NotRtsp),
        (b"", Closed),
        (b"RTSP/1.0 404 Not Found\r\nCSeq: 1\r\n\r\n", Refused),
        (b"RTSP/1.0 301 Moved\r\nCSeq: 1\r\nLocation: rtsp://anna:hush@other/hall\r\n\r\n", Refused),
    ],
)
def test_who_is_no_media_server_is_told_with_the_remedy(run: Runner, says: bytes, error: type[CallcastError]) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(says)
        writer.close()

    async def test() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(error) as caught:
            await sink(ToneChannel(), f"rtsp://127.0.0.1:{port}/hall").run()
        assert "url" in str(caught.value) or "server" in str(caught.value)
        assert "hush" not in str(caught.value)
        server.close()

    run(test())


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    """A server's context with a certificate of an authority that the system is made to trust."""
    root = trustme.CA()
    root.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    client_context.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    root.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    yield context
    client_context.cache_clear()


def test_rtsps_to_a_server_that_is_trusted(run: Runner, authority: ssl.SSLContext) -> None:
    async def test() -> None:
        hall = ToneChannel()
        async with recording(tls=authority) as server:
            pushed = sink(hall, f"rtsps://127.0.0.1:{server.port}/hall")
            async with running(pushed):
                await live(pushed, server)
                await step(hall, server, 5)
            await server.until(lambda: server.methods[-1] == "TEARDOWN")
            plain = sink(hall, f"rtsp://127.0.0.1:{server.port}/hall")
            assert "url" in await error_of(plain)
        async with recording() as server:
            secure = sink(hall, f"rtsps://127.0.0.1:{server.port}/hall")
            assert "write rtsp:// in url" in await error_of(secure)

    run(test())


def test_rtsps_to_a_server_that_nobody_vouches_for(run: Runner) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost", "127.0.0.1").configure_cert(context)

    async def test() -> None:
        hall = ToneChannel()
        async with recording(tls=context) as server:
            url = f"rtsps://anna:hush@127.0.0.1:{server.port}/hall"
            with pytest.raises(CannotReach, match="set verify = false"):
                await sink(hall, url).run()
            pushed = sink(hall, url, verify=False)
            async with running(pushed):
                await live(pushed, server)
                await step(hall, server, 5)

    run(test())

"""Pushing by libav to real receivers: what arrives is what was sent, and what does not answer is an error."""

import asyncio
import logging
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import psutil
import pytest
from tests.support import decoded
from tests.support.clients import need, run
from tests.support.live import ToneChannel

from callcast.child import Child
from callcast.errors import CallcastError
from callcast.player.media.profile import AAC
from callcast.player.outputs.sinks.libav.errors import ProtocolMissing, PushRefused, PushStalled
from callcast.player.outputs.sinks.libav.sink import RING, WINDOW, LibavSink
from callcast.player.outputs.sinks.libav.url import destination
from callcast.supervise import Supervisor
from callcast.testing.house import until

SECONDS = 4.0
PUSHES = """
import asyncio, sys, types
from callcast.player.outputs.sinks.libav.sink import LibavSink
from callcast.player.outputs.sinks.libav.url import destination
asyncio.run(LibavSink(types.SimpleNamespace(video=None), destination(sys.argv[1])).run())
"""
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
FAST = ("-probesize", "5000", "-analyzeduration", "300000")


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@asynccontextmanager
async def pushing(url: str) -> AsyncIterator[LibavSink]:
    """A tone pushed there, again whenever it fails, as it is in the player."""
    channel = ToneChannel()
    sink = LibavSink(channel, destination(url))
    tasks = [asyncio.ensure_future(run) for run in (channel.run(), Supervisor("push", sink.run).run())]
    try:
        yield sink
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def received(url: str, folder: Path, *options: str, listen: str = "") -> Path:
    """What ffmpeg gets of so many seconds, as it came."""
    file = folder / "received.mkv"
    played = await run(
        *(need("ffmpeg"), "-hide_banner", "-nostdin", "-v", "warning", *FAST, *options, "-i", listen or url),
        *("-t", str(SECONDS), "-c", "copy", "-y", str(file)),
        timeout=30,
    )
    assert played.code == 0, played.err
    assert not re.search(r"error|invalid|corrupt|non.monoton|discont|continuity", played.err, re.IGNORECASE), played.err
    return file


def heard(file: Path) -> None:
    """No gap in time, none in the sound."""
    times = np.array(decoded.packets(file), float)
    assert len(times) > (SECONDS - 0.3) * AAC.rate / AAC.frame
    assert np.diff(times) == pytest.approx(AAC.frame / AAC.rate, abs=0.001_1)  # Matroska's times are in milliseconds
    between = np.diff(decoded.onsets(decoded.samples(file))[1:])  # it may have begun within a tone
    assert len(between) >= SECONDS - 3
    assert between == pytest.approx(1.0, abs=0.04)


def test_rtmp(tmp_path: Path) -> None:
    """A key with all that a URL may have in it; its server is started after us, and goes."""
    url = f"rtmp://127.0.0.1:{free_port()}/live/the|key-'1"

    async def scenario() -> None:
        async with pushing(url) as sink:
            heard(await received(url, tmp_path, "-listen", "1"))
            assert sink.flow.frames > SECONDS * 40
            await until("it is noticed", lambda: not sink.flow.live)

    asyncio.run(scenario())


def test_mpegts_over_udp(tmp_path: Path) -> None:
    url = f"udp://127.0.0.1:{free_port(socket.SOCK_DGRAM)}"

    async def scenario() -> None:
        async with pushing(f"{url}?pkt_size=1316"):
            heard(await received(url, tmp_path))

    asyncio.run(scenario())


def test_srt_or_why_not(tmp_path: Path) -> None:
    port = free_port(socket.SOCK_DGRAM)

    async def scenario() -> None:
        with pytest.raises(CallcastError) as raised:  # nobody listens yet
            await LibavSink(ToneChannel(), destination(f"srt://127.0.0.1:{port}?passphrase=0123456789secret")).run()
        assert "secret" not in str(raised.value)
        if isinstance(raised.value, ProtocolMissing):
            assert "an output of kind ffmpeg" in str(raised.value)
            pytest.skip(str(raised.value))
        url = f"srt://127.0.0.1:{port}?mode=caller"
        async with pushing(url):
            heard(await received(url, tmp_path, listen=f"srt://127.0.0.1:{port}?mode=listener"))

    asyncio.run(scenario())


def test_timestamps_go_on_when_the_server_comes_back(tmp_path: Path) -> None:
    port = free_port()
    url = f"rtmp://127.0.0.1:{port}/live/key"

    async def first(file: Path) -> float:
        """The time of the first packet that a server gets."""
        served = (need("ffmpeg"), "-v", "warning", *FAST, "-listen", "1", "-copyts", "-i", url, "-frames:a", "40")
        played = await run(*served, "-c", "copy", "-copyts", "-y", str(file), timeout=30)
        assert played.code == 0, played.err
        return float(decoded.packets(file)[0])

    async def scenario() -> None:
        async with pushing(url) as sink:
            loop = asyncio.get_running_loop()
            began, one = loop.time(), await first(tmp_path / "1.mkv")
            await until("it is noticed", lambda: not sink.flow.live)
            two = await first(tmp_path / "2.mkv")
            assert 1 < two - one < loop.time() - began

    asyncio.run(scenario())


@asynccontextmanager
async def deaf_server() -> AsyncIterator[int]:
    """The port of one that takes connections, and nothing from them."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_server_that_does_not_answer_is_an_error_within_five_seconds() -> None:
    async def scenario() -> None:
        async with deaf_server() as port:
            sink = LibavSink(ToneChannel(), destination(f"rtmp://me:secret@127.0.0.1:{port}/live/secret"))
            began = asyncio.get_running_loop().time()
            with pytest.raises(PushStalled) as raised:
                await sink.run()
            assert asyncio.get_running_loop().time() - began < 6
            assert str(raised.value).startswith(f"rtmp://127.0.0.1:{port}/live/*** has taken nothing for 4 s;")

    asyncio.run(scenario())


def test_no_secret_reaches_a_log_an_error_or_the_state(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """However much libav would like to tell."""
    caplog.set_level(logging.DEBUG)
    sink = LibavSink(ToneChannel(), destination(f"rtmp://me:secret@127.0.0.1:{free_port()}/live/secret?key=secret"))
    supervisor = Supervisor(sink.target, sink.run, max_retries=0)
    asyncio.run(supervisor.run())
    assert supervisor.health.state == "stopped"
    assert "Connection refused" in (supervisor.health.reason or "")
    told = [caplog.text, repr(supervisor.health), sink.target, *capfd.readouterr()]
    assert "secret" not in "".join(told)


def test_the_cause_of_an_error_tells_nothing_either() -> None:
    sink = LibavSink(ToneChannel(), destination(f"rtmp://127.0.0.1:{free_port()}/live/secret"))
    with pytest.raises(PushRefused) as raised:
        asyncio.run(sink.run())
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None


def of_ours() -> psutil.Process:
    """The process that pushes."""
    (child,) = psutil.Process().children()
    return child


@posix
def test_a_process_that_dies_is_an_error_and_so_is_one_that_hangs() -> None:
    async def ends(how: signal.Signals) -> CallcastError:
        channel = ToneChannel()
        sink = LibavSink(channel, destination(f"udp://127.0.0.1:{free_port(socket.SOCK_DGRAM)}"))
        ticking, running = asyncio.ensure_future(channel.run()), asyncio.ensure_future(sink.run())
        await until("it pushes", lambda: sink.flow.frames)
        child = of_ours()
        child.send_signal(how)
        with pytest.raises(CallcastError) as raised:
            await asyncio.wait_for(running, 10)
        assert not child.is_running()
        ticking.cancel()
        return raised.value

    died = asyncio.run(ends(signal.SIGKILL))
    assert isinstance(died, PushRefused)
    assert died.reason == "its process was ended by SIGKILL"
    hung = asyncio.run(ends(signal.SIGSTOP))
    assert isinstance(hung, PushStalled)
    assert hung.seconds == 5


@posix
def test_what_a_process_that_stumbles_has_no_room_for_is_lost_whole_and_counted() -> None:
    async def scenario() -> None:
        channel = ToneChannel()
        track = channel.track(AAC)
        sink = LibavSink(channel, destination(f"udp://127.0.0.1:{free_port(socket.SOCK_DGRAM)}"))
        running = asyncio.ensure_future(sink.run())
        await until("it listens to the channel", lambda: track.subscriptions)
        child = of_ours()
        child.send_signal(signal.SIGSTOP)
        for _ in range(300):
            track.step()
            await asyncio.sleep(0)
        child.send_signal(signal.SIGCONT)
        ticking = asyncio.ensure_future(channel.run())
        await until("it goes on", lambda: sink.flow.dropped)
        assert sink.flow.dropped >= 300 - RING - WINDOW
        assert sink.flow.live
        for task in (ticking, running):
            task.cancel()
        await asyncio.wait([ticking, running])

    asyncio.run(scenario())


def test_told_to_end_while_it_connects_it_does_so_at_once() -> None:
    async def scenario() -> None:
        async with deaf_server() as port:
            sink = LibavSink(ToneChannel(), destination(f"rtmp://127.0.0.1:{port}/live/key"))
            running = asyncio.ensure_future(sink.run())
            await until("it connects", lambda: connects(psutil.Process(), port))
            child, began = of_ours(), asyncio.get_running_loop().time()
            running.cancel()
            await asyncio.wait([running])
            assert asyncio.get_running_loop().time() - began < 1
            assert not child.is_running()

    asyncio.run(scenario())


def test_it_does_not_outlive_a_parent_that_is_killed_while_it_connects() -> None:
    async def scenario() -> None:
        async with deaf_server() as port:
            parent = await Child.start(sys.executable, "-c", PUSHES, f"rtmp://127.0.0.1:{port}/live/key")
            await until("it connects", lambda: connects(psutil.Process(parent.pid), port), 20)
            family = psutil.Process(parent.pid).children()
            parent.kill()
            await parent.close()
            _, left = psutil.wait_procs(family, timeout=8)
            assert not left

    asyncio.run(scenario())


def connects(parent: psutil.Process, port: int) -> bool:
    """Whether a child of it does."""
    connections = [one for child in parent.children() for one in child.net_connections("tcp")]
    return any(one.raddr and one.raddr.port == port for one in connections)

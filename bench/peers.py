"""Others that keep channels of silence going, as AAC over RTP on loopback."""

import contextlib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil
from tests.acceptance.instance import until
from tests.acceptance.wire import Reader
from tests.support.media_servers import GORTSPLIB

from bench.media_server import serving

FFMPEG = (
    "ffmpeg -nostdin -v error -re -f lavfi -i anullsrc=r=48000:cl=mono -c:a aac -b:a 64k -f rtp rtp://127.0.0.1:{port}"
)

SETTLE = 3.0
"""Seconds from the first packet of all to the measurement."""

LIQUIDSOAP_HEAD = """
settings.init.allow_root.set(true)
settings.log.file.set(false)
settings.log.stdout.set(true)
settings.frame.audio.samplerate.set(48000)
settings.frame.audio.channels.set(1)
"""
LIQUIDSOAP_CHANNEL = """
s{n} = fallback(track_sensitive=false, [request.queue(id="q{n}"), blank()])
output.url(id="o{n}", fallible=false, url="{url}",
  %ffmpeg({muxer}, %audio(codec="aac", b="64k", channels=1, samplerate=48000)), s{n})
"""
"""A channel that something can be said on, as Callcast's can."""
RTP = 'format="rtp"'
RTSP = 'format="rtsp", rtsp_transport="tcp", flush_packets="1"'
"""One access unit a packet, as Callcast sends them, not the seven or eight that libav gathers by itself."""


@contextlib.contextmanager
def _sinks(count: int) -> Iterator[list[socket.socket]]:
    """UDP ports for the streams; nobody reads, the system drops what is too much, which costs a peer nothing."""
    with contextlib.ExitStack() as stack:
        sinks = [stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) for _ in range(count)]
        for sink in sinks:
            sink.bind(("127.0.0.1", 0))
        yield sinks


@contextlib.contextmanager
def _processes(commands: Sequence[Sequence[str]], sinks: Sequence[socket.socket]) -> Iterator[list[psutil.Process]]:
    """Running, and each of `sinks` has got something."""
    started = []
    try:
        for command in commands:
            started += [subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)]
        for sink in sinks:
            sink.settimeout(60)
            assert sink.recv(2_000)
        time.sleep(SETTLE)
        yield [psutil.Process(process.pid) for process in started]
    finally:
        for process in started:
            process.kill()
        for process in started:
            process.wait()


@contextlib.contextmanager
def ffmpeg(count: int) -> Iterator[list[psutil.Process]]:
    """A process for each channel; it can say nothing, only be silent."""
    with _sinks(count) as sinks:
        commands = [FFMPEG.format(port=sink.getsockname()[1]).split() for sink in sinks]
        with _processes(commands, sinks) as processes:
            yield processes


@contextlib.contextmanager
def liquidsoap(count: int) -> Iterator[list[psutil.Process]]:
    """One process for all channels, each a queue over silence, by RTP over UDP to nobody."""
    with _sinks(count) as sinks:
        urls = [f"rtp://127.0.0.1:{sink.getsockname()[1]}" for sink in sinks]
        with _script(urls, RTP) as script, _processes([["liquidsoap", script]], sinks) as processes:
            yield processes


@contextlib.contextmanager
def liquidsoap_rtsp(count: int) -> Iterator[list[psutil.Process]]:
    """The same by RTSP over TCP to a media server, whose own cost does not count."""
    with serving(GORTSPLIB) as server:
        assert server is not None
        urls = [f"{server.url}/c{n}" for n in range(count)]
        with _script(urls, RTSP) as script, _processes([["liquidsoap", script]], []) as processes:
            for n in range(count):
                until(f"channel {n} is published", lambda n=n: _heard(server.port, f"/c{n}"), 60)  # type: ignore[misc]
            time.sleep(SETTLE)
            yield processes


def _heard(port: int, path: str) -> bool:
    try:
        Reader(port, path).close()
    except AssertionError:  # it is not there yet
        return False
    return True


@contextlib.contextmanager
def _script(urls: Sequence[str], muxer: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        channels = [LIQUIDSOAP_CHANNEL.format(n=n, url=url, muxer=muxer) for n, url in enumerate(urls)]
        script = Path(folder) / "channels.liq"
        script.write_text(LIQUIDSOAP_HEAD + "".join(channels), encoding="utf-8")
        yield str(script)

"""What many pushes from one process cost: `python -m bench.pushes [N]`.

N channels of silence in AAC, each to its own path of one server, one access unit a packet: by our sinks, and by PyAV's
RTSP muxer, which is fed the same packets at the same times. Counted is the process that pushes, not the server.
"""

import asyncio
import contextlib
import multiprocessing
import sys
import threading
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from multiprocessing.connection import Connection

import av
import psutil
from av import Packet
from av.audio.stream import AudioStream
from av.container import OutputContainer
from tests.support.hall import Settings
from tests.support.media_servers import GORTSPLIB

from bench.figures import table
from bench.media_server import serving
from bench.usage import usage
from callcast.player.media.profile import AAC
from callcast.player.media.silence import silence
from callcast.player.outputs.sinks.push.push import PushSink
from callcast.player.outputs.sinks.push.settings import PushSettings
from callcast.player.playout.channels import ChannelSet
from callcast.player.playout.clock import SystemClock
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.ticker import Ticker

SECONDS, SETTLE, JOINED_WITHIN = 20.0, 5.0, 240.0
RATE = AAC.rate / AAC.frame
"""Packets a second of each push."""

Push = Callable[[str, int, Connection], None]
"""Pushes to so many paths until it is killed; says when all are live, and then, if asked, how many packets went."""


def ours(url: str, count: int, wire: Connection) -> None:
    """A process with our sinks."""
    _many_files()
    run = asyncio.run
    if sys.platform != "win32":
        import uvloop

        run = uvloop.run
    run(_push(url, count, wire))


async def _push(url: str, count: int, wire: Connection) -> None:
    ticker = Ticker(SystemClock())
    channels = ChannelSet(ticker, Encoder())
    await channels.apply([Settings(id=f"c{number}") for number in range(count)])
    sinks = [PushSink(one, PushSettings.model_validate({"url": f"{url}/{one.id}"})) for one in channels]
    tasks = [asyncio.ensure_future(ticker.run())]
    for sink in sinks:
        tasks.append(asyncio.ensure_future(sink.run()))
        await asyncio.sleep(0.005)
    while not all(sink.flow.live for sink in sinks):
        assert not any(task.done() for task in tasks)
        await asyncio.sleep(0.1)
    wire.send(None)
    while not any(task.done() for task in tasks):
        if wire.poll():
            wire.recv()
            wire.send(sum(sink.flow.frames for sink in sinks))
        await asyncio.sleep(0.1)


def pyav(url: str, count: int, wire: Connection) -> None:
    """A process with libav's muxer, which is fed while others are still opened: a server drops who sends nothing."""
    _many_files()
    outputs: list[tuple[OutputContainer, AudioStream]] = []
    opener = threading.Thread(target=lambda: outputs.extend(_muxer(f"{url}/a{n}") for n in range(count)), daemon=True)
    opener.start()
    data, number, packets, said, began = silence(AAC), 0, 0, False, time.perf_counter()
    while True:
        for container, stream in tuple(outputs):
            packet = Packet(data)
            packet.stream = stream
            packet.pts = packet.dts = number * AAC.frame
            packet.duration, packet.time_base = AAC.frame, Fraction(1, AAC.rate)
            container.mux(packet)
            packets += 1
        number += 1
        if not said and len(outputs) == count:
            wire.send(None)
            said = True
        elif wire.poll():
            wire.recv()
            wire.send(packets)
        time.sleep(max(0.0, began + number * AAC.frame / AAC.rate - time.perf_counter()))


def _muxer(url: str) -> tuple[OutputContainer, AudioStream]:
    container = av.open(url, "w", format="rtsp", options={"rtsp_transport": "tcp", "flush_packets": "1"})
    stream = container.add_stream("aac", rate=AAC.rate, layout="mono", bit_rate=AAC.bit_rate)
    container.start_encoding()
    return container, stream


def _many_files() -> None:
    """Let this process open as many as it may."""
    with contextlib.suppress(ImportError):
        import resource

        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def measured(push: Push, count: int) -> Sequence[object] | None:
    """Percent of a core, microseconds of it a packet, MiB, and what was sent; None where the server is missing."""
    context = multiprocessing.get_context("spawn")
    with serving(GORTSPLIB) as server:
        if server is None:
            return None
        here, there = context.Pipe()
        process = context.Process(target=push, args=(server.url, count, there), daemon=True)
        process.start()
        try:
            assert here.poll(JOINED_WITHIN), "not all could be pushed"
            here.recv()
            time.sleep(SETTLE)
            before, began = _packets(here), time.monotonic()
            assert process.pid is not None
            used = usage([psutil.Process(process.pid)], SECONDS)
            rate = (_packets(here) - before) / (time.monotonic() - began)
            return used.percent, used.core / rate * 1e6, used.mib, f"{rate / (RATE * count):.1%}"
        finally:
            process.kill()
            process.join()


def _packets(wire: Connection) -> int:
    wire.send(None)
    assert wire.poll(10), "the process that pushes is gone"
    return int(wire.recv())


def main(counts: Sequence[int]) -> None:
    """Print the table."""
    rows: list[Sequence[object]] = []
    for count in counts:
        for name, push in (("Callcast", ours), ("PyAV's muxer", pyav)):
            row = measured(push, count)
            if row is not None:
                rows.append((name, count, *row))
    table(("", "pushes", "% of a core", "us a packet", "MiB", "sent of what was due"), rows)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [100, 1000])

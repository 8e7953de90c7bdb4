"""What many pushes from one process cost: `python -m bench.pushes [N]`.

N channels of silence in AAC, each to its own path of one server, one access unit a packet: by our sinks, and by PyAV's
RTSP muxer, which is fed the same packets at the same times. Counted is the process that pushes, not the server.
"""

import asyncio
import contextlib
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from multiprocessing.connection import Connection

import av
import psutil
from tests.support.hall import Settings
from tests.support.media_servers import GORTSPLIB

from bench.figures import table
from bench.media_server import serving
from bench.usage import Usage, usage
from callcast.player.media.profile import AAC
from callcast.player.media.silence import silence
from callcast.player.outputs.sinks.push.settings import PushSettings
from callcast.player.outputs.sinks.push.sink import PushSink
from callcast.player.playout.channels import ChannelSet
from callcast.player.playout.clock import SystemClock
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.ticker import Ticker

SECONDS, SETTLE, JOINED_WITHIN = 20.0, 3.0, 120.0


def ours(url: str, count: int, wire: Connection) -> None:
    """A process: push until it is killed; says when all are live."""
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
        await asyncio.sleep(0.002)
    while not all(sink.flow.live for sink in sinks):
        assert not any(task.done() for task in tasks)
        await asyncio.sleep(0.1)
    wire.send(None)
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)


def pyav(url: str, count: int, wire: Connection) -> None:
    """A process: the same by libav's muxer."""
    _many_files()
    outputs = [_muxer(f"{url}/a{number}") for number in range(count)]
    wire.send(None)
    data, number, began = silence(AAC), 0, time.perf_counter()
    while True:
        for container, stream in outputs:
            packet = av.Packet(data)
            packet.stream = stream
            packet.pts = packet.dts = number * AAC.frame
            packet.duration, packet.time_base = AAC.frame, Fraction(1, AAC.rate)
            container.mux(packet)
        number += 1
        time.sleep(max(0.0, began + number * AAC.frame / AAC.rate - time.perf_counter()))


def _muxer(url: str) -> tuple["av.container.OutputContainer", "av.AudioStream"]:
    options = {"rtsp_transport": "tcp", "flush_packets": "1"}
    container = av.open(url, "w", format="rtsp", options=options)
    stream = container.add_stream("aac", rate=AAC.rate, layout="mono", bit_rate=AAC.bit_rate)
    container.start_encoding()
    return container, stream


def _many_files() -> None:
    """Let this process open as many as it may."""
    with contextlib.suppress(ImportError):
        import resource

        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextlib.contextmanager
def pushing(push: Callable[[str, int, Connection], None], count: int) -> Iterator[psutil.Process | None]:
    """The process, once all of it is live; None where the server is missing."""
    context = multiprocessing.get_context("spawn")
    with serving(GORTSPLIB) as server:
        if server is None:
            yield None
            return
        here, there = context.Pipe()
        process = context.Process(target=push, args=(server.url, count, there), daemon=True)
        process.start()
        try:
            assert here.poll(JOINED_WITHIN), "not all could be pushed"
            here.recv()
            assert process.pid is not None
            yield psutil.Process(process.pid)
        finally:
            process.kill()
            process.join()


def measured(push: Callable[[str, int, Connection], None], count: int) -> Usage | None:
    """What the process uses."""
    with pushing(push, count) as process:
        if process is None:
            return None
        time.sleep(SETTLE)
        return usage([process], SECONDS)


def main(counts: Sequence[int]) -> None:
    """Print the table."""
    rows = []
    for count in counts:
        for name, push in (("Callcast", ours), ("PyAV's muxer", pyav)):
            used = measured(push, count)
            if used is not None:
                rows.append((name, count, used.percent, used.mib))
    table(("", "pushes", "% of a core", "MiB"), rows)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [100, 1000])

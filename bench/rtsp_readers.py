"""What readers cost the RTSP server: one channel with many, and many channels with one each, AAC over TCP.

    python bench/rtsp_readers.py [N]

The readers are in a process of their own, which only empties its sockets. Measured is the CPU time of the process
that serves, its ticker included, over ten seconds; and how late frames are handed to the server.
"""

import asyncio
import multiprocessing
import selectors
import socket
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

import uvloop

from callcast.player.media.clip import RATE
from callcast.player.media.profile import AAC, Profile
from callcast.player.outputs.servers.rtsp.programs import Served
from callcast.player.outputs.servers.rtsp.server import RtspServer
from callcast.player.outputs.servers.rtsp.settings import MulticastSettings, RtspChannelSettings, RtspSettings
from callcast.player.playout.subscription import Frame, Subscription
from callcast.player.playout.tap import Tap

SECONDS = 10.0
SPEECH = bytes(170)
PHASES = 16
ONLY_AAC = RtspChannelSettings(profiles=("aac",))


class Clock:
    """Tick 0 is when it was made."""

    def __init__(self) -> None:
        self.epoch = time.perf_counter()
        self._unix = time.time()

    def wall(self, tick: int) -> float:
        """Unix seconds of a tick."""
        return self._unix + tick / RATE


class Track:
    """Packets of a size that speech has, for one reader: the server's stream."""

    profile = AAC

    def __init__(self) -> None:
        self.position = 0
        self._reader: Subscription | Tap | None = None

    def subscribe(self, capacity: int, wake: Callable[[], None]) -> Subscription:
        """As a channel's track does."""
        self._reader = subscription = Subscription(capacity, wake, lambda _: None)
        return subscription

    def tap(self, push: Callable[[Frame], None], ended: Callable[[], None]) -> Tap:
        """As a channel's track does."""
        self._reader = tap = Tap(push, ended, lambda _: None)
        return tap

    def step(self) -> None:
        """Send the next frame."""
        if self._reader is not None and not self._reader.closed:
            self._reader.push(Frame(self.position, SPEECH))
        self.position += 1


class Channel:
    """One that has AAC only."""

    video: None = None

    def __init__(self, name: str, clock: Clock) -> None:
        self.id, self.clock, self._track = name, clock, Track()

    def track(self, profile: str | Profile, /) -> Track:
        """The one there is."""
        return self._track


def _join(port: int, path: str) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", port))
    url = f"rtsp://127.0.0.1:{port}/{path}"
    sock.sendall(f"SETUP {url}/track1 RTSP/1.0\r\nCSeq: 1\r\nTransport: RTP/AVP/TCP\r\n\r\n".encode())
    session = sock.recv(2_000).decode().partition("Session: ")[2].partition(";")[0]
    sock.sendall(f"PLAY {url} RTSP/1.0\r\nCSeq: 2\r\nSession: {session}\r\n\r\n".encode())
    return sock


def read(port: int, paths: list[str], ready: Connection) -> None:
    """The readers' process: join, say so, and empty the sockets until it is killed."""
    selector = selectors.DefaultSelector()
    for path in paths:
        selector.register(_join(port, path), selectors.EVENT_READ)
    ready.send(True)
    while True:
        for key, _ in selector.select():
            key.fileobj.recv(65_536)  # type: ignore[union-attr]
        # Readers far away do not wake for each packet alone.
        time.sleep(0.05)


@contextmanager
def readers(port: int, paths: list[str]) -> Iterator[Connection]:
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=read, args=(port, paths, theirs), daemon=True)
    process.start()
    try:
        yield ours
    finally:
        process.kill()
        process.join()


async def tick(channels: list[Channel], clock: Clock, late: list[float]) -> None:
    """Send each frame when it is due; channels are spread over the length of a frame, as the player spreads them."""
    phases = [channels[slot::PHASES] for slot in range(PHASES)]
    step = 0
    while True:
        due = step * AAC.ticks / RATE / PHASES
        await asyncio.sleep(due - (time.perf_counter() - clock.epoch))
        for channel in phases[step % PHASES]:
            channel.track("aac").step()
            late.append(time.perf_counter() - clock.epoch - due)
        step += 1


async def measure(name: str, channels_count: int, per_channel: int) -> None:
    """One case."""
    limits = {"connections": 20_000, "connections_per_address": 20_000}
    settings = RtspSettings.model_validate(
        {"listen": "127.0.0.1:0", "limits": limits, "multicast": MulticastSettings(enabled=False)}
    )
    server, clock, late = RtspServer(settings), Clock(), list[float]()
    channels = [Channel(f"c{number}", clock) for number in range(channels_count)]
    await server.start([Served(channel, channel.id, ONLY_AAC) for channel in channels])
    paths = [channel.id for channel in channels for _ in range(per_channel)]
    ticker = asyncio.ensure_future(tick(channels, clock, late))
    with readers(server.ports[0], paths) as ready:
        while not ready.poll():  # noqa: ASYNC110 - a pipe of another process
            await asyncio.sleep(0.1)
        late.clear()
        before, cpu, began = server.state(), time.process_time(), time.perf_counter()
        await asyncio.sleep(SECONDS)
        core = (time.process_time() - cpu) / (time.perf_counter() - began)
        after = server.state()
        ticker.cancel()
        await server.close()
    sent = sum(r.frames for r in after.readers) - sum(r.frames for r in before.readers)
    dropped = sum(r.dropped for r in after.readers)
    p99 = statistics.quantiles(late, n=100)[98]
    print(
        f"{name}: {len(after.readers)} readers, {sent / SECONDS:.0f} packets/s, {core:.2f} core, "
        f"{core / sent * SECONDS * 1e6:.1f} µs a packet, frames packed {p99 * 1000:.1f} ms after due (p99), "
        f"{dropped} dropped"
    )


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    uvloop.run(measure("one channel", 1, count))
    uvloop.run(measure("many channels", count, 1))

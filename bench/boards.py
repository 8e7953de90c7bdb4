"""What boards cost: `python -m bench.boards [N]`; 100 of 1280x720 at 10 frames a second without N.

Each channel has a board of the clinic with a title of its own, drawn anew when a minute begins; its sound and picture
go to one reader by UDP, as in a player: idle, and with a call on each every 10 s.
Beside it `ffmpeg -loop 1` of the same picture, size and rate, ultrafast, paced, its output thrown away. Counted is the
CPU time of the process that makes and sends the streams. And the time from a picture to its GOP.
"""

import asyncio
import itertools
import multiprocessing
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal

import av
import numpy as np
import psutil

from bench.figures import percentile, table
from bench.usage import Usage, usage
from callcast.bus.messages import Call
from callcast.player.board.board import Board
from callcast.player.board.settings import BoardChannelSettings, BoardSettings
from callcast.player.board.state import BoardState, Called
from callcast.player.media.clip import RATE, Clip
from callcast.player.media.gop import GopProfile, encode
from callcast.player.media.picture import Picture
from callcast.player.outputs.channel import h264_of
from callcast.player.outputs.streams.picture import PictureStream
from callcast.player.outputs.streams.reader import UdpReader
from callcast.player.outputs.streams.stream import RtpStream
from callcast.player.outputs.streams.udp import UdpPair, open_pair
from callcast.player.playout.announcement import Announcement, Rendered, Scene, Showing
from callcast.player.playout.boards import Boards
from callcast.player.playout.channel import Channel
from callcast.player.playout.channels import ChannelSet
from callcast.player.playout.clock import SystemClock
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.gops import GopEncoder, next_in_line
from callcast.player.playout.settings import PlayoutChannelSettings
from callcast.player.playout.ticker import Ticker
from callcast.player.speech.settings import SpeechChannelSettings
from callcast.system.loop import run

BOARD = BoardSettings(message="看診時請準備健保卡", hours="08:30–12:00　14:00–17:30")
PROFILE = GopProfile("board", *BOARD.pixels, BOARD.fps)
SECONDS, SETTLE, PAUSE = 60.0, 10.0, 10.0
"""A minute turns within."""
What = Literal["sound", "idle", "calls"]
"""Without a picture; with one, idle; and with calls."""
PICTURES = 40
"""To be coded, for the time that takes."""


class Settings(PlayoutChannelSettings, SpeechChannelSettings, BoardChannelSettings):
    """As the top-level settings compose them."""


def _state(seed: int) -> BoardState:
    """A clinic in the middle of its day."""
    called = [Called(f"A{seed + n:03}", f"第 {n + 1} 診間", "") for n in range(6)]
    return BoardState(tuple(called[:1]), tuple(called[1:]), clock=f"{seed // 60 % 24:02}:{seed % 60:02}")


def _settings(channel: int, what: What) -> Settings:
    """Each with a title of its own, lest one picture does for all."""
    board = None if what == "sound" else BOARD.model_copy(update={"title": f"仁愛診所 {channel}"})
    return Settings(id=f"c{channel}", languages=("zh-TW", "en"), board=board)


async def _voice() -> Rendered:
    return Rendered((Clip(np.asarray(8_000 * np.sin(np.arange(2 * RATE) * 0.1), np.int16)),))


@dataclass(frozen=True)
class Timed:
    """A call whose pictures are coded here already, to know how long that takes: in milliseconds."""

    scene: Scene
    gops: GopEncoder
    took: list[float]

    async def draw(self, before: Sequence[Scene]) -> Showing:
        """As it is."""
        began = time.perf_counter()
        showing = await self.scene.draw(before)
        assert showing is not None
        for picture in (showing.picture, showing.lit):
            assert picture is not None
            await self.gops.encode(picture, PROFILE, next_in_line)
        self.took.append((time.perf_counter() - began) * 1000)
        return showing

    def begin(self) -> bool:
        """As it is."""
        return self.scene.begin()

    def end(self) -> None:
        """As it is."""
        self.scene.end()

    def take_back(self) -> None:
        """As it is."""
        self.scene.take_back()


def _send(channel: Channel, pair: UdpPair, port: int) -> list[RtpStream]:
    """Sound and picture to a port where nobody answers."""
    video, sound = h264_of(channel), channel.track("aac")
    streams = [RtpStream(sound, channel.clock, "bench", group=None, ended=lambda _: None)]
    if video is not None:
        streams.append(PictureStream(video, channel.clock, "bench", group=None, ended=lambda _: None))
    for stream in streams:
        stream.join(UdpReader("127.0.0.1", pair, ("127.0.0.1", port), ("127.0.0.1", port)))
    return streams


async def _call(channel: Channel, boards: Boards, gops: GopEncoder, took: list[float]) -> None:
    """Every 10 s, beginning anywhere in them."""
    await asyncio.sleep(random.random() * PAUSE)
    for number in itertools.count(1):
        scene = boards.scene(channel.id, "", Call(f"A{number:03}", "第 3 診間", "王小明"))
        assert scene is not None
        channel.submit(Announcement(str(number), _voice, scene=Timed(scene, gops, took)))
        await asyncio.sleep(PAUSE)


async def _live(count: int, what: What, port: int, told: Connection) -> None:
    encoder = Encoder()
    channels = ChannelSet(Ticker(SystemClock()), encoder)
    boards = Boards(encoder.gops, channels.ticker.clock)
    settings = [_settings(n, what) for n in range(count)]
    await channels.apply(settings)
    await boards.use(await boards.plan(settings, strict=True), channels)
    pair, streams, calling, took = open_pair("127.0.0.1", 0), [], [], list[float]()
    for channel in channels:
        streams += _send(channel, pair, port)
        if what == "calls":
            calling.append(asyncio.ensure_future(_call(channel, boards, encoder.gops, took)))
    loop = asyncio.get_running_loop()
    loop.call_later(SETTLE, told.send, True)
    loop.call_later(SETTLE + SECONDS, lambda: told.send(took))
    await channels.ticker.run()


def _player(count: int, what: What, port: int, told: Connection) -> None:
    run(_live(count, what, port, told))


def callcast(count: int, what: What) -> tuple[Usage, list[float]]:
    """A process with so many channels, and its milliseconds from a call to its pictures."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_player, args=(count, what, deaf.getsockname()[1], theirs), daemon=True)
        process.start()
        try:
            ours.recv()
            assert process.pid is not None
            return usage([psutil.Process(process.pid)], SECONDS), ours.recv()
        finally:
            process.kill()
            process.join()


def ffmpeg(folder: Path) -> Usage:
    """One picture looped."""
    path = folder / "board.png"
    frame = av.VideoFrame.from_ndarray(
        np.frombuffer(_pictures()[1].rgb, np.uint8).reshape(PROFILE.height, PROFILE.width, 3), format="rgb24"
    )
    with av.open(str(path), "w", format="image2") as container:
        stream = container.add_stream("png")
        stream.width, stream.height, stream.pix_fmt = PROFILE.width, PROFILE.height, "rgb24"
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    looped = f"-re -loop 1 -framerate {PROFILE.fps} -i {path}"
    coded = "-c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -f null -"
    command = f"ffmpeg -v error -nostdin {looped} {coded}".split()
    process = subprocess.Popen(command)
    try:
        time.sleep(SETTLE)
        return usage([psutil.Process(process.pid)], SECONDS)
    finally:
        process.kill()
        process.wait()


def _pictures() -> list[Picture]:
    board = Board(BOARD, ("zh-TW", "en"))
    return [board.draw(_state(seed)) for seed in range(PICTURES)]


def coding() -> list[float]:
    """Milliseconds from each picture to its GOP."""
    pictures = _pictures()
    encode(pictures[0], PROFILE)
    took = []
    for picture in pictures:
        began = time.perf_counter()
        encode(picture, PROFILE)
        took.append((time.perf_counter() - began) * 1000)
    return took


def main(arguments: Sequence[str]) -> None:
    """Print the figures."""
    count = int(arguments[0]) if arguments else 100
    took = coding()
    sizes = [sum(map(len, encode(picture, PROFILE).packets)) / 1000 for picture in _pictures()[:10]]
    (sound, _), (idle, _), (busy, called) = callcast(count, "sound"), callcast(count, "idle"), callcast(count, "calls")
    with tempfile.TemporaryDirectory() as folder:
        peer = ffmpeg(Path(folder))
    figures = [
        (f"{count} channels of sound, idle", sound.percent, sound.percent / count, sound.mib),
        (f"{count} boards, idle", idle.percent, idle.percent / count, idle.mib),
        (f"{count} boards, a call every {PAUSE:.0f} s each", busy.percent, busy.percent / count, busy.mib),
        ("ffmpeg -loop 1, one picture", peer.percent, peer.percent, peer.mib),
    ]
    rows = [(name, core, f"{each:.3f}", mib) for name, core, each, mib in figures]
    table(("1280x720, 10 frames/s, sound too but for ffmpeg", "% of a core", "% each", "MiB"), rows)
    table(
        ("ms", "p50", "p99"),
        [
            ("a picture to its GOP, alone", percentile(took, 0.5), percentile(took, 0.99)),
            (f"a call to both its GOPs, drawn, {count} boards", percentile(called, 0.5), percentile(called, 0.99)),
        ],
    )
    print(f"A picture is {sum(sizes) / len(sizes):.1f} kB a second.")
    whole, picture = idle.percent / count, (idle.percent - sound.percent) / count
    print(f"ffmpeg's picture costs {peer.percent / whole:.0f} times as much as an idle board with its sound,")
    print(f"and {peer.percent / picture:.0f} times as much as the picture alone.")


if __name__ == "__main__":
    main(sys.argv[1:])

"""What boards cost: `python -m bench.boards [N]`; 100 of 1280x720 at 10 frames a second without N.

Sound and picture of each channel go to one reader by UDP, as in a player: idle, and with a call on each every 10 s.
Beside it `ffmpeg -loop 1` of the same picture, size and rate, ultrafast, paced, its output thrown away. Counted is the
CPU time of the process that makes and sends the streams. And the time from a picture to its GOP.
"""

import asyncio
import multiprocessing
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal

import av
import numpy as np
import psutil
from tests.support.pictures import board
from tests.support.scenes import Drawn

from bench.figures import percentile, table
from bench.usage import Usage, usage
from callcast.player.media.clip import RATE, Clip
from callcast.player.media.gop import GopProfile, encode
from callcast.player.media.picture import Picture
from callcast.player.outputs.channel import h264_of
from callcast.player.outputs.streams.picture import PictureStream
from callcast.player.outputs.streams.reader import UdpReader
from callcast.player.outputs.streams.stream import RtpStream
from callcast.player.outputs.streams.udp import UdpPair, open_pair
from callcast.player.playout.announcement import Announcement, Showing
from callcast.player.playout.channel import Channel
from callcast.player.playout.channels import ChannelSet
from callcast.player.playout.clock import SystemClock
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.settings import PlayoutChannelSettings
from callcast.player.playout.ticker import Ticker
from callcast.player.speech.settings import SpeechChannelSettings
from callcast.system.loop import run

PROFILE = GopProfile("h264", 1280, 720)
SECONDS, SETTLE, PAUSE = 20.0, 4.0, 10.0
What = Literal["sound", "idle", "calls"]
"""Without a picture; with one, idle; and with calls."""
PICTURES = 40
"""To be coded, for the time that takes."""


class Settings(PlayoutChannelSettings, SpeechChannelSettings):
    """As the top-level settings compose them."""


def _picture(seed: int) -> Picture:
    return board(seed, PROFILE.width, PROFILE.height)


async def _voice() -> Clip:
    return Clip(np.asarray(8_000 * np.sin(np.arange(2 * RATE) * 0.1), np.int16))


def _send(channel: Channel, pair: UdpPair, port: int) -> list[RtpStream]:
    """Sound and picture to a port where nobody answers."""
    video, sound = h264_of(channel), channel.track("aac")
    streams = [RtpStream(sound, channel.clock, "bench", group=None, ended=lambda _: None)]
    if video is not None:
        streams.append(PictureStream(video, channel.clock, "bench", group=None, ended=lambda _: None))
    for stream in streams:
        stream.join(UdpReader("127.0.0.1", pair, ("127.0.0.1", port), ("127.0.0.1", port)))
    return streams


async def _call(channel: Channel, number: int) -> None:
    """Every 10 s, beginning anywhere in them."""
    await asyncio.sleep(random.random() * PAUSE)
    while True:
        number += 1

        async def draw(seed: int = number) -> Showing:
            return Showing(_picture(seed % PICTURES))

        channel.submit(Announcement(f"{channel.id}-{number}", _voice, scene=Drawn(draw)))
        await asyncio.sleep(PAUSE)


async def _live(count: int, what: What, port: int, ready: Connection) -> None:
    channels = ChannelSet(Ticker(SystemClock()), Encoder())
    await channels.apply([Settings(id=f"c{n}") for n in range(count)])
    pair, streams, calling = open_pair("127.0.0.1", 0), [], []
    for number, channel in enumerate(channels):
        channel.set_video(PROFILE if what != "sound" else None)
        channel.show(_picture(number % PICTURES))
        streams += _send(channel, pair, port)
        if what == "calls":
            calling.append(asyncio.ensure_future(_call(channel, number)))
    asyncio.get_running_loop().call_later(SETTLE, ready.send, True)
    await channels.ticker.run()


def _player(count: int, what: What, port: int, ready: Connection) -> None:
    for seed in range(PICTURES):
        _picture(seed)  # to draw it is another room's
    run(_live(count, what, port, ready))


def callcast(count: int, what: What) -> Usage:
    """A process with so many channels."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_player, args=(count, what, deaf.getsockname()[1], theirs), daemon=True)
        process.start()
        try:
            ours.recv()
            assert process.pid is not None
            return usage([psutil.Process(process.pid)], SECONDS)
        finally:
            process.kill()
            process.join()


def ffmpeg(folder: Path) -> Usage:
    """One picture looped."""
    path = folder / "board.png"
    frame = av.VideoFrame.from_ndarray(
        np.frombuffer(_picture(1).rgb, np.uint8).reshape(PROFILE.height, PROFILE.width, 3), format="rgb24"
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


def coding() -> list[float]:
    """Milliseconds from each picture to its GOP."""
    pictures = [_picture(seed) for seed in range(PICTURES)]
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
    sizes = [sum(map(len, encode(_picture(seed), PROFILE).packets)) / 1000 for seed in range(10)]
    sound, idle, busy = callcast(count, "sound"), callcast(count, "idle"), callcast(count, "calls")
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
        ("picture to GOP p50 ms", "p99 ms", "kB a second"),
        [(percentile(took, 0.5), percentile(took, 0.99), sum(sizes) / len(sizes))],
    )
    whole, picture = idle.percent / count, (idle.percent - sound.percent) / count
    print(f"ffmpeg's picture costs {peer.percent / whole:.0f} times as much as an idle board with its sound,")
    print(f"and {peer.percent / picture:.0f} times as much as the picture alone.")


if __name__ == "__main__":
    main(sys.argv[1:])

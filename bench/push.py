"""Push to a media server: `python -m bench.push [rounds]`.

From the answer 202 to the first packet with sound at a reader of that server, the clip being ready; and in the same way
for Liquidsoap, from its answer to `push`. All three are processes on this machine; a frame is 21.3 ms.
"""

import contextlib
import itertools
import math
import re
import socket
import struct
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.acceptance.instance import Instance, free_port, running, until
from tests.acceptance.wire import Packet, Reader
from tests.support.media_servers import GORTSPLIB, MEDIAMTX, XIU

from bench.figures import percentile, table
from bench.media_server import Serving, serving

SETTINGS = """
[[channels]]
id = "hall"
languages = ["en"]
gap_ms = 200
[[channels.outputs]]
kind = "push"
url = "{url}/hall"
"""
TEXT = "Ticket A 12, please proceed to counter 3."
LIQUIDSOAP = """
settings.init.allow_root.set(true)
settings.log.file.set(false)
settings.log.stdout.set(true)
settings.frame.audio.samplerate.set(48000)
settings.frame.audio.channels.set(1)
settings.server.telnet.set(true)
settings.server.telnet.bind_addr.set("127.0.0.1")
settings.server.telnet.port.set({port})
s = fallback(track_sensitive=false, [request.queue(id="q"), blank()])
output.url(id="o", fallible=false, url="{url}/hall",
  %ffmpeg(format="rtsp", rtsp_transport="tcp", flush_packets="1",
    %audio(codec="aac", b="64k", channels=1, samplerate=48000)), s)
"""
SOUND_BYTES = 32
"""Of an access unit of AAC; silence takes less."""
PAUSE = 0.3
"""Seconds of silence before the next round."""


def sounds(packet: Packet) -> bool:
    """Whether one of its access units is no silence (RFC 3640, 3.2.1; the headers are of 16 bits)."""
    count = int.from_bytes(packet.payload[:2], "big") // 16
    sizes = (struct.unpack_from("!H", packet.payload, 2 + 2 * index)[0] >> 3 for index in range(count))
    return any(size > SOUND_BYTES for size in sizes)


def rounds_of(reader: Reader, say: Callable[[], Callable[[], None]], rounds: int) -> list[float]:
    """Milliseconds from the return of `say` to sound; what `say` gives ends the sound."""
    taken = []
    for _ in range(rounds + 1):
        until("silence", lambda: not any(map(sounds, _last(reader, PAUSE))))
        stop = say()
        accepted = time.monotonic()
        taken.append((_sound(reader).at - accepted) * 1000)
        stop()
    return taken[1:]


def _sound(reader: Reader) -> Packet:
    """The first from now on; one that came while the answer was on its way counts too."""
    seen = max(0, len(reader.packets) - 4)
    found: Packet = until("sound", lambda: next(filter(sounds, reader.packets[seen:]), None))
    return found


def _last(reader: Reader, seconds: float) -> list[Packet]:
    since = time.monotonic() - seconds
    return list(itertools.takewhile(lambda packet: packet.at > since, reversed(reader.packets)))


@contextlib.contextmanager
def reading(server: Serving) -> Iterator[Reader]:
    """A reader of /hall, once it is there."""
    reader = until("the stream", lambda: _reader(server), 30)
    try:
        until("packets", lambda: len(reader.packets) > 50)
        yield reader
    finally:
        reader.close()


def _reader(server: Serving) -> Reader | None:
    try:
        return Reader(server.port)
    except (AssertionError, IndexError):
        return None


def callcast(server: Serving, rounds: int) -> list[float]:
    """Milliseconds of each round."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), SETTINGS.format(url=server.url)) as instance,
        reading(server) as reader,
    ):
        return rounds_of(reader, lambda: _announce(instance), rounds)


def _announce(instance: Instance) -> Callable[[], None]:
    announcement = instance.say(TEXT, lang="en")

    def stop() -> None:
        instance.delete(announcement)
        instance.final(announcement)

    return stop


def liquidsoap(server: Serving, rounds: int) -> list[float]:
    """Milliseconds of each round, from the answer to `push` of a file of half a second."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        _write_tone(folder / "tone.wav")
        script = folder / "push.liq"
        script.write_text(LIQUIDSOAP.format(port=port, url=server.url), encoding="utf-8")
        process = subprocess.Popen(["liquidsoap", str(script)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            control = until("its telnet", lambda: socket.create_connection(("127.0.0.1", port), timeout=5), 30)
            with control, reading(server) as reader:
                return rounds_of(reader, lambda: _push(control, folder / "tone.wav"), rounds)
        finally:
            process.kill()
            process.wait()


def _push(control: socket.socket, file: Path) -> Callable[[], None]:
    control.sendall(f"q.push {file}\n".encode())
    answer = b""
    while not re.search(rb"^END", answer, re.MULTILINE):
        answer += control.recv(4_096)
    return lambda: None


def _write_tone(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        tone = (int(9_000 * math.sin(2 * math.pi * 440 * n / 48_000)) for n in range(24_000))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in tone))


def main(rounds: int) -> None:
    """Print the table."""
    rows = []
    for kind in (XIU, GORTSPLIB, MEDIAMTX):
        for name, measure in (("Callcast", callcast), ("Liquidsoap", liquidsoap)):
            with serving(kind) as server:
                if server is not None:
                    values = measure(server, rounds)
                    row = (len(values), min(values), percentile(values, 0.5), percentile(values, 0.99), max(values))
                    rows.append((name, kind.name, *row))
    table(("accepted to sound, ms", "server", "rounds", "least", "median", "p99", "max"), rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)

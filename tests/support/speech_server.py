"""A small `/v1/audio/speech` server on loopback that really speaks, or fails as it is told."""

import io
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import av

PROGRAM = (sys.executable, str(Path(__file__).with_name("spoken_wav.py")))
VOICES = {"alloy": "en-us", "nova": "cmn"}


@lru_cache(maxsize=64)
def wav(voice: str, text: str) -> bytes:
    """Spoken by a process of its own, once for each text: espeak has one voice a process."""
    return subprocess.run((*PROGRAM, voice), input=text.encode(), stdout=subprocess.PIPE, check=True, timeout=30).stdout


def coded(data: bytes, container: str, codec: str, rate: int = 24_000) -> bytes:
    """A WAV file as another."""
    out = io.BytesIO()
    with av.open(io.BytesIO(data), "r") as source, av.open(out, "w", format=container) as target:
        stream: Any = target.add_stream(codec, rate=rate, layout="mono")
        resampler = av.AudioResampler(stream.format.name, "mono", rate)
        for frame in source.decode(audio=0):
            for part in resampler.resample(frame):
                part.pts = None
                target.mux(stream.encode(part))
        target.mux(stream.encode(None))
    return out.getvalue()


def answered(body: dict[str, Any]) -> bytes:
    """What a good server answers."""
    data = wav(VOICES[body["voice"]], body["input"])
    if body["response_format"] == "mp3":
        return coded(data, "mp3", "libmp3lame")
    return coded(data, "s16le", "pcm_s16le") if body["response_format"] == "pcm" else data


Act = Callable[["Handler", dict[str, Any]], None]


@dataclass
class Server:
    """`url` of its `/v1`; `acts` are done for one request each, then it speaks; `bodies` are what it was asked."""

    url: str = ""
    key: str | None = None
    acts: list[Act] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


class Handler(BaseHTTPRequestHandler):
    """Of one connection."""

    protocol_version = "HTTP/1.1"
    told: Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name
        """Quiet."""

    def answer(self, status: int, data: bytes, kind: str = "audio/wav", **headers: str) -> None:
        """All of it, with its length."""
        self.send_response(status)
        for name, value in {"content-type": kind, "content-length": str(len(data)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def fault(self, status: int, message: str, **headers: str) -> None:
        """As OpenAI words it."""
        self.answer(status, json.dumps({"error": {"message": message}}).encode(), "application/json", **headers)

    def do_GET(self) -> None:
        """Models: there are none such."""
        if self._known():
            self.fault(404, "Not Found")

    def do_POST(self) -> None:
        """Speech."""
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.told.paths.append(self.path)
        self.told.bodies.append(body)
        self.told.headers.append({name.lower(): value for name, value in self.headers.items()})
        if not self._known():
            return
        if self.told.acts:
            self.told.acts.pop(0)(self, body)
        elif body["voice"] not in VOICES:
            self.fault(400, f"no voice {body['voice']}")
        else:
            self.answer(200, answered(body))

    def _known(self) -> bool:
        if self.told.key is None or self.headers["authorization"] == f"Bearer {self.told.key}":
            return True
        self.fault(401, f"Incorrect API key provided: {self.headers['authorization']}")
        return False


@contextmanager
def serving(key: str | None = None) -> Iterator[Server]:
    """A server for as long as the `with` lasts."""
    told = Server(key=key)
    handler = type("Told", (Handler,), {"told": told})
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    told.url = f"http://127.0.0.1:{http.server_port}/v1"
    try:
        yield told
    finally:
        told.over.set()
        http.shutdown()
        http.server_close()
        thread.join()


def hang(handler: Handler, body: dict[str, Any]) -> None:
    """Says nothing until the test is over."""
    handler.told.over.wait(60)
    handler.close_connection = True


def cut(handler: Handler, body: dict[str, Any]) -> None:
    """Half of the sound, and the connection ends."""
    data = answered(body)
    handler.send_response(200)
    handler.send_header("content-type", "audio/wav")
    handler.send_header("content-length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data[: len(data) // 2])
    handler.close_connection = True


def _endless(handler: Handler, head: bytes, pause: float) -> None:
    handler.send_response(200)
    handler.send_header("content-type", "audio/wav")
    handler.end_headers()
    handler.close_connection = True
    try:
        handler.wfile.write(head)
        while not handler.told.over.is_set():
            handler.wfile.write(b"\1\0" * 2**15)
            time.sleep(pause)
    except OSError:
        pass


def endless(handler: Handler, body: dict[str, Any]) -> None:
    """Sound without an end, as fast as it goes."""
    _endless(handler, answered(body)[:40] + b"\xff\xff\xff\xff", 0)


def endless_garbage(handler: Handler, body: dict[str, Any]) -> None:
    """An MP3 that never comes to a frame."""
    _endless(handler, b"ID3\4\0\0\0\0\0\0", 0)


def dripping(handler: Handler, body: dict[str, Any]) -> None:
    """Some sound every moment, for ever."""
    _endless(handler, answered(body)[:40] + b"\xff\xff\xff\xff", 0.05)

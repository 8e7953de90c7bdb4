"""The speech service of Edge on loopback, as edge-tts talks to it, spoken by espeak; and the engine that uses it.

What can be seen of the real one is its protocol in edge-tts: two texts come, headers and then JSON or SSML; texts and
bytes go, those with two bytes of length and headers before the sound.
"""

import asyncio
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape

from aiohttp import web
from tests.support.speech_server import coded, wav

from callcast.player.speech.engines.edge import Edge

ADDRESS = "CALLCAST_TEST_EDGE"
VOICES = {"en-US-AriaNeural": "en-us", "zh-TW-HsiaoChenNeural": "cmn"}
_SSML = re.compile(
    r"<voice name='([^']*)'>.*<prosody pitch='([^']*)' rate='([^']*)' volume='[^']*'>(.*)</prosody>", re.DOTALL
)
_LONG = re.compile(r"\((.*), (.*)\)")
"""How the package writes a voice: `Microsoft Server Speech Text to Speech Voice (en-US, AriaNeural)`."""


class EdgeHere(Edge):
    """The engine, for the service at `ADDRESS`; 2 s of patience."""

    def __init__(self) -> None:
        super().__init__({name: (name[:5],) for name in VOICES}, 10, -5, 2)

    def start(self) -> None:
        """As it is, but elsewhere."""
        from edge_tts import communicate

        communicate.WSS_URL = os.environ[ADDRESS]  # type: ignore[attr-defined]  # it is imported there
        super().start()


@dataclass
class Service:
    """`acts` are done for one text each, then it speaks."""

    url: str = ""
    acts: list[str] = field(default_factory=list)
    asked: list[tuple[str, ...]] = field(default_factory=list)


def _text(path: str, body: str = "{}") -> str:
    return f"X-RequestId:1\r\nContent-Type:application/json; charset=utf-8\r\nPath:{path}\r\n\r\n{body}"


def _sound(data: bytes, kind: str = "Content-Type:audio/mpeg\r\n") -> bytes:
    head = f"X-RequestId:1\r\n{kind}X-StreamId:2\r\nPath:audio\r\n".encode()
    return len(head).to_bytes(2, "big") + head + data


async def _answer(request: web.Request, told: Service) -> web.StreamResponse:
    act = told.acts.pop(0) if told.acts else ""
    if act.isdecimal():
        return web.Response(status=int(act))
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    config, ssml = await socket.receive_str(), await socket.receive_str()
    assert "audio-24khz-48kbitrate-mono-mp3" in config
    found = _SSML.search(ssml)
    assert found is not None
    long_name, pitch, rate, text = found.groups()
    voice = "{}-{}".format(*_LONG.findall(long_name)[0])
    told.asked.append((voice, pitch, rate, unescape(text)))
    await socket.send_str(_text("turn.start"))
    await socket.send_str(_text("response"))
    if act == "hang":
        await asyncio.sleep(60)
    if act == "drop":
        await socket.close()
        return socket
    if act == "strange":
        await socket.send_str(_text("turn.unheard-of"))
    if act == "garbage":
        await socket.send_bytes(_sound(b"<html>no sound</html>"))
    elif act != "silent":
        words = "one" if act == "short" else unescape(text)[:1_000]  # nobody waits for a book
        data = await asyncio.to_thread(lambda: coded(wav(VOICES[voice], words), "mp3", "libmp3lame"))
        for start in range(0, len(data), 1_000):
            if act == "half" and start > len(data) // 2:
                await socket.close()
                return socket
            await socket.send_bytes(_sound(data[start : start + 1_000]))
    await socket.send_bytes(_sound(b"", ""))
    await socket.send_str(_text("turn.end"))
    await socket.close()
    return socket


@contextmanager
def serving() -> Iterator[Service]:
    """The service, on a thread, for as long as the `with` lasts."""
    told = Service()
    ready, over = threading.Event(), threading.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        return await _answer(request, told)

    async def serve() -> None:
        app = web.Application()
        app.router.add_get("/edge/v1", answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        told.url = f"ws://127.0.0.1:{runner.addresses[0][1]}/edge/v1?TrustedClientToken=x"
        ready.set()
        await asyncio.to_thread(over.wait)
        await runner.cleanup()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(10)
        yield told
    finally:
        over.set()
        thread.join()

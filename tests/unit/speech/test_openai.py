"""A server that speaks as OpenAI's, and all the ways in which it does not."""

import asyncio
import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import speech_server
from tests.support.speech_server import Act, Handler, Server

from callcast.errors import SettingsError
from callcast.player.speech.engine import Request
from callcast.player.speech.engine_settings import OpenaiSettings
from callcast.player.speech.engines.openai import Openai, message
from callcast.player.speech.errors import (
    EmptyAudio,
    EngineError,
    EngineFailed,
    EngineUnavailable,
    SynthesisTimeout,
)
from callcast.player.speech.process import Process
from callcast.player.speech.settings import SpeechSettings
from callcast.settings import load

KEY = "sk-a1b2c3d4e5"
SITE = "site-secret"


@pytest.fixture
def server() -> Iterator[Server]:
    with speech_server.serving(key=KEY) as told:
        yield told


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Connections of the engines of a test, which in a worker end with it."""
    yield
    while _MADE:
        if client := getattr(_MADE.pop(), "_client", None):
            client.close()


_MADE: list[Openai] = []


def made(url: str, **table: Any) -> Openai:
    given = {"url": url, "key": KEY, "headers": {"X-Site": SITE}, "timeout": 5, **table}
    _MADE.append(Openai(**OpenaiSettings.model_validate(given).model_dump(mode="json")))
    return _MADE[-1]


def started(server: Server, **table: Any) -> Openai:
    engine = made(server.url, **table)
    engine.start()
    return engine


def said(engine: Openai, text: str = "Order 37", voice: str = "alloy") -> bytes:
    return b"".join(engine.synthesize(Request(text, voice, "en")).blocks)


def test_what_it_is_asked(server: Server) -> None:
    engine = started(server, model="kokoro", extra={"speed": 0.9, "instructions": "Speak clearly."})
    assert len(said(engine)) > 10_000
    assert server.paths == ["/v1/audio/speech"]
    assert server.bodies == [
        {
            "model": "kokoro",
            "input": "Order 37",
            "voice": "alloy",
            "response_format": "wav",
            "speed": 0.9,
            "instructions": "Speak clearly.",
        }
    ]
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert server.headers[0]["x-site"] == SITE
    assert server.headers[0]["accept-encoding"] == "identity"


def test_no_key_where_none_is_needed() -> None:
    with speech_server.serving() as server:
        said(started(server, key=None, headers={}))
        assert "authorization" not in server.headers[0]


def test_what_shapes_the_sound_is_in_the_digest_and_no_secret(server: Server) -> None:
    base = started(server).digest
    assert base == started(server, timeout=3, headers={}).digest
    for change in ({"model": "other"}, {"format": "mp3"}, {"extra": {"speed": 2}}, {"rate": 16_000}):
        assert started(server, **change).digest != base
    server.key = "sk-another"
    assert started(server, key="sk-another").digest == base


def status(code: int, text: str = "", **headers: str) -> Act:
    return lambda handler, body: handler.fault(code, text, **headers)


def html(handler: Handler, body: dict[str, Any]) -> None:
    handler.answer(200, b"<!DOCTYPE html><p>Welcome", "text/html; charset=utf-8")


def html_as_sound(handler: Handler, body: dict[str, Any]) -> None:
    handler.answer(200, b"<!DOCTYPE html><p>Welcome")


def nothing(handler: Handler, body: dict[str, Any]) -> None:
    handler.answer(200, b"")


def vanish(handler: Handler, body: dict[str, Any]) -> None:
    handler.close_connection = True


def echo(handler: Handler, body: dict[str, Any]) -> None:
    """A server that shows what it was sent."""
    handler.fault(500, f"{handler.headers['authorization']} {handler.headers['x-site']}\r\n\x1b[31mstack")


def zipped(handler: Handler, body: dict[str, Any]) -> None:
    handler.answer(200, b"\x1f\x8b\x08" + bytes(100), content_encoding="gzip")


@pytest.mark.parametrize(
    ("act", "kind", "reason"),
    [
        (status(400, "input too long"), EngineUnavailable, 'refuses the request (400): "input too long"'),
        (status(401, f"bad key {KEY}"), EngineUnavailable, "refuses the key (401); write the right one as key in"),
        (status(403, "no"), EngineUnavailable, "refuses the key (403)"),
        (
            status(404, "model gone"),
            EngineUnavailable,
            'or no model "gpt-4o-mini-tts" or voice (404): "model gone"',
        ),
        (status(308), EngineUnavailable, "sends us elsewhere (308); write that address as url"),
        (status(429, "slow down"), EngineFailed, 'has too many requests (429): "slow down"'),
        (status(429, "", retry_after="60"), EngineUnavailable, "wants no more requests for 60 s (429)"),
        (status(429, "exceeded your current quota"), EngineUnavailable, "what was paid for is used up (429)"),
        (status(500, "out of memory"), EngineFailed, 'has a fault of its own (500): "out of memory"'),
        (status(503), EngineFailed, "has a fault of its own (503)"),
        (html, EngineFailed, "answered with text/html, not sound; is url in [speech.openai] right?"),
        (html_as_sound, EngineFailed, "it gave a web page, not sound"),
        (zipped, EngineFailed, "it gave bytes of no kind that is known here, not sound"),
        (nothing, EmptyAudio, "nothing came"),
        (vanish, EngineFailed, "broke off"),
        (speech_server.cut, EngineFailed, "broke off"),
        (echo, EngineFailed, 'has a fault of its own (500): "Bearer *** ***'),
    ],
)
def test_what_goes_wrong_is_said_without_a_secret(
    server: Server, act: Act, kind: type[EngineError], reason: str
) -> None:
    engine = started(server)
    server.acts.append(act)
    with pytest.raises(EngineError) as caught:
        said(engine)
    assert type(caught.value) is kind
    assert reason in caught.value.reason
    assert "\x1b" not in caught.value.reason
    assert KEY not in str(caught.value)
    assert SITE not in str(caught.value)
    assert said(engine)  # the engine itself is well


def test_one_that_asks_for_a_moment_of_patience_is_asked_again(server: Server) -> None:
    engine = started(server)
    server.acts += [status(429, "", retry_after="0")]
    assert said(engine)
    server.acts += [status(429, "", retry_after="0")] * 2
    with pytest.raises(EngineUnavailable, match="also after a wait"):
        said(engine)


@pytest.mark.parametrize("act", [speech_server.hang, speech_server.dripping])
def test_one_that_does_not_answer_in_time(server: Server, act: Act) -> None:
    engine = started(server, timeout=0.5)
    server.acts.append(act)
    with pytest.raises(SynthesisTimeout, match=r"for 0\.5 s|longer than 0\.5 s"):
        said(engine)


@pytest.mark.parametrize("act", [speech_server.endless, speech_server.endless_garbage])
@pytest.mark.parametrize("form", ["wav", "pcm", "mp3"])
def test_an_answer_without_an_end_is_cut(server: Server, act: Act, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callcast.player.speech.sound_stream.MAX_BYTES", 2**22)
    engine = started(server, format=form, timeout=30)
    server.acts.append(act)
    with pytest.raises(EngineFailed):
        said(engine)


def test_a_voice_that_is_not_listed(server: Server) -> None:
    engine = started(server)
    with pytest.raises(EngineFailed, match='no voice "nova"'):
        said(engine, voice="nova")
    assert not server.bodies


def test_a_key_that_is_refused_at_the_start(server: Server) -> None:
    with pytest.raises(EngineUnavailable, match=r"refuses the key \(401\).*CALLCAST_SPEECH__OPENAI__KEY") as caught:
        started(server, key="sk-wrong")
    assert "sk-" not in str(caught.value)
    with pytest.raises(EngineUnavailable, match="asks for a key"):
        started(server, key=None)


def test_a_server_that_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(EngineUnavailable, match=r"cannot be reached \([^\[\]]+\); is it running, and is url in"):
        made(f"http://127.0.0.1:{port}/v1").start()


def test_a_server_that_goes_away(server: Server) -> None:
    with speech_server.serving(key=KEY) as other:
        engine = started(other)
    with pytest.raises(EngineFailed, match="cannot be reached"):
        said(engine)


def test_a_proxy_is_no_way_to_this_machine(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert said(started(server))


def test_no_secret_gets_out_of_the_worker(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither by the log nor by its digest, its state or an error, also when it crashes."""
    caplog.set_level(logging.DEBUG)
    given = {"engines": ["openai"], "openai": {"url": server.url, "key": KEY, "headers": {"X-Site": SITE}}}
    settings = SpeechSettings.model_validate(given)
    assert KEY not in repr(settings)
    assert SITE not in repr(settings)
    told: list[str] = []

    async def scenario() -> None:
        for act in (echo, status(401, KEY), html):
            process = Process("openai", settings)
            try:
                await process.start()
                told.append(repr(process.engine))
                server.acts.append(act)
                with pytest.raises(EngineError) as caught:
                    await process.synthesize(Request("1", "alloy", "en"))
                told.append(str(caught.value))
            finally:
                await process.close()

    asyncio.run(scenario())
    said_by_all = " ".join(told) + caplog.text
    assert KEY not in said_by_all
    assert SITE not in said_by_all
    assert "401" in said_by_all


def test_the_key_comes_from_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "callcast.toml"
    file.write_text('[speech]\nengines = ["openai"]\n[speech.openai]\nvoices = { alloy = ["en", "zh-TW"] }\n')
    settings = load(file, {"CALLCAST_SPEECH__OPENAI__KEY": "0815"})
    assert settings.speech.openai.key == "0815"
    assert settings.speech.options("openai")["key"] == "0815"
    assert settings.speech.openai.voices == {"alloy": ("en", "zh-TW")}
    assert "0815" not in repr(settings)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("key = 4711", "key in [speech.openai] is what it is (not shown here), but should be a text in quotes"),
        ('key = "4711 "', "without a space or line end around it"),
        ('key = ""', "it must be of ASCII"),
        ('key = "4711鍵"', "it must be of ASCII"),
        ('headers = { "X-Site" = 4711 }', "not shown here"),
        ('headers = { "X-Site" = "4711\\n" }', "printable ASCII"),
        ('headers = { "X Site" = "4711" }', "a name must be like X-Site"),
        ('url = "http://me:4711@host/v1"', "it must be like https://api.openai.com/v1, without user"),
        ('url = "host/v1?key=4711"', "it must be like https://api.openai.com/v1"),
        ("voices = {}", "at least 1 item"),
        ('format = "ogg"', "one of 'wav', 'pcm' or 'mp3'"),
    ],
)
def test_settings_that_are_wrong_are_said_without_a_secret(tmp_path: Path, line: str, reason: str) -> None:
    file = tmp_path / "callcast.toml"
    file.write_text(f"[speech.openai]\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(file, {})
    assert reason in str(caught.value)
    assert "4711" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error": {"message": "no"}}, "no"),
        ({"error": "no"}, "no"),
        ({"detail": "no"}, "no"),
        ({"detail": [{"loc": ["body"], "msg": "no"}]}, "no"),
        ({"detail": {"error": 3, "message": "no"}}, "no"),
        ({"error": 3}, ""),
        ([], ""),
    ],
)
def test_what_servers_say(body: object, said: str) -> None:
    assert message(json.dumps(body).encode()) == said


@given(st.binary())
def test_any_body_says_something_or_nothing(body: bytes) -> None:
    assert isinstance(message(body), str)


def test_an_empty_text_asks_nothing(server: Server) -> None:
    engine = started(server)
    with pytest.raises(EmptyAudio, match="nothing to speak"):
        said(engine, " \x00 ")
    assert not server.bodies

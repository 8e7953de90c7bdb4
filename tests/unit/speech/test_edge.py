"""Edge's voices: the package's own code against a service of the tests."""

import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError
from tests.support import edge_service
from tests.support.edge_service import EdgeHere, Service

from callcast.player.speech.engine import Request
from callcast.player.speech.engine_settings import EdgeSettings
from callcast.player.speech.engines.edge import Edge
from callcast.player.speech.errors import EngineError, EngineFailed, EngineUnavailable, SynthesisTimeout

VOICE = "en-US-AriaNeural"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with edge_service.serving() as told:
        monkeypatch.setenv(edge_service.ADDRESS, told.url)
        yield told


def ended(engine: Edge) -> None:
    """What the package leaves to its loop when a sound is given up half way; in a worker that ends with it."""

    async def rest() -> None:
        await asyncio.sleep(0)
        if left := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(left, timeout=10)
        for _ in range(10):
            await asyncio.sleep(0)

    gc.collect()
    engine._loop.run_until_complete(rest())
    engine._loop.close()


@pytest.fixture
def engine(service: Service) -> Iterator[Edge]:
    made = EdgeHere()
    made.start()
    yield made
    ended(made)


def said(engine: Edge, text: str = "Order 37 is ready", voice: str = VOICE) -> bytes:
    return b"".join(engine.synthesize(Request(text, voice, "en")).blocks)


def test_what_it_is_asked(service: Service, engine: Edge) -> None:
    """Markup is letters, the voice by its name, and how it is to speak."""
    assert len(said(engine, "3 < 4 & </speak> 'x'")) > 20_000
    assert service.asked[-1] == (VOICE, "-5Hz", "+10%", "3 < 4 & </speak> 'x'")


def test_a_long_text_goes_in_several_parts(service: Service, engine: Edge) -> None:
    service.acts += ["short"]
    once = said(engine, "one")
    service.acts += ["short", "short"]
    assert len(said(engine, "one two " * 600)) > 1.5 * len(once)
    assert len(service.asked) == 1 + 1 + 2


@pytest.mark.parametrize(
    ("act", "kind", "reason"),
    [
        ("403", EngineUnavailable, "the service refuses us (403); pip install --upgrade edge-tts may help"),
        ("500", EngineFailed, "the service answered 500"),
        ("hang", SynthesisTimeout, "the service said nothing for 2 s"),
        ("drop", EngineFailed, "the service gave no sound"),
        ("silent", EngineFailed, "the service gave no sound"),
        ("strange", EngineFailed, "the service answered what edge-tts does not know"),
        ("garbage", EngineFailed, "it gave a web page, not sound"),
        ("half", EngineFailed, "the service broke off in the middle of the sound"),
    ],
)
def test_what_goes_wrong_is_said(
    service: Service, engine: Edge, act: str, kind: type[EngineError], reason: str
) -> None:
    service.acts += [act, act]  # what is refused, the package tries once more
    with pytest.raises(EngineError) as caught:
        said(engine)
    assert type(caught.value) is kind
    assert reason in caught.value.reason
    service.acts.clear()
    assert said(engine)  # the engine itself is well


def test_without_the_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(edge_service.ADDRESS, "ws://127.0.0.1:9/edge/v1?x")
    engine = EdgeHere()
    with pytest.raises(EngineUnavailable, match=r"the service cannot be reached \([^<>]+\); it needs the internet"):
        engine.start()
    ended(engine)


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "edge_tts", None)
    with pytest.raises(EngineUnavailable, match=r'add it by pip install "\.\[edge\]"'):
        Edge({VOICE: ["en"]}, 0, 0, 8).start()


def test_a_voice_that_is_not_listed(service: Service, engine: Edge) -> None:
    with pytest.raises(EngineFailed, match="no voice"):
        said(engine, voice="zh-CN-XiaoxiaoNeural")


def test_what_shapes_the_sound_is_in_the_digest(service: Service, engine: Edge) -> None:
    assert len(engine.digest) == 64
    assert engine.version


@pytest.mark.parametrize("table", [{"voices": {"Aria": ["en"]}}, {"rate": 101}, {"pitch": 0.5}, {"voices": {}}])
def test_settings_that_are_wrong(table: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EdgeSettings.model_validate(table)


def test_the_voices_that_come_with_it_are_ones() -> None:
    table = EdgeSettings.model_validate({}).voices
    assert EdgeSettings.model_validate({"voices": table}).voices == table
    assert {"zh-TW", "zh-CN", "zh-HK", "en-US", "ja"} == {tag for tags in table.values() for tag in tags}

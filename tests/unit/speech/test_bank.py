"""The clip bank as an engine."""

import asyncio
from pathlib import Path

import pytest
from tests.support.packs import english, make

from callcast.player.speech import errors
from callcast.player.speech.bank import gcin
from callcast.player.speech.bank.manifest import FILE
from callcast.player.speech.engine import Request, Voice
from callcast.player.speech.engine_settings import BankSettings
from callcast.player.speech.engines.bank import Bank
from callcast.player.speech.process import Process
from callcast.player.speech.settings import SpeechSettings
from callcast.wording.segment import Letters
from callcast.wording.spoken import Spelled, Words


@pytest.fixture(autouse=True)
def _no_gcin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(gcin.packs, "__defaults__", (tmp_path / "no-gcin",))


def started(folder: Path | None) -> Bank:
    engine = Bank(folder)
    engine.start()
    return engine


def digest(folder: Path, pack: str) -> str:
    return next(voice.digest for voice in started(folder).voices() if voice.name == pack)


def said(engine: Bank, request: Request) -> bytes:
    return b"".join(engine.synthesize(request).blocks)


def test_a_pack_is_a_voice(tmp_path: Path) -> None:
    english(tmp_path / "hall")
    make(tmp_path / "clinic", "zh-TW", phrases={"請": "a.wav"})
    (tmp_path / "half-loaded").mkdir()
    assert started(tmp_path).voices() == [
        Voice("clinic", ("zh-TW",), letters=False, whole=False, digest=digest(tmp_path, "clinic")),
        Voice("hall", ("en",), whole=False, digest=digest(tmp_path, "hall")),
    ]


def test_segments_are_said_rather_than_the_text(tmp_path: Path) -> None:
    english(tmp_path / "hall")
    engine = started(tmp_path)
    spoken = (Words("Number"), Letters("A"), Spelled(("zero", "one")))
    assert said(engine, Request("nonsense", "hall", "en", spoken)) == said(engine, Request("Number A01", "hall", "en"))


def test_without_packs_it_says_how_to_get_one(tmp_path: Path) -> None:
    for folder in (None, tmp_path, tmp_path / "nowhere"):
        with pytest.raises(
            errors.EngineUnavailable, match="there is no voice pack; record a pack with `callcast voices"
        ):
            started(folder)


def test_a_pack_with_a_fault_is_told_and_left_out(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    english(tmp_path / "hall")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / FILE).write_text("name = 1")
    assert [voice.name for voice in started(tmp_path).voices()] == ["hall"]
    assert "The voice pack bad cannot be used: " in capfd.readouterr().err


def test_when_all_have_faults_the_first_is_the_reason(tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / FILE).write_text("name = 1")
    with pytest.raises(errors.EngineUnavailable, match="The voice pack bad cannot be used: "):
        started(tmp_path)


def test_another_recording_is_another_digest(tmp_path: Path) -> None:
    folder = english(tmp_path / "hall")
    english(tmp_path / "other")
    before, other = digest(tmp_path, "hall"), digest(tmp_path, "other")
    assert digest(tmp_path, "hall") == before != other
    make(folder, phrases={"Number": "number.wav"})
    assert digest(tmp_path, "hall") != before
    assert digest(tmp_path, "other") == other


def test_what_it_lacks_is_named_once_for_all_and_the_next_engine_may_speak(tmp_path: Path) -> None:
    folder = english(tmp_path / "hall")
    (folder / "order.wav").write_text("no sound")

    async def scenario() -> list[errors.EngineError]:
        process = Process("bank", SpeechSettings(bank=BankSettings(folder=tmp_path)))
        found: list[errors.EngineError] = []
        try:
            await process.start()
            for text in ("Order 12 pizzas", "Order 12", "\u2026"):
                with pytest.raises(errors.EmptyAudio) as caught:
                    await process.synthesize(Request(text, "hall", "en"))
                found.append(caught.value)
            assert process.alive
        finally:
            await process.close()
        return found

    lacking, broken, nothing = asyncio.run(scenario())
    assert isinstance(lacking, errors.NotRecorded)
    assert not lacking.retryable
    assert str(lacking) == (
        'The speech engine bank cannot say it: in the pack hall, there is no recording of "pizzas"; record that, or '
        "let another engine say it."
    )
    assert isinstance(broken, errors.NotRecorded)
    assert 'its recording "order.wav" is no sound (' in str(broken)
    assert "bank gave no sound" in str(nothing)

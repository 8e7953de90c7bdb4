"""The engines that come with Callcast keep the contract."""

from pathlib import Path
from typing import ClassVar

import pytest
from tests.support.engines import (
    JOE,
    kokoro_styles,
    missing,
    piper_voice,
    pyttsx3_is_missing,
    sherpa_model,
)
from tests.support.packs import SYLLABLES, english, gcin_is_missing, syllables_are_missing

from callcast.player.speech.engine_settings import BankSettings
from callcast.player.speech.settings import SpeechSettings
from callcast.testing.engine_contract import EngineContract


def with_folder(engine: str, folder: Path) -> SpeechSettings:
    """With patience, for they take seconds for a text where all processors are busy."""
    return SpeechSettings.model_validate(
        {engine: {"folder": folder}, "start_timeout": 120, "block_timeout": 60, "request_timeout": 120}
    )


@pytest.fixture(scope="module")
def kokoro_settings(tmp_path_factory: pytest.TempPathFactory) -> SpeechSettings:
    return with_folder("kokoro", kokoro_styles(tmp_path_factory.mktemp("kokoro")))


@pytest.fixture(scope="module")
def piper_settings(tmp_path_factory: pytest.TempPathFactory) -> SpeechSettings:
    return with_folder("piper", piper_voice(tmp_path_factory.mktemp("piper")))


@pytest.fixture(scope="module")
def sherpa_settings(tmp_path_factory: pytest.TempPathFactory) -> SpeechSettings:
    return with_folder("sherpa", sherpa_model(tmp_path_factory.mktemp("sherpa")))


class TestEspeak(EngineContract):
    engine = "callcast.player.speech.engines.espeak:Espeak"
    texts: ClassVar = {
        "zh-TW": "請 A012 號到三號櫃檯",
        "en": "Order 37 is ready",
        "ja": "さんばんのかた",
        "zh-HK": "三號",
    }


@pytest.mark.skipif(bool(pyttsx3_is_missing()), reason=pyttsx3_is_missing())
class TestPyttsx3(EngineContract):
    engine = "pyttsx3"
    texts: ClassVar = {"en": "Order 37 is ready"}


@pytest.mark.once
@pytest.mark.skipif(bool(gcin_is_missing()), reason=gcin_is_missing())
class TestBankByGcin(EngineContract):
    engine = "bank"
    texts: ClassVar = {"zh-TW": "請 012 號到三號櫃檯"}


class TestBankByPack(EngineContract):
    engine = "bank"
    texts: ClassVar = {"en": "Order 12 is ready"}

    @pytest.fixture(autouse=True)
    def _pack(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        english(tmp_path / "hall")
        monkeypatch.setattr(self.__class__, "settings", SpeechSettings(bank=BankSettings(folder=tmp_path)))


@pytest.mark.once
@pytest.mark.skipif(bool(syllables_are_missing()), reason=syllables_are_missing())
class TestBankBySyllables(EngineContract):
    engine = "bank"
    texts: ClassVar = {"zh": "請 012 號到三號櫃檯"}
    settings = SpeechSettings(bank=BankSettings(folder=SYLLABLES.parent))


class TestTone(EngineContract):
    engine = "callcast.testing.engines:Tone"
    texts: ClassVar = {"en": "a dozen characters", "zh": "請到三號櫃檯請到三號櫃檯"}


@pytest.mark.once
@pytest.mark.skipif(bool(missing("hibari")), reason=missing("hibari"))
class TestHibari(EngineContract):
    engine = "hibari"
    texts: ClassVar = {"en": "Order thirty-seven is ready"}
    streams = True


@pytest.mark.skipif(bool(missing("kokoro")), reason=missing("kokoro"))
@pytest.mark.once
@pytest.mark.timeout(600)  # a hundred texts take it most of a minute, and many where all processors are busy
class TestKokoro(EngineContract):
    engine = "kokoro"
    texts: ClassVar = {"zh-TW": "請A零一二號到三號櫃檯", "en": "Order thirty-seven is ready", "ja": "さんばんのかた"}
    streams = True

    @pytest.fixture(autouse=True)
    def _files(self, kokoro_settings: SpeechSettings) -> None:
        type(self).settings = kokoro_settings


@pytest.mark.once
@pytest.mark.skipif(bool(missing("piper", JOE)), reason=missing("piper", JOE))
class TestPiper(EngineContract):
    engine = "piper"
    texts: ClassVar = {"en": "Order thirty-seven is ready"}
    streams = True

    @pytest.fixture(autouse=True)
    def _files(self, piper_settings: SpeechSettings) -> None:
        type(self).settings = piper_settings


@pytest.mark.once
@pytest.mark.skipif(bool(missing("sherpa", JOE)), reason=missing("sherpa", JOE))
class TestSherpa(EngineContract):
    engine = "sherpa"
    texts: ClassVar = {"en": "order three seven is ready"}
    word = "one"
    streams = True

    @pytest.fixture(autouse=True)
    def _files(self, sherpa_settings: SpeechSettings) -> None:
        type(self).settings = sherpa_settings

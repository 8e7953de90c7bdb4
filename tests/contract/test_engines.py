"""The engines that come with Callcast keep the contract."""

from pathlib import Path
from typing import ClassVar

import pytest
from tests.support.engines import pyttsx3_is_missing
from tests.support.packs import SYLLABLES, english, gcin_is_missing, syllables_are_missing

from callcast.player.speech.engine_settings import BankSettings
from callcast.player.speech.settings import SpeechSettings
from callcast.testing.engine_contract import EngineContract


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


@pytest.mark.skipif(bool(syllables_are_missing()), reason=syllables_are_missing())
class TestBankBySyllables(EngineContract):
    engine = "bank"
    texts: ClassVar = {"zh": "請 012 號到三號櫃檯"}
    settings = SpeechSettings(bank=BankSettings(folder=SYLLABLES.parent))


class TestTone(EngineContract):
    engine = "callcast.testing.engines:Tone"
    texts: ClassVar = {"en": "a dozen characters", "zh": "請到三號櫃檯請到三號櫃檯"}

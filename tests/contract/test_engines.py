"""The engines that come with Callcast keep the contract."""

from typing import ClassVar

import pytest
from tests.support.engines import pyttsx3_is_missing

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


class TestTone(EngineContract):
    engine = "callcast.testing.engines:Tone"
    texts: ClassVar = {"en": "a dozen characters", "zh": "請到三號櫃檯請到三號櫃檯"}

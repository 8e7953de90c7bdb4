"""The engines that come with Callcast keep the contract."""

from typing import ClassVar

from callcast.testing.engine_contract import EngineContract


class TestEspeak(EngineContract):
    engine = "callcast.player.speech.engines.espeak:Espeak"
    texts: ClassVar = {
        "zh-TW": "請 A012 號到三號櫃檯",
        "en": "Order 37 is ready",
        "ja": "さんばんのかた",
        "zh-HK": "三號",
    }


class TestTone(EngineContract):
    engine = "callcast.testing.engines:Tone"
    texts: ClassVar = {"en": "a dozen characters", "zh": "請到三號櫃檯請到三號櫃檯"}

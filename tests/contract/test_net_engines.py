"""Engines that speak by others' servers and programs keep the contract."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from tests.support import edge_service, speech_server
from tests.support.programs import HOUSE, on_path

from callcast.player.speech.settings import SpeechSettings
from callcast.testing.engine_contract import EngineContract

ENGLISH, MANDARIN = "Order 37 is ready", "請 A012 號到三號櫃檯"
posix = pytest.mark.skipif(sys.platform == "win32", reason="a script of the tests is no program of Windows")


def speech(engine: str, **table: object) -> SpeechSettings:
    return SpeechSettings.model_validate({"engines": [engine], engine: table})


@pytest.mark.parametrize("form", ["wav", "pcm", "mp3"])
class TestOpenai(EngineContract):
    engine = "openai"
    texts: ClassVar = {"en": ENGLISH, "zh-TW": MANDARIN}

    @pytest.fixture(autouse=True)
    def _server(self, form: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        with speech_server.serving(key="sk-right") as server:
            voices = {"alloy": ["en"], "nova": ["zh-TW"]}
            settings = speech("openai", url=server.url, key="sk-right", voices=voices, format=form)
            monkeypatch.setattr(type(self), "settings", settings)
            yield


class TestEdge(EngineContract):
    """The package's own code, and the engine's, against a service of the tests; Microsoft's own is not tested."""

    engine = "tests.support.edge_service:EdgeHere"
    texts: ClassVar = {"en": ENGLISH, "zh-TW": MANDARIN}

    @pytest.fixture(autouse=True)
    def _service(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        with edge_service.serving() as service:
            monkeypatch.setenv(edge_service.ADDRESS, service.url)
            monkeypatch.setenv("PYTHONPATH", str(HOUSE))
            yield


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="there is no espeak-ng: apt-get install espeak-ng")
class TestEspeakNgByStdin(EngineContract):
    engine = "command"
    texts: ClassVar = {"en": ENGLISH}
    settings = speech(
        "command", command=["espeak-ng", "--stdin", "--stdout", "-v", "{voice}"], voices={"en-us": ["en"], "de": ["de"]}
    )


@pytest.mark.once
@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="there is no espeak-ng: apt-get install espeak-ng")
class TestEspeakNgIntoAFile(EngineContract):
    engine = "command"
    texts: ClassVar = {"en": ENGLISH}
    settings = speech(
        "command", command=["espeak-ng", "-v", "{voice}", "-w", "{out}", "{text}"], voices={"en-us": ["en"]}
    )


class TestPythonProgram(EngineContract):
    engine = "command"
    in_a_row: ClassVar = 20  # starts of Python; those of espeak-ng above are the hundred
    texts: ClassVar = {"en": ENGLISH, "zh-TW": MANDARIN}
    settings = speech(
        "command",
        command=[*speech_server.PROGRAM, "{voice}"],
        voices={"en-us": ["en"], "cmn": ["zh"]},
    )


@pytest.mark.once
@posix
class TestSay(EngineContract):
    """The engine, with a program that takes the same orders; that of macOS runs below where there is one."""

    engine = "say"
    in_a_row: ClassVar = 20
    texts: ClassVar = {"en": ENGLISH, "zh-TW": MANDARIN, "ja": "さんばんのかた"}

    @pytest.fixture(autouse=True)
    def _program(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        on_path("say", "fake_say", tmp_path, monkeypatch)


@pytest.mark.once
@posix
class TestSapi(EngineContract):
    """The engine, with a program that knows its two scripts; that of Windows runs below where there is one."""

    engine = "sapi"
    in_a_row: ClassVar = 20
    texts: ClassVar = {"en": ENGLISH, "zh-TW": MANDARIN}

    @pytest.fixture(autouse=True)
    def _program(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        on_path("powershell", "fake_powershell", tmp_path, monkeypatch)


@pytest.mark.skipif(sys.platform != "darwin", reason="say is a program of macOS")
class TestSayItself(EngineContract):
    engine = "say"
    texts: ClassVar = {"en": ENGLISH}


@pytest.mark.skipif(
    sys.platform != "win32" or shutil.which("powershell") is None, reason="SAPI is spoken by Windows PowerShell"
)
class TestSapiItself(EngineContract):
    engine = "sapi"
    texts: ClassVar = {"en": ENGLISH}

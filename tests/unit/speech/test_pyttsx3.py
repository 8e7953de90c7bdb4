"""pyttsx3 in its worker, where it is kept from all that it is known to do wrong."""

import asyncio
import shutil
import subprocess
import wave
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.support.engines import pyttsx3_is_missing

from callcast.player.speech.engine import Request
from callcast.player.speech.engines.pyttsx3 import Pyttsx3, _named, _tag
from callcast.player.speech.errors import EmptyAudio, EngineFailed
from callcast.player.speech.host import Host
from callcast.player.speech.settings import SpeechSettings
from callcast.player.speech.sound_file import read

real = pytest.mark.skipif(bool(pyttsx3_is_missing()), reason=pyttsx3_is_missing())


def hosted(work: Callable[[Host], Awaitable[None]], **table: float) -> None:
    async def scenario() -> None:
        host = Host("pyttsx3", SpeechSettings.model_validate({"pyttsx3": table}))
        try:
            await host.know()
            await work(host)
        finally:
            await host.close()

    asyncio.run(scenario())


def english(host: Host, text: str = "Order 37 is ready") -> Request:
    voice = next(voice for voice in host.voices if voice.languages[0].lower().startswith("en"))
    return Request(text, voice.name, voice.languages[0])


@real
def test_a_hundred_in_a_row_are_alike() -> None:
    """By one process: none of them had to be tried again in a new one."""

    async def work(host: Host) -> None:
        first = len((await host.synthesize(english(host))).pcm)
        pid = host.pid
        for _ in range(100):
            assert len((await host.synthesize(english(host))).pcm) == pytest.approx(first, rel=0.02)
        assert host.pid == pid

    hosted(work)


class Driver:
    """In place of the package's engine: it breaks off what it saves `breaks` times, or whenever it plays already."""

    driver_name = "espeak"

    def __init__(self, engine: Pyttsx3, breaks: int) -> None:
        self.engine, self.breaks, self.looks, self.path = engine, breaks, 0, ""

    def plays(self) -> bool:
        """Until the third look after a rate was set or a text was spoken."""
        self.looks -= 1
        return self.looks >= 0

    def setProperty(self, name: str, value: object) -> None:  # noqa: N802 - the package's name
        self.looks = 3

    def save_to_file(self, text: str, path: str) -> None:
        self.path = path

    def runAndWait(self) -> None:  # noqa: N802 - the package's name
        broken = self.looks > 0 or self.breaks > 0
        self.breaks -= 1
        with wave.open(self.path, "wb") as file:
            file.setparams((1, 2, 22_050, 0, "NONE", ""))
            file.writeframes(b"" if broken else b"sound!")
        self.looks = 3
        self.engine._note_end(completed=not broken)


def driven(breaks: int, monkeypatch: pytest.MonkeyPatch) -> Pyttsx3:
    engine = Pyttsx3()
    driver = Driver(engine, breaks)
    engine._engine = driver
    engine._ids["en"] = "gmw/en"
    monkeypatch.setattr(engine, "_plays", driver.plays)
    return engine


@pytest.mark.parametrize("breaks", [0, 1, 3])
def test_what_the_driver_breaks_off_is_waited_out_and_spoken_again(
    breaks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = driven(breaks, monkeypatch)
    for _ in range(3):
        assert b"".join(engine.synthesize(Request("x", "en", "en")).blocks) == b"sound!"


def test_a_driver_that_breaks_off_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callcast.player.speech.engines.pyttsx3.PATIENCE", 0.05)
    with pytest.raises(EngineFailed, match="did not finish"):
        driven(1_000_000, monkeypatch).synthesize(Request("x", "en", "en"))


@real
def test_rate_and_volume_are_those_of_the_settings() -> None:
    sounds: list[NDArray[np.int16]] = []
    digests: list[str] = []

    async def work(host: Host) -> None:
        sounds.append(np.frombuffer((await host.synthesize(english(host))).pcm, "<i2"))
        digests.append((await host.know()).digest)

    hosted(work)
    hosted(work, rate=180, volume=1.0)
    hosted(work, rate=90)
    hosted(work, volume=0.25)
    assert len(sounds[1]) == pytest.approx(len(sounds[0]), rel=0.02)
    assert len(sounds[2]) > 1.5 * len(sounds[0])
    assert sounds[3].max() == pytest.approx(sounds[0].max() / 4, rel=0.1)
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


@real
def test_where_there_is_nothing_to_speak_it_says_so_and_lives_on() -> None:
    async def work(host: Host) -> None:
        before = host.pid
        with pytest.raises(EmptyAudio, match="nothing to speak"):
            await host.synthesize(english(host, "\u200b \t"))
        assert (await host.synthesize(english(host))).pcm
        assert host.pid == before

    hosted(work)


@real
def test_chinese_is_spoken_by_no_voice_that_reads_tones_as_numbers() -> None:
    """As espeak-ng 1.51 has them; one without such a fault speaks Mandarin."""
    espeak = shutil.which("espeak-ng")
    if espeak is None:
        pytest.skip("espeak-ng is not installed, which says how it reads")

    def well_read(name: str) -> bool:
        command = [espeak, "-v", name, "-q", "-x", "請到三號櫃檯"]
        return "(en)" not in subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout

    names: set[str] = set()

    async def work(host: Host) -> None:
        names.update(voice.name for voice in host.voices)

    hosted(work)
    for name in ("cmn", "hak", "yue"):
        assert (name in names) == well_read(name), name


@real
def test_each_voice_is_another() -> None:
    """Not the default one under many names."""
    lengths: set[int] = set()

    async def work(host: Host) -> None:
        for voice in host.voices:
            if voice.name in ("en-us", "fr", "de"):
                lengths.add(len((await host.synthesize(Request("12", voice.name, voice.languages[0]))).pcm))

    hosted(work)
    assert len(lengths) == 3


def test_voices_are_named_by_their_last_word_or_all_of_it() -> None:
    ids = ["gmw/en-us", "roa/fr", "other/fr", "HKEY_LOCAL_MACHINE\\Voices\\TTS_MS_EN-US_ZIRA_11.0"]
    voices = [SimpleNamespace(id=one) for one in ids]
    assert [name for name, _ in _named(voices)] == ["en-us", "roa/fr", "other/fr", "TTS_MS_EN-US_ZIRA_11.0"]


@pytest.mark.parametrize(
    ("language", "tag"),
    [
        ("en-us", "en-us"),
        (b"\x05en", "en"),
        ("en_US", "en-US"),
        ("Unknown Locale: 1041", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_is_a_tag_or_none(language: object, tag: str | None) -> None:
    assert _tag(language) == (tag if language is not None else _tag("None"))


def test_a_file_is_read_whatever_its_form(tmp_path: Path) -> None:
    path = tmp_path / "spoken.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 22_050, 0, "NONE", ""))
        file.writeframes(bytes(range(100)))
    assert read(path) == (22_050, bytes(range(100)))
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 22_050, 0, "NONE", ""))
    assert read(path)[1] == b""
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 8_000, 0, "NONE", ""))
        file.writeframes(b"\x00\x10" * 200)
    rate, pcm = read(path)
    assert (rate, len(pcm)) == (8_000, 200)
    path.write_bytes(b"no sound")
    with pytest.raises((ValueError, OSError)):
        read(path)

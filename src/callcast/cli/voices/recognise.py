"""What a folder holds, by its content: a voice pack, a voice of Piper, a model of sherpa or of Kokoro."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from callcast.cli.voices.errors import BadPack
from callcast.player.speech.bank import pack
from callcast.player.speech.bank.manifest import FILE
from callcast.player.speech.errors import PackError

DEPTH = 3
"""Folders with nothing but a folder in them that are gone through."""
AUDIO_CMN = "CC BY-SA, as all of the collection Audio-cmn"
_PAPERS = re.compile(r"(licen[cs]e|copying|notice|readme|model_card|authors)", re.IGNORECASE)
_KOKORO, _STYLE = "kokoro-v1.0.int8.onnx", re.compile(r"[a-z][fm]_[a-z0-9]+\.bin")
_VOICES = (
    "a folder or archive with a pack.toml, or with cmn-*.mp3, a voice of Piper (.onnx and .onnx.json), "
    "or a model of sherpa or Kokoro"
)


@dataclass(frozen=True)
class Found:
    """A voice: what of it goes where in its folder. One with `own` has a folder of its own in that of the engine.

    `texts` are files that it lacks.
    """

    engine: str
    name: str
    own: bool
    files: Mapping[str, Path]
    title: str
    licence: str
    texts: Mapping[str, str] = field(default_factory=dict)


def recognise(folder: Path, what: str, name: str | None = None) -> Found:
    """What is in `folder`, to be called `name`, or as its folder is; `BadPack` for `what`."""
    root = _root(folder)
    called = name or _name(root.name)
    if pack.is_pack(root):
        return _bank(root, called, what)
    models = sorted(path for path in root.iterdir() if path.suffix == ".onnx" and path.is_file())
    styles = [path for path in [*root.glob("*.bin"), *root.glob("voices/*.bin")] if _STYLE.fullmatch(path.name)]
    if models and (root / "tokens.txt").is_file():
        return Found("sherpa", called, True, _all(root), f"model of sherpa {called}", "")
    if styles or (root / _KOKORO).is_file():
        kept = {path.name: path for path in [*styles, root / _KOKORO] if path.is_file()}
        return Found("kokoro", name or "kokoro-files", False, kept, f"{len(kept)} files of Kokoro", "")
    if models:
        return piper(models[0], what)
    raise BadPack(what, f"there is no voice in it; a voice is {_VOICES}")


def piper(model: Path, what: str) -> Found:
    """The voice of Piper in the file `model`, and the file beside it; `BadPack` for `what`."""
    beside = model.with_name(f"{model.name}.json")
    try:
        told = json.loads(beside.read_bytes())
        language = told["language"]["code"] if "language" in told else told["espeak"]["voice"]
        int(told["audio"]["sample_rate"])
    except OSError:
        reason = f"a voice of Piper is two files, and {beside.name} is not beside {model.name}; put it there"
        raise BadPack(what, reason) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadPack(what, f"{beside.name} is no description of a voice of Piper; fetch it again") from None
    name = _name(model.name.removesuffix(".onnx"))
    files = {f"{name}.onnx": model, f"{name}.onnx.json": beside}
    return Found("piper", name, False, files, f"voice of Piper, {str(language)[:20]}", "")


def _bank(root: Path, name: str, what: str) -> Found:
    from callcast.player.speech.bank.recording import load  # numpy: for whoever adds a pack

    try:
        read = pack.read(root)
        for path in read.files:
            load(read.name, path)  # what cannot be heard is told now, not at the first call
    except PackError as error:
        raise BadPack(what, error.reason) from None
    home = root.resolve()
    files = {path.resolve().relative_to(home).as_posix(): path for path in read.files}
    papers = {path.name: path for path in root.iterdir() if path.is_file() and _PAPERS.match(path.name)}
    told, manifest, texts = read.manifest, {FILE: root / FILE}, {}
    if not (root / FILE).is_file():  # Audio-cmn: with one, everybody sees what the folder is
        told, manifest = told.model_copy(update={"licence": AUDIO_CMN}), {}
        texts = {FILE: told.dumps()}
    by = f" by {told.speaker}" if told.speaker else ""
    title = f"voice pack {told.name}{by}, {told.language}, {len(files):,} recordings"
    return Found("bank", name, True, {**papers, **files, **manifest}, title, told.licence, texts)


def _root(folder: Path) -> Path:
    """The folder itself, or the one that is alone in it."""
    for _ in range(DEPTH):
        inside = [path for path in folder.iterdir() if path.name != "__MACOSX" and not path.name.startswith(".")]
        if len(inside) != 1 or not inside[0].is_dir():
            break
        folder = inside[0]
    return folder


def _all(root: Path) -> dict[str, Path]:
    paths = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(root).as_posix(): path for path in paths}


def _name(text: str) -> str:
    """A name that a folder can have everywhere, like `text`."""
    name = re.sub(r"[^\w.-]+", "-", text).strip("-._")[:64]
    return name or "voice"

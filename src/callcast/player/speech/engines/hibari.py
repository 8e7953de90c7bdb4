"""hibari: English in 8 MB, a hundred times as fast as one listens; one voice is in its package.

Its others (`bf_emma.int8.onnx` ...) speak when their files are in the folder. By itself it would fetch them from the
net at the first use: it is never asked for one that is not there.
"""

import hashlib
import logging
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcast import extras
from callcast.player.speech.engine import Request, Speech, Voice
from callcast.player.speech.engines import pauses
from callcast.player.speech.engines.phonemes.pieces import Reader
from callcast.player.speech.engines.request import chosen, missing, pieces_of, sounds
from callcast.player.speech.errors import EngineUnavailable

log = logging.getLogger(__name__)

_MOST = 400
"""Phonemes that it says in one go."""
_SEED = 1
"""Of the noise in its voice: the same words sound the same."""


class Hibari:
    """The engine."""

    name = "hibari"

    def __init__(self, folder: str | None = None, threads: int | None = 1, speed: float = 1.0) -> None:
        self.version = self.digest = ""
        self._folder = Path(folder) if folder else None
        self._threads, self._speed = threads or 1, speed
        self._paths: dict[str, Path] = {}
        self._voices: list[Voice] = []
        self._speakers: dict[str, Any] = {}
        self._readers: dict[str, Reader] = {}

    def start(self) -> None:
        """Find its voices, load the first, and test that it speaks."""
        try:
            import hibari  # type: ignore[import-untyped]  # it has no annotations
            import hibari.voices  # type: ignore[import-untyped]
        except ImportError as error:
            raise missing(self.name, error) from error
        self._rate = int(hibari.SAMPLE_RATE)
        self._list(hibari.voices)
        self.version = version("hibari-tts")
        known = sorted((name, hashlib.sha256(path.read_bytes()).hexdigest()) for name, path in self._paths.items())
        self.digest = hashlib.sha256(repr((known, self._speed, _SEED)).encode()).hexdigest()
        if not sounds(self):
            raise EngineUnavailable(self.name, f"its self-test gave no sound; {extras.install('hibari')}")

    def _list(self, registry: Any) -> None:
        """The voices whose files are here, the package's own first."""
        for name, told in sorted(registry.VOICES.items(), key=lambda item: not item[1].get("bundled")):
            path = Path(registry.ASSETS, told["file"]) if told.get("bundled") else self._own(told["file"])
            if path is None or not path.is_file():
                continue
            if hashlib.sha256(path.read_bytes()).hexdigest() != told["sha256"]:
                log.warning("%s is not what hibari's list of voices says; it is left out", path)
                continue
            self._paths[name] = path
            self._voices.append(Voice(name, (str(told["language"]).lower(),)))
        if not self._voices:
            raise EngineUnavailable(self.name, f"its package is damaged; {extras.install('hibari')}")

    def _own(self, file: str) -> Path | None:
        return self._folder / file if self._folder else None

    def voices(self) -> Sequence[Voice]:
        """By its own names: `heart` is American."""
        return self._voices

    def synthesize(self, request: Request) -> Speech:
        """Speak, sentence by sentence."""
        path = chosen(self._paths, request, self.name)
        found = pieces_of(request, self._reader(request.language), _MOST, self.name)
        speaker = self._speaker(request.voice, path)

        def sound(phonemes: str) -> NDArray[np.float32]:
            return np.asarray(speaker.from_phonemes(phonemes, speed=self._speed, seed=_SEED), np.float32)

        return Speech(self._rate, pauses.blocks(found, sound, self._rate))

    def _reader(self, language: str) -> Reader:
        from callcast.player.speech.engines.phonemes.english import English

        if language not in self._readers:
            self._readers[language] = English(british=language == "en-gb")
        return self._readers[language]

    def _speaker(self, voice: str, path: Path) -> Any:
        import hibari

        if voice not in self._speakers:
            self._speakers[voice] = hibari.Hibari(voice=voice, model=str(path), threads=self._threads)
        return self._speakers[voice]

"""Piper's voices, by file: `NAME.onnx` and `NAME.onnx.json` in the folder are a voice.

It brings espeak-ng (GPL-3.0), as does its own licence: it stays in its process.
"""

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from callcast.player.speech.engine import Request, Speech, Voice
from callcast.player.speech.engines import onnx, pauses
from callcast.player.speech.engines.phonemes.pieces import SENTENCE_MS
from callcast.player.speech.engines.request import chosen, missing, nothing, sounds, text_of
from callcast.player.speech.errors import EngineUnavailable

log = logging.getLogger(__name__)

_INSTALL = "callcast voices install lists those that there are"
_READ = ("espeak", "text")
"""Kinds of phonemes that need no further package."""


class _Speaker(NamedTuple):
    model: Path
    number: int | None


class Piper:
    """The engine."""

    name = "piper"

    def __init__(self, folder: str | None = None, threads: int | None = None, speed: float = 1.0) -> None:
        self.version = self.digest = ""
        self._folder = Path(folder) if folder else Path("voices", "piper")
        self._threads, self._speed = threads or onnx.spare(), speed
        self._speakers: dict[str, _Speaker] = {}
        self._voices: list[Voice] = []
        self._loaded: dict[Path, Any] = {}

    def start(self) -> None:
        """Find its voices, load the first, and test that it speaks."""
        try:
            import piper  # noqa: F401 - is it there?
        except ImportError as error:
            raise missing(self.name, error) from error
        shapes = hashlib.sha256(repr(self._speed).encode())
        for model in sorted(self._folder.glob("*.onnx")):
            if self._list(model):
                shapes.update(model.name.encode() + model.read_bytes() + _beside(model).read_bytes())
        if not self._voices:
            raise EngineUnavailable(
                self.name, f"there is no NAME.onnx with its NAME.onnx.json in {self._folder}; {_INSTALL}"
            )
        self.version, self.digest = version("piper-tts"), shapes.hexdigest()
        if not sounds(self):
            raise EngineUnavailable(self.name, f"its self-test with {self._voices[0].name} gave no sound")

    def _list(self, model: Path) -> bool:
        """Whether it is a voice; what is wrong with one that is not, the log tells."""
        try:
            told = json.loads(_beside(model).read_text(encoding="utf-8"))
            kind = str(told.get("phoneme_type", "espeak"))
            language = str(told.get("language", {}).get("code") or told["espeak"]["voice"]).replace("_", "-").lower()
            speakers = {str(name): int(number) for name, number in told.get("speaker_id_map", {}).items()}
        except (OSError, ValueError, LookupError, AttributeError, TypeError) as error:
            log.warning("%s is left out: %s cannot be read (%s)", model, _beside(model).name, error)
            return False
        if kind not in _READ:
            log.warning("%s is left out: it is read by %s, which needs further packages", model, kind)
            return False
        self._add(model.stem, _Speaker(model, None), language)
        if len(speakers) > 1:
            for name, number in speakers.items():
                self._add(f"{model.stem}-{name}", _Speaker(model, number), language)
        return True

    def _add(self, name: str, speaker: _Speaker, language: str) -> None:
        if name not in self._speakers:
            self._speakers[name] = speaker
            self._voices.append(Voice(name, (language,)))

    def voices(self) -> Sequence[Voice]:
        """By the names of the files, and of the speakers of those that have several."""
        return self._voices

    def synthesize(self, request: Request) -> Speech:
        """Speak, sentence by sentence."""
        speaker = chosen(self._speakers, request, self.name)
        text = text_of(request, self.name).replace("[[", "[ [")  # which would be phonemes
        voice = self._voice(speaker.model)
        if not any(voice.phonemize(text)):
            raise nothing(self.name, request)
        return Speech(int(voice.config.sample_rate), self._blocks(voice, text, speaker.number))

    def _voice(self, model: Path) -> Any:
        from piper import PiperVoice
        from piper.config import PiperConfig

        if model not in self._loaded:
            try:
                config = PiperConfig.from_dict(json.loads(_beside(model).read_text(encoding="utf-8")))
                session = onnx.session(str(model), self._threads)
            except Exception as error:  # of the library, anything
                raise EngineUnavailable(self.name, f"{model} does not load ({str(error)[:200]}); {_INSTALL}") from error
            self._loaded[model] = PiperVoice(session=session, config=config)
        return self._loaded[model]

    def _blocks(self, voice: Any, text: str, speaker: int | None) -> Iterator[bytes]:
        from piper import SynthesisConfig

        config = SynthesisConfig(speaker_id=speaker, length_scale=voice.config.length_scale / self._speed)
        rate = int(voice.config.sample_rate)
        pause = b""
        for chunk in voice.synthesize(text, config):
            sound = pauses.shortened(pauses.trimmed(chunk.audio_float_array, rate), rate)
            if len(sound):
                yield pause + pauses.pcm(sound)
                pause = pauses.pcm(pauses.silence(SENTENCE_MS, rate))


def _beside(model: Path) -> Path:
    return model.with_name(model.name + ".json")

"""Voices that sherpa-onnx runs, by file: each folder in the engine's own is a model, as its project packs them.

A folder of VITS has an `*.onnx` and `tokens.txt`, one of Kokoro or Kitten `voices.bin` too, one of Matcha a vocoder;
`lexicon*.txt`, `espeak-ng-data`, `dict` and `*.fst` where it needs them. Since 2.0 sherpa-onnx reads no text by
espeak-ng: a model that has no lexicon is left out (those of Piper speak by the engine `piper`). One without the notes
that sherpa-onnx reads in it ends the process: that is the engine's crash, and the folder must go.
"""

import hashlib
import logging
import queue
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from callcast.player.speech.engine import Request, Speech, Voice
from callcast.player.speech.engines import onnx, pauses
from callcast.player.speech.engines.request import chosen, missing, nothing, text_of
from callcast.player.speech.errors import EngineFailed, EngineUnavailable

log = logging.getLogger(__name__)

_VOCODERS = ("vocos*.onnx", "hifigan*.onnx", "*vocoder*.onnx")
_FIRST_WORDS = ("one", "一", "いち", "1")
"""Of which every model knows one."""
_NAMED = {"zh": "cmn", "cantonese": "yue", "multi": "cmn"}
"""Languages by how names of models have them; others by their tags."""
_TAG = re.compile(r"(?<![a-z])(zh|yue|cantonese|multi|en|ja|ko|de|fr|es|it|pt|nl|ru|pl|vi|th)(?:_([A-Z]{2}))?(?![a-z])")


class _Speaker(NamedTuple):
    model: str
    number: int


class Sherpa:
    """The engine."""

    name = "sherpa"

    def __init__(
        self,
        folder: str | None = None,
        threads: int | None = None,
        speed: float = 1.0,
        languages: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.version = self.digest = ""
        self._folder = Path(folder) if folder else Path("voices", "sherpa")
        self._threads, self._speed = threads or onnx.spare(), speed
        self._languages = dict(languages or {})
        self._models: dict[str, Any] = {}
        self._speakers: dict[str, _Speaker] = {}
        self._voices: list[Voice] = []

    def start(self) -> None:
        """Load the models, and test that they speak."""
        try:
            import sherpa_onnx  # type: ignore[import-untyped]  # noqa: F401 - is it there?
        except ImportError as error:
            raise missing(self.name, error) from error
        shapes = hashlib.sha256(repr(self._speed).encode())
        for folder in sorted(path for path in self._folder.glob("*/") if (path / "tokens.txt").is_file()):
            self._list(folder)
            for file in sorted(path for path in folder.iterdir() if path.is_file()):
                shapes.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
        if not self._voices:
            raise EngineUnavailable(
                self.name,
                f"there is no folder of a model that speaks (model.onnx, tokens.txt, lexicon.txt) in {self._folder}; "
                "callcast voices install lists those that there are",
            )
        self.version, self.digest = version("sherpa-onnx"), shapes.hexdigest()

    def _list(self, folder: Path) -> None:
        languages = tuple(self._languages.get(folder.name) or guessed(folder.name))
        if not languages:
            log.warning("%s is left out: write its languages into [speech.sherpa.languages]", folder)
            return
        model = self._loaded(folder)
        if not any(any(self._blocks(model, word, 0)) for word in _FIRST_WORDS):
            log.warning("%s is left out: it says nothing, for it has no lexicon", folder)
            return
        self._models[folder.name] = model
        count = int(model.num_speakers)
        for number in range(max(1, count)):
            name = folder.name if count <= 1 else f"{folder.name}-{number}"
            self._speakers[name] = _Speaker(folder.name, number)
            self._voices.append(Voice(name, languages))

    def _loaded(self, folder: Path) -> Any:
        import sherpa_onnx

        rules = ",".join(map(str, sorted(folder.glob("*.fst"))))
        model = sherpa_onnx.OfflineTtsModelConfig(**_config(folder), num_threads=self._threads)
        config = sherpa_onnx.OfflineTtsConfig(model=model, rule_fsts=rules, max_num_sentences=1)
        if not config.validate():
            raise EngineUnavailable(
                self.name, f"the files in {folder} are not complete; its log tells which is missing"
            )
        return sherpa_onnx.OfflineTts(config)

    def voices(self) -> Sequence[Voice]:
        """By the names of the folders; the speakers of one that has several by number."""
        return self._voices

    def synthesize(self, request: Request) -> Speech:
        """Speak, sentence by sentence."""
        speaker = chosen(self._speakers, request, self.name)
        text = text_of(request, self.name)
        model = self._models[speaker.model]
        blocks = self._blocks(model, text, speaker.number)
        first = next(blocks, None)
        if first is None:
            raise nothing(self.name, request)
        return Speech(int(model.sample_rate), _after(first, blocks))

    def _blocks(self, model: Any, text: str, speaker: int) -> Iterator[bytes]:
        """What it says, as it says it: in a thread, for it calls back."""
        rate = int(model.sample_rate)
        said: queue.Queue[NDArray[np.float32] | Exception | None] = queue.Queue()

        def heard(samples: NDArray[np.float32], _progress: float) -> int:
            said.put(np.array(samples, np.float32))
            return 1

        def speak() -> None:
            try:
                model.generate(text, sid=speaker, speed=self._speed, callback=heard)
                said.put(None)
            except Exception as error:  # passed on
                said.put(error)

        threading.Thread(target=speak, name="sherpa", daemon=True).start()
        while (block := said.get()) is not None:
            if isinstance(block, Exception):
                raise EngineFailed(self.name, str(block)[:200]) from block
            if len(sound := pauses.shortened(block, rate)):
                yield pauses.pcm(sound)


def _after(first: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from blocks


def _config(folder: Path) -> dict[str, Any]:
    """Which kind of model it is, by the files that are there."""
    import sherpa_onnx

    lexicon = ",".join(map(str, sorted(folder.glob("lexicon*.txt"))))
    common = {"tokens": str(folder / "tokens.txt"), "data_dir": _if_there(folder / "espeak-ng-data")}
    more = {"lexicon": lexicon, "dict_dir": _if_there(folder / "dict")}
    vocoders = [path for pattern in _VOCODERS for path in sorted(folder.glob(pattern))]
    models = [path for path in sorted(folder.glob("*.onnx")) if path not in vocoders]
    model = str(models[0]) if models else ""
    voices = folder / "voices.bin"
    if voices.is_file() and "kitten" in folder.name:
        return {"kitten": sherpa_onnx.OfflineTtsKittenModelConfig(model=model, voices=str(voices), **common)}
    if voices.is_file():
        return {"kokoro": sherpa_onnx.OfflineTtsKokoroModelConfig(model=model, voices=str(voices), **common, **more)}
    if vocoders:
        matcha = sherpa_onnx.OfflineTtsMatchaModelConfig
        return {"matcha": matcha(acoustic_model=model, vocoder=str(vocoders[0]), **common, **more)}
    return {"vits": sherpa_onnx.OfflineTtsVitsModelConfig(model=model, **common, **more)}


def _if_there(path: Path) -> str:
    return str(path) if path.exists() else ""


def guessed(name: str) -> tuple[str, ...]:
    """Languages by a model's name: `vits-melo-tts-zh_en`, `vits-piper-en_US-amy-low`, `kokoro-multi-lang-v1_0`."""
    found: list[str] = []
    for language, region in _TAG.findall(name):
        tag = _NAMED.get(language, language)
        found += [f"{tag}-{region.lower()}" if region and tag == language else tag]
        if language == "multi":
            found.append("en")
    return tuple(dict.fromkeys(found))

"""The voices of the operating system by pyttsx3: SAPI on Windows, NSSpeechSynthesizer on macOS, espeak elsewhere.

It is used in the one way in which it was found to be sound: alone in a process, on its main thread, one text at a time,
each into a file of its own. `runAndWait` returns before that file is there, so the end of the utterance is waited for;
a file may be well-formed and empty, so it must have frames. When something of that fails the process is given up, and
whoever asked asks again: see `Host`. A text that has no sound (an emoji) cannot be told from such a fault.
"""

import contextlib
import ctypes
import hashlib
import io
import platform
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from callcast import extras
from callcast.player.speech.engine import Request, Speech, Voice
from callcast.player.speech.errors import EmptyAudio, EngineFailed, EngineUnavailable
from callcast.player.speech.sound_file import read
from callcast.tags import canonical

RATE, VOLUME = 180, 1.0
"""Words a minute, and the share of full loudness."""

PATIENCE = 5.0
"""Seconds from `runAndWait` to the end of the utterance, after which it is given up."""

_SAVES_AT_ONCE = {"sapi5"}
"""Drivers whose `save_to_file` returns when the file is whole; they tell of no end."""

_INSTALL = f"{extras.install('pyttsx3')}, and on Linux espeak-ng with its library (apt-get install espeak-ng)"
_TAG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")


class Pyttsx3:
    """The engine. One in a process."""

    name = "pyttsx3"

    def __init__(self, rate: int = RATE, volume: float = VOLUME) -> None:
        self.version = self.digest = ""
        self._rate, self._volume = rate, volume
        self._ids: dict[str, str] = {}
        self._voices: list[Voice] = []
        self._ended = self._completed = False
        self._fault = ""

    def start(self) -> None:
        """Load the driver, read its voices, and test that one speaks."""
        try:
            import pyttsx3  # type: ignore[import-untyped]  # it has no annotations

            self._engine = pyttsx3.init()
        except Exception as error:  # of the driver's library, anything
            raise EngineUnavailable(self.name, f"it does not load ({error}); {_INSTALL}") from error
        self._engine.connect("finished-utterance", self._note_end)
        self._engine.connect("error", self._note_fault)
        self._list()
        self.version = version("pyttsx3")
        self.digest = self._digested()
        if not self._voices:
            raise EngineUnavailable(self.name, f"it has no voice; {_INSTALL}")
        first = self._voices[0]
        self.synthesize(Request("1", first.name, first.languages[0]))

    def _list(self) -> None:
        """Its voices by name, those left out that say no language or read Chinese as English."""
        with contextlib.redirect_stdout(io.StringIO()):
            found = list(self._engine.getProperty("voices"))
        for name, voice in _named(found):
            languages = tuple(tag for tag in map(_tag, voice.languages or ()) if tag)
            if languages and not (self._driver == "espeak" and self._misreads(voice.id, languages)):
                self._ids[name] = voice.id
                self._voices.append(Voice(name, languages))

    @property
    def _driver(self) -> str:
        return str(self._engine.driver_name)

    def _misreads(self, voice: str, languages: Sequence[str]) -> bool:
        """Whether it is one of espeak's Chinese voices that speak tones as English numbers, as those of 1.51 do."""
        if canonical(languages[0]).partition("-")[0] not in ("cmn", "yue", "hak"):
            return False
        from pyttsx3.drivers import _espeak  # type: ignore[import-untyped]

        _espeak.SetVoiceByName(voice.encode())  # the engine's own way takes effect only when it speaks
        read_out = _espeak.dll.espeak_TextToPhonemes
        read_out.restype = ctypes.c_char_p
        memory = ctypes.create_string_buffer("請到三號櫃檯".encode())
        place = ctypes.c_void_p(ctypes.addressof(memory))
        return b"(en)" in (read_out(ctypes.byref(place), 1, 0) or b"(en)")

    def _digested(self) -> str:
        shapes = [self._driver, platform.platform(), self._rate, self._volume]
        if self._driver == "espeak":
            from pyttsx3.drivers import _espeak

            _espeak.dll.espeak_Info.restype = ctypes.c_char_p
            shapes.append(_espeak.dll.espeak_Info(None).decode())
        return hashlib.sha256(repr(shapes).encode()).hexdigest()

    def voices(self) -> Sequence[Voice]:
        """As the driver lists them, but for `_list`."""
        return self._voices

    def synthesize(self, request: Request) -> Speech:
        """Speak into a file, and read it."""
        if request.voice not in self._ids:
            raise EngineFailed(self.name, f'it has no voice "{request.voice}"')
        text = "".join(char if char.isprintable() else " " for char in request.text).strip()
        if not text:
            raise EmptyAudio(self.name, "there is nothing to speak")
        self._fault = ""
        # The file is open in the driver still, when that has failed: Windows does not let it be removed then.
        with tempfile.TemporaryDirectory(prefix="callcast-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / "spoken.wav"
            self._save(text, self._ids[request.voice], path)
            rate, pcm = read(path) if path.is_file() else (0, b"")
        if not pcm:
            raise EngineFailed(self.name, self._fault or "it wrote a file without sound")
        return Speech(rate, iter((pcm,)))

    def _save(self, text: str, voice: str, path: Path) -> None:
        """Speak into `path`; what the driver breaks off by itself, again."""
        end = time.monotonic() + PATIENCE
        self._completed = False
        while not self._completed:
            self._hold(end)
            self._ended = False
            # It prints the file's name at each call.
            with contextlib.redirect_stdout(io.StringIO()):
                self._engine.setProperty("voice", voice)
                self._engine.setProperty("rate", self._rate)
                self._engine.setProperty("volume", self._volume)
                self._wait_while(self._plays, end)
                self._engine.save_to_file(text, str(path))
                self._engine.runAndWait()
            if self._driver in _SAVES_AT_ONCE:
                return
            self._wait_while(lambda: not self._ended or self._plays(), end)

    def _wait_while(self, condition: Callable[[], bool], end: float) -> None:
        while condition():
            self._hold(end)
            time.sleep(0.002)

    def _hold(self, end: float) -> None:
        if time.monotonic() > end:
            raise EngineFailed(self.name, self._fault or f"it did not finish within {PATIENCE:g} s")

    def _plays(self) -> bool:
        """Whether espeak's thread is at work, be it that a rate is set: what is to be saved now, the driver breaks off.

        It tells of the end of an utterance before it is through with it.
        """
        if self._driver != "espeak":
            return False
        from pyttsx3.drivers import _espeak

        return bool(_espeak.IsPlaying())

    def _note_end(self, name: str | None = None, completed: bool = True) -> None:
        """Called by the driver."""
        self._completed = completed
        self._ended = True

    def _note_fault(self, name: str | None = None, exception: Exception | None = None) -> None:
        """Called by the driver, sometimes although all goes well."""
        self._fault = str(exception)


def _named(voices: Iterable[Any]) -> list[tuple[str, Any]]:
    """Each by the last word of its identifier, by all of it where two would have the same name."""
    listed = list(voices)
    short = [re.split(r"[/\\]", str(voice.id))[-1] for voice in listed]
    return [
        (name if short.count(name) == 1 else str(voice.id), voice) for name, voice in zip(short, listed, strict=True)
    ]


def _tag(language: object) -> str | None:
    """What a driver calls a language, which may be bytes with one of priority before it, as a tag."""
    text = language.decode("ascii", "ignore") if isinstance(language, bytes) else str(language)
    text = "".join(char for char in text if char.isprintable()).replace("_", "-")
    return text if _TAG.fullmatch(text) else None

"""espeak-ng 1.52 from the `espeakng-loader` wheel, by ctypes.

Its library is not re-entrant and keeps its voice in globals: it needs a process of its own. Its licence (GPL-3.0) asks
for that too. API: espeak-ng's `src/include/espeak-ng/speak_lib.h`.
"""

import ctypes
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from callcast.player.speech.engine import Request, Speech, Voice
from callcast.player.speech.errors import EmptyAudio, EngineFailed, EngineUnavailable

_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_PHONEMES_PLAIN = 0
_POSITION_CHARACTER = 1
_RATE = 1
_OK = 0

_REPAIR = "install it again with `pip install --force-reinstall espeakng-loader`"
_MAX_SECONDS = 600

WORDS_PER_MINUTE = {"en": 150, "cmn": 160, "yue": 160, "hak": 160, "ja": 160}
"""Speed by the voice's language. English is understood at 150, not at 180 (measured)."""
_USUAL_SPEED = 150

_NO_LANGUAGES = frozenset({"xex"})
"""Voices that are there to test espeak itself."""


class _EspeakVoice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


def speed(language: str) -> int:
    """Words per minute for a voice of `language`."""
    return WORDS_PER_MINUTE.get(language.partition("-")[0], _USUAL_SPEED)


class Espeak:
    """The engine. One in a process."""

    name = "espeak"

    def __init__(self) -> None:
        self.version = self.digest = ""
        self._voices: dict[str, bytes] = {}
        self._blocks: list[bytes] = []
        self._room = 0
        self._rate = 0

    def start(self) -> None:
        """Load the library, read its voices, and test that it speaks Mandarin as Mandarin."""
        self._load()
        self._voices = dict(self._listed())
        phonemes = self._phonemes("cmn", "號") if "cmn" in self._voices else ""
        if not phonemes or "(en)" in phonemes:
            raise EngineUnavailable(
                self.name, f"its data reads Mandarin as English ({phonemes or 'no voice cmn'}); {_REPAIR}"
            )
        if not any(self.synthesize(Request("one", "en", "en")).blocks):
            raise EngineUnavailable(self.name, f"its self-test gave no sound; {_REPAIR}")

    def _load(self) -> None:
        import espeakng_loader  # type: ignore[import-untyped]  # it has no annotations

        data = Path(espeakng_loader.get_data_path())
        try:
            library = ctypes.CDLL(espeakng_loader.get_library_path())
        except OSError as error:
            raise EngineUnavailable(self.name, f"its library does not load ({error}); {_REPAIR}") from error
        # It keeps paths in 160 bytes and opens them as such, in no known encoding: it shall see a short plain one.
        os.chdir(data.parent)
        self._rate = library.espeak_Initialize(_SYNCHRONOUS, 0, data.name.encode(), _DONT_EXIT)
        if self._rate <= 0:
            raise EngineUnavailable(self.name, f"its data in {data} is not usable; {_REPAIR}")
        library.espeak_Info.restype = ctypes.c_char_p
        library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_EspeakVoice))
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        library.espeak_Synth.argtypes = [
            *(ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int),
            *(ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p),
        ]
        self._library = library
        self._callback = _Callback(self._heard)  # kept: the library holds only a pointer to it
        library.espeak_SetSynthCallback(self._callback)
        self.version = library.espeak_Info(None).decode()
        self.digest = _digest(data)

    def _listed(self) -> Iterator[tuple[str, bytes]]:
        """The library's voices by the name of their file, `gmw/en-US` as `en-us`: unlike their names, one word each."""
        listed = self._library.espeak_ListVoices(None)
        index = 0
        while listed[index]:
            identifier = listed[index].contents.identifier
            # On Windows it writes `gmw\\en-US`.
            name = identifier.decode().replace("\\", "/").rpartition("/")[2].lower()
            if name not in _NO_LANGUAGES:
                yield name, identifier
            index += 1

    def voices(self) -> list[Voice]:
        """One voice a language or dialect, named by its tag."""
        return [Voice(name, (name,)) for name in self._voices]

    def synthesize(self, request: Request) -> Speech:
        """Speak at the language's own speed. No SSML, no phonemes in the text: they are read out as they stand."""
        self._speak_as(request.voice)
        self._library.espeak_SetParameter(_RATE, speed(request.voice), 0)
        self._blocks, self._room = [], 2 * self._rate * _MAX_SECONDS
        text = "".join(char if char.isprintable() else " " for char in request.text).encode("utf-8", "replace")
        status = self._library.espeak_Synth(text, len(text) + 1, 0, _POSITION_CHARACTER, 0, _UTF8, None, None)
        if status != _OK:
            raise EngineFailed(self.name, f"espeak_Synth returned {status}")
        if self._room < 0:
            raise EngineFailed(self.name, f"the sound was longer than {_MAX_SECONDS} s")
        pcm = b"".join(self._blocks)
        if not pcm.strip(b"\0"):  # as for an emoji that it has no name for
            raise EmptyAudio(self.name, f'it has no words for "{request.text[:40]}"')
        return Speech(self._rate, iter((pcm,)))

    def _heard(self, samples: int | None, count: int, _events: int | None) -> int:
        """Called by the library with each piece of sound; 1 makes it stop."""
        if samples and count > 0:
            self._room -= 2 * count
            self._blocks.append(ctypes.string_at(samples, 2 * count))
        return int(self._room < 0)

    def _speak_as(self, voice: str) -> None:
        identifier = self._voices.get(voice)
        if identifier is None or self._library.espeak_SetVoiceByName(identifier) != _OK:
            raise EngineFailed(self.name, f'it has no voice "{voice}"')

    def _phonemes(self, voice: str, text: str) -> str:
        self._speak_as(voice)
        memory = ctypes.create_string_buffer(text.encode())
        place = ctypes.c_void_p(ctypes.addressof(memory))
        found: bytes | None = self._library.espeak_TextToPhonemes(ctypes.byref(place), _UTF8, _PHONEMES_PLAIN)
        return (found or b"").decode("utf-8", "replace")


def _digest(data: Path) -> str:
    """What shapes the sound: the phoneme data, the sizes of dictionaries, and our speeds."""
    digest = hashlib.sha256(repr((sorted(WORDS_PER_MINUTE.items()), _USUAL_SPEED)).encode())
    for path in sorted(data.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(data).as_posix()} {path.stat().st_size}\n".encode())
            if path.name.startswith(("phon", "inton")):
                digest.update(path.read_bytes())
    return digest.hexdigest()

"""The voices of macOS by its program `say`."""

import hashlib
import platform
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from callcast.player.speech import sound_stream
from callcast.player.speech.engine import Request, Speech, Voice
from callcast.player.speech.engines import plain
from callcast.player.speech.errors import EmptyAudio, EngineUnavailable
from callcast.player.speech.program import Program

_LINE = re.compile(r"(?P<name>\S.*?)\s+(?P<tag>[a-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*)(?:@\S*)?\s+#")
_BEST = ("Meijia", "Mei-Jia", "Tingting", "Ting-Ting", "Sinji", "Sin-ji", "Samantha", "Daniel", "Kyoko")
"""Those that speak plainly, before others of their language; better recordings of them before these."""
_QUALITY = ("(Premium)", "(Enhanced)")
_TOYS = frozenset(
    (
        *("Albert", "Bad News", "Bahh", "Bells", "Boing", "Bubbles", "Cellos", "Deranged", "Fred", "Good News"),
        *("Hysterical", "Jester", "Junior", "Kathy", "Organ", "Pipe Organ", "Ralph", "Superstar", "Trinoids"),
        *("Whisper", "Wobble", "Zarvox"),
    )
)
"""Voices for fun, and the oldest ones, behind all others."""
_FORMAT = ("--file-format=WAVE", "--data-format=LEI16@22050")


class Say:
    """The engine. Each text is a run of the program."""

    name = "say"

    def __init__(self, rate: int, timeout: float) -> None:
        self.version = self.digest = ""
        self._rate, self._timeout = rate, timeout
        self._voices: list[Voice] = []

    def start(self) -> None:
        """Read its voices, and have one speak."""
        if shutil.which("say") is None:
            raise EngineUnavailable(self.name, "there is no program say; it comes with macOS alone")
        self.version = platform.mac_ver()[0] or platform.release()
        self.digest = hashlib.sha256(repr((self.version, self._rate, _FORMAT)).encode()).hexdigest()
        with Program(self.name, ["say", "-v", "?"], self._timeout) as program:
            self._voices = parsed(b"".join(program.output()).decode("utf-8", "replace"))
        if not self._voices:
            raise EngineUnavailable(self.name, "it lists no voice; add one in the system's settings, Spoken Content")
        plain.tried(self)

    def voices(self) -> list[Voice]:
        """As `say` lists them, the plain ones first."""
        return self._voices

    def synthesize(self, request: Request) -> Speech:
        """Speak into a file, and read it."""
        text = plain.line(self.name, request, {voice.name: voice for voice in self._voices})
        return sound_stream.speech(self.name, self._spoken(request.voice, harmless(text)))

    def _spoken(self, voice: str, text: str) -> Iterator[bytes]:
        with tempfile.TemporaryDirectory(prefix="callcast-") as folder:
            path = Path(folder) / "spoken.wav"
            command = ["say", "-v", voice, "-r", str(self._rate), "-o", str(path), *_FORMAT, "-f", "-"]
            with Program(self.name, command, self._timeout, text=text) as program:
                for _ in program.output():
                    pass
            if not path.is_file():
                raise EmptyAudio(self.name, f'it wrote no sound for "{text[:40]}"')
            yield from sound_stream.read(path)


def harmless(text: str) -> str:
    """`text` without the marks by which it would be an order to `say`, such as `[[slnc 5000]]`."""
    return re.sub(r"([\[\]])(?=\1)", r"\1 ", text)


def parsed(listed: str) -> list[Voice]:
    """The voices that `say -v ?` lists, one a line: `Mei-Jia    zh_TW    # 您好，我叫美佳。`."""
    found: dict[str, Voice] = {}
    for line in listed.splitlines():
        if match := _LINE.match(line):
            found.setdefault(match["name"], Voice(match["name"], (match["tag"].replace("_", "-"),)))
    return sorted(found.values(), key=_rank)


def _rank(voice: Voice) -> tuple[bool, bool, bool]:
    base = voice.name.partition(" (")[0]
    return base in _TOYS, base not in _BEST, not voice.name.endswith(_QUALITY)

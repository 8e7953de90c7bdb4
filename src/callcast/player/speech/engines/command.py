"""Any program that speaks: text in, a WAV or another sound file out. See `[speech.command]`."""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from callcast.player.speech import sound_stream
from callcast.player.speech.engine import Request, Speech, Voice
from callcast.player.speech.engines import plain
from callcast.player.speech.errors import EmptyAudio, EngineUnavailable
from callcast.player.speech.program import Program

_PLACE = re.compile(r"\{(text|out|lang|voice)\}")
_BATCH = (".bat", ".cmd")
"""Windows runs them by its shell, which takes an argument apart in its own way."""
_EXAMPLE = 'command = ["espeak-ng", "--stdin", "--stdout", "-v", "{voice}"]'
_LIKE = f'write it under [speech.command], like {_EXAMPLE}, with voices = {{ en-us = ["en"] }}'


class Command:
    """The engine. Each text is a run of the program, of which no shell knows."""

    name = "command"

    def __init__(self, command: Sequence[str], voices: Mapping[str, Sequence[str]], timeout: float) -> None:
        self.version = self.digest = ""
        self._command, self._table, self._timeout = list(command), dict(voices), timeout

    def start(self) -> None:
        """Find the program, and have it speak a word."""
        if not self._command or not self._table:
            missing = "its command" if not self._command else "the list of its voices"
            raise EngineUnavailable(self.name, f"{missing} is not set; {_LIKE}")
        program = shutil.which(self._command[0])
        if program is None:
            reason = f'there is no program "{self._command[0]}"; install it, or write its path under [speech.command]'
            raise EngineUnavailable(self.name, reason)
        if Path(program).suffix.lower() in _BATCH and self._has("{text}"):
            reason = f'to "{program}", a batch file, a text could give orders; leave out {{text}}, and it reads it'
            raise EngineUnavailable(self.name, reason)
        self._command[0], self.version = program, Path(program).name
        self.digest = _digest(self._command)
        plain.tried(self)

    def voices(self) -> list[Voice]:
        """As the settings list them."""
        return plain.voices(self._table)

    def synthesize(self, request: Request) -> Speech:
        """Speak; from standard output as it comes, from a file once it is there."""
        text = plain.line(self.name, request, self._table)
        if self._has("{out}"):
            return sound_stream.speech(self.name, self._by_file(request, text))
        return sound_stream.speech(self.name, self._run(request, text, ""))

    def _has(self, place: str) -> bool:
        return any(place in argument for argument in self._command)

    def _run(self, request: Request, text: str, out: str) -> Iterator[bytes]:
        values = {"text": text, "out": out, "lang": request.language, "voice": request.voice}
        command = [self._command[0], *(filled(argument, values) for argument in self._command[1:])]
        with Program(self.name, command, self._timeout, text="" if self._has("{text}") else text + "\n") as program:
            yield from program.output()

    def _by_file(self, request: Request, text: str) -> Iterator[bytes]:
        with tempfile.TemporaryDirectory(prefix="callcast-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / "spoken.wav"
            for _ in self._run(request, text, str(path)):
                pass  # what it prints is no sound
            if not path.is_file():
                raise EmptyAudio(self.name, "its program ended well, but wrote no file")
            yield from sound_stream.read(path)


def filled(argument: str, values: Mapping[str, str]) -> str:
    """`argument` with its places filled, once: braces in a text are letters.

    A text that would make an argument begin with a dash gets a space before it: it is no option.
    """
    made = _PLACE.sub(lambda place: values[place[1]], argument)
    return f" {made}" if argument.startswith("{text}") and made.startswith("-") else made


def _digest(command: Sequence[str]) -> str:
    """What shapes the sound: the arguments, and the age and size of the program and of what files they name."""
    shapes = [(argument, *_state(argument)) for argument in command]
    return hashlib.sha256(repr(shapes).encode("utf-8", "replace")).hexdigest()


def _state(argument: str) -> tuple[int, ...]:
    """Size in bytes and time of change of the file that `argument` names, if it does."""
    try:
        state = Path(argument).stat()
    except (OSError, ValueError):
        return ()
    return state.st_size, state.st_mtime_ns

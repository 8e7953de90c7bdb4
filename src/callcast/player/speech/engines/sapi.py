"""The voices of Windows (SAPI 5) by System.Speech, which Windows PowerShell brings along.

Each text is a run of it, of a script that is always the same: what differs comes by variables of the environment, which
need no quoting, and the text by a file, since a command line holds but 32,767 letters. What comes back in words is
base64, for the console's code page knows few letters.
"""

import base64
import binascii
import hashlib
import platform
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from callcast.player.speech import sound_stream
from callcast.player.speech.engine import Request, Speech, Voice
from callcast.player.speech.engines import plain
from callcast.player.speech.errors import EmptyAudio, EngineFailed, EngineUnavailable
from callcast.player.speech.program import Program

_TEXT, _OUT, _VOICE, _RATE = (f"SAPI_{name}" for name in ("TEXT", "OUT", "VOICE", "RATE"))
_HZ = 22_050

_FRAME = """
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
function Told($word, $text) {{
  [Console]::Out.WriteLine($word + ' ' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text)))
}}
try {{
  Add-Type -AssemblyName System.Speech
  $speaker = New-Object System.Speech.Synthesis.SpeechSynthesizer
{work}
  $speaker.Dispose()
}} catch {{
  Told 'error' $_.Exception.Message
}}
"""
LIST = _FRAME.format(
    work="""
  foreach ($one in $speaker.GetInstalledVoices()) {
    if ($one.Enabled) { Told $one.VoiceInfo.Culture.Name $one.VoiceInfo.Name }
  }
"""
)
"""Writes a line a voice: its language, and its name in base64."""
SPEAK = _FRAME.format(
    work=f"""
  $speaker.SelectVoice($env:{_VOICE})
  $speaker.Rate = [int]$env:{_RATE}
  $format = New-Object System.Speech.AudioFormat.SpeechAudioFormatInfo({_HZ}, 'Sixteen', 'Mono')
  $speaker.SetOutputToWaveFile($env:{_OUT}, $format)
  $speaker.Speak([IO.File]::ReadAllText($env:{_TEXT}, [Text.Encoding]::UTF8))
  $speaker.SetOutputToNull()
"""
)
"""Writes the sound into a file, and a line only of an error."""


class Sapi:
    """The engine."""

    name = "sapi"

    def __init__(self, rate: int, timeout: float) -> None:
        self.version = self.digest = ""
        self._rate, self._timeout = rate, timeout
        self._program = ""
        self._voices: list[Voice] = []

    def start(self) -> None:
        """Read its voices, and have one speak."""
        program = shutil.which("powershell")
        if program is None:
            raise EngineUnavailable(self.name, "there is no program powershell; SAPI is there on Windows alone")
        self._program = program
        self.version = platform.version()
        self.digest = hashlib.sha256(repr((self.version, self._rate, SPEAK)).encode()).hexdigest()
        self._voices = parsed(self._run(LIST, {}))
        if not self._voices:
            raise EngineUnavailable(self.name, "Windows has no voice; add one in its settings, Time & language, Speech")
        plain.tried(self)

    def voices(self) -> list[Voice]:
        """As Windows lists them."""
        return self._voices

    def synthesize(self, request: Request) -> Speech:
        """Speak into a file, and read it."""
        text = plain.line(self.name, request, {voice.name: voice for voice in self._voices})
        return sound_stream.speech(self.name, self._spoken(request.voice, text))

    def _spoken(self, voice: str, text: str) -> Iterator[bytes]:
        with tempfile.TemporaryDirectory(prefix="callcast-", ignore_cleanup_errors=True) as folder:
            source, path = Path(folder) / "text.txt", Path(folder) / "spoken.wav"
            source.write_text(text, encoding="utf-8", errors="replace")
            self._run(SPEAK, {_TEXT: str(source), _OUT: str(path), _VOICE: voice, _RATE: str(self._rate)})
            if not path.is_file():
                raise EmptyAudio(self.name, f'it wrote no sound for "{text[:40]}"')
            yield from sound_stream.read(path)

    def _run(self, script: str, own: dict[str, str]) -> list[tuple[str, str]]:
        """What the script told: words, and texts."""
        with Program(self.name, command(self._program, script), self._timeout, own=own) as program:
            lines = told(b"".join(program.output()))
        for word, text in lines:
            if word == "error":
                raise EngineFailed(self.name, f"System.Speech says: {text.strip()[:200]}")
        return lines


def command(program: str, script: str) -> list[str]:
    """How Windows PowerShell is started with `script`, whatever is in it."""
    encoded = base64.b64encode(script.encode("utf-16-le")).decode("ascii")
    return [program, "-NoLogo", "-NoProfile", "-NonInteractive", "-EncodedCommand", encoded]


def told(output: bytes) -> list[tuple[str, str]]:
    """The lines that a script told, `word base64`; what else is printed is passed over."""
    found = []
    for line in output.decode("utf-8", "replace").splitlines():
        word, _, rest = line.strip().partition(" ")
        try:
            text = base64.b64decode(rest, validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            continue
        if word and text:
            found.append((word, text))
    return found


def parsed(lines: list[tuple[str, str]]) -> list[Voice]:
    """The voices of which a script told: language and name."""
    return [Voice(name, (tag,)) for name, tag in {name: tag for tag, name in lines}.items()]

"""Programs that speak, and those that do not."""

import asyncio
import contextlib
import shutil
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.support.speech_server import PROGRAM

from callcast.player.speech.engine import Request
from callcast.player.speech.engine_settings import CommandSettings
from callcast.player.speech.engines.command import Command, filled
from callcast.player.speech.errors import (
    EmptyAudio,
    EngineError,
    EngineFailed,
    EngineUnavailable,
    SynthesisTimeout,
)
from callcast.player.speech.process import Process
from callcast.player.speech.program import Program, environment
from callcast.player.speech.settings import SpeechSettings

HEAD = b"RIFF\0\0\0\0WAVE" + struct.pack("<4sIHHIIHH4sI", b"fmt ", 16, 1, 1, 8_000, 16_000, 2, 16, b"data", 2**32 - 1)
WAV = f"import sys; sys.stdout.buffer.write({HEAD!r} + b'\\1\\2' * 800);"
"""A tenth of a second at 8 kHz, of no known size."""


def python(code: str, *arguments: str, timeout: float = 8.0) -> Command:
    return Command([sys.executable, "-c", code, *arguments], {"v": ["en"], "w": ["zh-TW"]}, timeout)


def said(engine: Command, text: str = "Order 37", voice: str = "v", language: str = "en") -> bytes:
    return b"".join(engine.synthesize(Request(text, voice, language)).blocks)


def test_it_speaks_and_says_who_it_is() -> None:
    engine = python(WAV)
    engine.start()
    assert said(engine) == b"\1\2" * 800
    assert engine.version == Path(sys.executable).name
    assert [(voice.name, voice.languages) for voice in engine.voices()] == [("v", ("en",)), ("w", ("zh-TW",))]


def test_what_shapes_the_sound_is_in_the_digest(tmp_path: Path) -> None:
    script = tmp_path / "speak.py"
    script.write_text(WAV)

    def digest(*arguments: str) -> str:
        engine = Command([sys.executable, str(script), *arguments], {"v": ["en"]}, 8)
        engine.start()
        return engine.digest

    before = digest()
    assert before == digest()
    assert before != digest("--fast")
    script.write_text(WAV + "\n")
    assert before != digest()


SHOW = """
import sys, os, json
got = json.dumps([sys.argv[1:], sys.stdin.buffer.read().decode(), [n for n in os.environ if n.startswith('CALLCAST')]])
raise SystemExit(got)
"""


def shown(engine: Command, text: str, voice: str = "w", language: str = "zh-TW") -> str:
    """What the program was given, which it says in its last words."""
    with pytest.raises(EngineFailed, match="exit code 1") as caught:
        said(engine, text, voice, language)
    return caught.value.reason


def test_the_text_comes_by_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing of our settings, which may be secret."""
    monkeypatch.setenv("CALLCAST_SPEECH__OPENAI__KEY", "sk-secret")
    assert "CALLCAST_SPEECH__OPENAI__KEY" not in environment()
    assert '[["zh-TW", "w"], "\\\\u8acb 3\\\\n", []]'.replace("\\\\", "\\") in shown(
        python(SHOW, "{lang}", "{voice}"), "請 3"
    )


def test_the_text_comes_as_an_argument_in_one_piece() -> None:
    reason = shown(python(SHOW, "--text={text}"), "a; rm -rf '$HOME' \"x\" {voice}")
    assert '[["--text=a; rm -rf \'$HOME\' \\"x\\" {voice}"], "", []]' in reason


def test_a_text_is_no_option() -> None:
    assert '[[" -w/tmp/x"], ""' in shown(python(SHOW, "{text}"), "-w/tmp/x")


@given(st.text(), st.text())
def test_places_are_filled_once(text: str, voice: str) -> None:
    values = {"text": text, "voice": voice, "lang": "en", "out": "o"}
    assert filled("<{text}|{voice}|{lang}{out}{other}{}>", values) == f"<{text}|{voice}|eno{{other}}{{}}>"


def test_a_file_is_read(tmp_path: Path) -> None:
    code = WAV.replace("sys.stdout.buffer", "open(sys.argv[1], 'wb')") + "print('Done.')"
    engine = python(code, "{out}")
    assert said(engine) == b"\1\2" * 800


@pytest.mark.parametrize(
    ("code", "kind", "reason"),
    [
        ("raise SystemExit(3)", EngineFailed, "its program ended with exit code 3"),
        ("raise SystemExit('model\\n\\x1b[31mis gone')", EngineFailed, 'exit code 1; it said "?[31mis gone"'),
        (WAV + "sys.exit('in the end')", EngineFailed, 'exit code 1; it said "in the end"'),
        ("print('hello')", EngineFailed, "bytes of no kind that is known here"),
        ("print('<html>hello')", EngineFailed, "a web page"),
        ("", EmptyAudio, "nothing came"),
        ("import time; time.sleep(60)", SynthesisTimeout, "its program took longer than 0.5 s"),
        (WAV + "sys.stdout.flush(); import time; time.sleep(60)", SynthesisTimeout, "longer than 0.5 s"),
        (
            "import sys; sys.stderr.write('e' * 2**20 + '\\nfull')\nsys.exit(2)",
            EngineFailed,
            'exit code 2; it said "full"',
        ),
        ("import os; os.close(1); import time; time.sleep(60)", SynthesisTimeout, "took longer"),
    ],
)
def test_what_goes_wrong_is_said(code: str, kind: type[EngineError], reason: str) -> None:
    slow = "sleep" in code
    with pytest.raises(kind) as caught:
        said(python(code, timeout=0.5 if slow else 8))
    assert type(caught.value) is kind
    assert reason in caught.value.reason


def test_endless_sound_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callcast.player.speech.sound_stream.MAX_BYTES", 2**20)
    with pytest.raises(EngineFailed, match="more than"):
        said(python(WAV + "\nwhile True: sys.stdout.buffer.write(b'\\1\\2' * 30_000)"))


def test_one_that_writes_no_file() -> None:
    with pytest.raises(EmptyAudio, match="wrote no file"):
        said(python("", "{out}"))


def test_a_voice_that_is_not_listed_and_a_text_of_nothing() -> None:
    with pytest.raises(EngineFailed, match='no voice "x"'):
        said(python(WAV), voice="x")
    with pytest.raises(EmptyAudio, match="nothing to speak"):
        said(python(WAV), "\x00\x01 ")


@pytest.mark.parametrize(
    ("command", "voices", "reason"),
    [
        ([], {"v": ["en"]}, "its command is not set"),
        (["espeak-ng"], {}, "the list of its voices is not set"),
        (["no-such-program"], {"v": ["en"]}, 'there is no program "no-such-program"; install it'),
        ([sys.executable, "-c", "raise SystemExit('no model')"], {"v": ["en"]}, 'its test failed: .*"no model"'),
    ],
)
def test_one_that_cannot_be_used_says_so_at_once(command: list[str], voices: dict[str, Any], reason: str) -> None:
    with pytest.raises(EngineUnavailable, match=reason):
        Command(command, voices, 8).start()


def test_a_batch_file_gets_no_text_as_an_argument(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows' shell would read it."""
    path = tmp_path / "speak.cmd"
    path.write_text("")
    path.chmod(0o755)
    monkeypatch.setattr(shutil, "which", str)
    with pytest.raises(EngineUnavailable, match="a batch file, a text could give orders"):
        Command([str(path), "{text}"], {"v": ["en"]}, 8).start()


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({"command": ["x", "{txt}"]}, "there is no {txt}; there are: {text}, {out}, {lang}, {voice}"),
        ({"command": [""]}, "it must begin with a program"),
        ({"command": ["x", "a\0b"]}, "no NUL"),
        ({"voices": {"v": []}}, "at least 1 item"),
        ({"voices": {"v": ["not a tag"]}}, "pattern"),
    ],
)
def test_settings_that_are_wrong(table: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        CommandSettings.model_validate(table)


def test_a_hundred_in_a_row_leave_nothing_behind() -> None:
    """No process, no thread but those that are ending, no file that is open."""
    engine, own = python(WAV), psutil.Process()
    said(engine)
    threads, files = own.num_threads(), own.open_files()
    for _ in range(100):
        assert said(engine) == b"\1\2" * 800
    assert own.num_threads() <= threads + 3
    assert (own.open_files(), own.children()) == (files, [])


def gone(pids: list[int]) -> bool:
    def lives(pid: int) -> bool:
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        return False

    return not any(map(lives, pids))


async def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    async def wait() -> None:
        while not condition():  # noqa: ASYNC110 - of other processes no event tells
            await asyncio.sleep(0.005)

    await asyncio.wait_for(wait(), seconds)


FAMILY = """
import os, subprocess, sys
if sys.stdin.read().strip() == '1':
    WAV
else:
    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])
    with open(sys.argv[1] + '.new', 'w') as file: file.write(f'{os.getpid()} {child.pid}')
    os.rename(sys.argv[1] + '.new', sys.argv[1])
    END
"""


def family(path: Path, end: str) -> SpeechSettings:
    code = FAMILY.replace("WAV", WAV).replace("END", end)
    table = {"command": [sys.executable, "-c", code, str(path)], "voices": {"v": ["en"]}, "timeout": 1.0}
    return SpeechSettings.model_validate({"command": table})


@pytest.mark.parametrize("cancel", [True, False])
@pytest.mark.parametrize("end", ["child.wait()", "raise SystemExit(1)", "os.close(1); os.close(2)"])
def test_the_program_and_what_it_started_end_with_the_worker(tmp_path: Path, end: str, cancel: bool) -> None:
    """When the call is cancelled, and when the program fails or hangs."""
    path = tmp_path / "pids"

    async def scenario() -> None:
        process = Process("command", family(path, end))
        try:
            await process.start()
            call = asyncio.ensure_future(process.synthesize(Request("go", "v", "en")))
            await until(path.exists)
            pids = [int(word) for word in path.read_text().split()]
            if cancel:
                began = asyncio.get_running_loop().time()
                call.cancel()
                await asyncio.wait({call})
                assert asyncio.get_running_loop().time() - began < 5
            else:
                with pytest.raises(EngineError):
                    await call
            await until(lambda: gone(pids))
        finally:
            await process.close()

    asyncio.run(scenario())


def test_a_program_is_ended_when_its_sound_is_not_wanted_any_more() -> None:
    with Program("x", [sys.executable, "-c", "import time; print('a', flush=True); time.sleep(60)"], 30) as program:
        assert next(program.output()).strip() == b"a"
        pid = program._process.pid
    assert gone([pid])


def test_the_program_of_the_contract_is_there() -> None:
    assert shutil.which(PROGRAM[0])

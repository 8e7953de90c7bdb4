"""The command line itself."""

import subprocess
import sys

import pytest
from tests.unit.cli.desk import Callcast, Desk, problem

COMMANDS = ["run", "console", "say", "voices", "listen", "doctor", "reload", "backup", "restore"]


def test_help_lists_commands_and_tells_of_completion(callcast: Callcast) -> None:
    done = callcast("--help")
    assert done.code == 0
    assert all(f"\n  {command} " in done.out for command in COMMANDS)
    assert "half" not in done.out
    assert "_CALLCAST_COMPLETE" in done.out


@pytest.mark.parametrize("command", COMMANDS)
def test_each_help_has_an_example(callcast: Callcast, command: str) -> None:
    done = callcast(command, "--help")
    assert done.code == 0
    assert f"\n    callcast {command}" in done.out or "| callcast" in done.out


def test_help_imports_nothing_heavy() -> None:
    heavy = "{'numpy', 'av', 'pydantic', 'httpx', 'prompt_toolkit', 'sqlalchemy', 'fastapi', 'asyncio'}"
    code = f"import sys; import callcast.cli.main; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == "[]\n"


def test_version(callcast: Callcast) -> None:
    assert callcast("--version").out.startswith("callcast 0.")


def test_completion(callcast: Callcast) -> None:
    assert "_CALLCAST_COMPLETE" in callcast(_CALLCAST_COMPLETE="bash_source").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["sya"], 'did you mean "say"?'), (["frobnicate"], "there are: "), (["--colour"], "No such option")],
)
def test_mistyped(callcast: Callcast, arguments: list[str], said: str) -> None:
    done = callcast(*arguments)
    assert done.code == 2
    assert said in done.complaint


def test_nothing_typed_shows_the_help(callcast: Callcast) -> None:
    done = callcast()
    assert done.code == 2
    assert "Commands:" in done.err


def test_voices(callcast: Callcast, desk: Desk) -> None:
    speaks = {"espeak:cmn": ["cmn"], "espeak:en-us": ["en-us"]}
    desk.answers["/api/voices"] = (200, {"languages": ["en", "zh-TW"], "voices": list(speaks), "speaks": speaks})
    names = ["languages  en, zh-TW", "voices     espeak:cmn, espeak:en-us"]
    assert callcast("voices", "--url", desk.url).out.splitlines()[-2:] == names
    names = ["languages  zh-TW", "voices     espeak:cmn"]
    assert callcast("voices", "--lang", "zh", "--url", desk.url).out.splitlines()[-2:] == names
    assert callcast("voices", "--lang", "ko", "--url", desk.url).code == 2


def test_voices_without_an_instance(callcast: Callcast) -> None:
    done = callcast("voices", "--url", "http://127.0.0.1:9")
    assert done.code == 3
    assert "No Callcast is running" in done.complaint
    assert "callcast voices install" in done.out


def test_reload(callcast: Callcast, desk: Desk) -> None:
    desk.answers["/api/reload"] = (200, {"changed": ["hall"], "needs_restart": ["web"]})
    done = callcast("reload", "--url", desk.url)
    assert (done.code, done.out) == (0, "Changed: hall.\nChanged only by a restart: web.\n")
    desk.answers["/api/reload"] = (200, {"changed": [], "needs_restart": []})
    assert callcast("reload", "--url", desk.url).out == "No channel changed.\n"
    desk.answers["/api/reload"] = (422, problem(422, "callcast.toml, line 1, column 5, is not TOML."))
    done = callcast("reload", "--url", desk.url)
    assert (done.code, done.complaint) == (2, "callcast: callcast.toml, line 1, column 5, is not TOML.\n")


@pytest.mark.parametrize("command", [["run"], ["console"], ["listen"], ["reload"], ["voices"]])
def test_broken_settings(callcast: Callcast, command: list[str]) -> None:
    done = callcast(*command, CALLCAST_CHANNELS__0__GAP_MS="soon")
    assert done.code == 2
    assert "should be a whole number" in done.complaint


def test_a_reader_that_leaves() -> None:
    command = [sys.executable, "-m", "callcast.cli.main", "--help"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) in (0, 1)

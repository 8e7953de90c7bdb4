"""Ctrl-C ends every command that waits, without a traceback and with 130."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.cli.desk import Desk, Json

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")


@pytest.fixture(autouse=True)
def ctrl_c_is_heard() -> Iterator[None]:
    """Tests that run in the background ignore Ctrl-C, and what they start would inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def start(environ: dict[str, str], *arguments: str) -> "subprocess.Popen[bytes]":
    path = os.pathsep.join(part for part in sys.path if part)
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "callcast.cli.main", *arguments]
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env={**environ, "PYTHONPATH": path})


def interrupt(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=20)
    assert process.returncode == 130
    assert complaint.strip() == b""


@pytest.fixture
def waiting(desk: Desk) -> Iterator[threading.Event]:
    """Set once a client has asked for an announcement whose end never comes."""
    asked = threading.Event()
    release = threading.Event()
    look = desk.look

    def never(id_: str, *, to_the_end: bool) -> Json:
        asked.set()
        release.wait(30)
        return look(id_, to_the_end=to_the_end)

    desk.look = never  # type: ignore[method-assign]
    yield asked
    release.set()


def test_say_that_waits(desk: Desk, environ: dict[str, str], waiting: threading.Event) -> None:
    with start(environ, "say", "x", "--wait", "--url", desk.url) as process:
        assert waiting.wait(20)
        interrupt(process)


def test_console_that_reads_a_pipe(desk: Desk, environ: dict[str, str], tmp_path: Path) -> None:
    with start(environ, "console", "--url", desk.url) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"one\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"[1] queued\n"
        interrupt(process)

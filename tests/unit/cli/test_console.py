"""`callcast console`: from a pipe, and on a terminal."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.cli.desk import Callcast, Desk, problem

PROMPT = "請輸入文本(輸入q退出)"
POSITION_ASKED, POSITION = b"\x1b[6n", b"\x1b[1;1R"


def test_lines_from_a_pipe(callcast: Callcast, desk: Desk) -> None:
    done = callcast("console", "--url", desk.url, stdin="一號\n\ntwo\r\n/repeat\n/say q\nlast".encode())
    assert (done.code, done.err) == (0, "")
    assert [said["text"] for said in desk.said.values()] == ["一號", "two", "two", "q", "last"]
    assert done.out == "".join(f"[{number}] queued\n" for number in range(1, 6))


def test_q_ends_a_pipe(callcast: Callcast, desk: Desk) -> None:
    assert callcast("console", "--url", desk.url, stdin=b"one\nq\ntwo\n").code == 0
    assert len(desk.said) == 1


def test_list_and_channels(callcast: Callcast, desk: Desk) -> None:
    desk.answers["/api/channels"] = (
        200,
        {"items": [{"id": "hall", "name": "大廳", "urls": {"rtsp": "rtsp://h/hall"}, "readers": 2, "queued": 1}]},
    )
    done = callcast("console", "--url", desk.url, stdin=b"one\n/list\n/channels\n/cancel 1\n/cancel 7\n/help\n")
    assert "[1] queued     one\n" in done.out
    assert "hall  大廳  rtsp://h/hall  2 listening, 1 waiting\n" in done.out
    assert "[1] cancelled\n" in done.out
    assert "/say TEXT" in done.out
    assert done.err == "callcast: Nothing has the number 7 here; /list shows the numbers.\n"
    assert done.code == 2


def test_a_refused_line_does_not_stop_the_others(callcast: Callcast, desk: Desk) -> None:
    desk.answers["/api/announcements"] = (422, problem(422, "The text is too long."))
    done = callcast("console", "--url", desk.url, stdin=b"one\ntwo\n")
    assert (done.code, done.err) == (2, "callcast: The text is too long.\n" * 2)


@pytest.mark.parametrize("stdin", [b"\xff\xfe\n", b"x" * 100_002])
def test_bad_lines(callcast: Callcast, desk: Desk, stdin: bytes) -> None:
    done = callcast("console", "--url", desk.url, stdin=stdin)
    assert done.code == 2
    assert "Traceback" not in done.err


def test_nobody_there(callcast: Callcast) -> None:
    done = callcast("console", "--url", "http://127.0.0.1:9", stdin=b"one\n")
    assert done.code == 3
    assert "No Callcast is running" in done.complaint


if sys.platform != "win32":
    import pty
    import select

    class Terminal:
        """A console on a terminal of its own."""

        def __init__(self, url: str, environ: dict[str, str]) -> None:
            self.shown = ""
            self._fd, inner = pty.openpty()
            path = os.pathsep.join(part for part in sys.path if part)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "callcast.cli.main", "console", "--url", url],
                env={**environ, "TERM": "xterm", "PYTHONPATH": path},
                stdin=inner,
                stdout=inner,
                stderr=inner,
                start_new_session=True,
            )
            os.close(inner)

        def type(self, text: str) -> None:
            """Press keys."""
            os.write(self._fd, text.encode())

        def see(self, pattern: str, seconds: float = 20.0) -> None:
            """Wait until `pattern` is shown behind what was seen before."""
            deadline = time.monotonic() + seconds
            while not (found := re.search(pattern, self.shown, re.DOTALL)):
                left = deadline - time.monotonic()
                ready = select.select([self._fd], [], [], max(left, 0))[0]
                assert ready, f"not shown: {pattern} in {self.shown!r}"
                self._read()
            self.shown = self.shown[found.end() :]

        def _read(self) -> None:
            data = os.read(self._fd, 65536)
            if POSITION_ASKED in data:
                os.write(self._fd, POSITION)
            self.shown += data.decode("utf-8", "replace")

        def end(self) -> tuple[int, str]:
            """Exit code, and what was shown to the end."""
            try:
                while select.select([self._fd], [], [], 20)[0]:
                    self._read()
            except OSError:  # Linux's way to tell that the other end is closed
                pass
            return self._process.wait(20), self.shown

        def close(self) -> None:
            """End it, whatever it does."""
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
            os.close(self._fd)


@pytest.fixture
def terminal(desk: Desk, environ: dict[str, str]) -> "Iterator[Terminal]":
    if sys.platform == "win32":
        pytest.skip("a pty is POSIX's")
    terminal = Terminal(desk.url, environ)
    yield terminal
    terminal.close()


def test_a_line_is_spoken_and_its_states_are_shown(terminal: "Terminal", desk: Desk, tmp_path: Path) -> None:
    terminal.see(re.escape(PROMPT))
    terminal.type("請到三號\r")
    terminal.see(r"\[1\] queued.*\[1\] speaking.*\[1\] spoken")
    terminal.type("\x1b[A\r")  # the last line again
    terminal.see(r"\[2\] queued")
    terminal.type("q\r")
    code, shown = terminal.end()
    assert code == 0
    assert "Traceback" not in shown
    assert [said["text"] for said in desk.said.values()] == ["請到三號", "請到三號"]
    assert "請到三號" in (tmp_path / "data" / "console.history").read_text("utf-8")


def test_a_failure_shows_its_reason(terminal: "Terminal", desk: Desk) -> None:
    desk.course, desk.reason = ["queued", "failed"], "The engine crashed."
    terminal.see(re.escape(PROMPT))
    terminal.type("x\r")
    terminal.see(r"\[1\] failed: The engine crashed\.")
    terminal.type("/nope\r")
    terminal.see("is not understood")
    terminal.see(re.escape(PROMPT))
    terminal.type("\x04")
    assert terminal.end()[0] == 0


def test_ctrl_c_leaves_no_traceback(terminal: "Terminal") -> None:
    terminal.see(re.escape(PROMPT))
    terminal.type("\x03")
    code, shown = terminal.end()
    assert code == 130
    assert "Traceback" not in shown


def test_a_desk_that_goes_away_is_told_of(terminal: "Terminal", desk: Desk) -> None:
    desk.answers["/api/announcements"] = (503, problem(503, "The store cannot be written."))
    terminal.see(re.escape(PROMPT))
    terminal.type("x\r")
    terminal.see("The store cannot be written")
    terminal.type("q\r")
    assert terminal.end()[0] == 0

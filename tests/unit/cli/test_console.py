"""`callcast console`: from a pipe, and on a terminal."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.terminal import Terminal
from tests.unit.cli.desk import Callcast, Desk, problem

PROMPT = "請輸入文本(輸入q退出)"


def test_lines_from_a_pipe(callcast: Callcast, desk: Desk) -> None:
    done = callcast("console", "--url", desk.url, stdin="一號\n\ntwo\r\n/repeat\n/say q\nlast".encode())
    assert (done.code, done.err) == (0, "")
    assert [said["text"] for said in desk.said.values()] == ["一號", "two", "two", "q", "last"]
    assert done.out == "".join(f"[{number}] queued\n" for number in range(1, 6))


def test_a_call_by_template(callcast: Callcast, desk: Desk) -> None:
    desk.course, desk.note = ["spoken"], "Said shorter, since others waited."
    done = callcast("console", "--url", desk.url, stdin=b"/call counter A012 3 in zh-TW,en\n")
    assert (done.code, done.err) == (0, "")
    assert desk.requests[0][2] == {
        "template": "counter",
        "call": {"number": "A012", "place": "3"},
        "langs": ["zh-TW", "en"],
    }


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


@pytest.mark.parametrize("line", ["/cancel zzz", "/repeat zzz"])
def test_an_announcement_that_is_not_there(callcast: Callcast, desk: Desk, line: str) -> None:
    done = callcast("console", "--url", desk.url, stdin=f"{line}\n".encode())
    assert done.err == 'callcast: There is no announcement "zzz"; /list at the prompt shows those there are.\n'
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


@pytest.fixture
def terminal(desk: Desk, environ: dict[str, str]) -> Iterator[Terminal]:
    if sys.platform == "win32":
        pytest.skip("a pty is POSIX's")
    terminal = Terminal(environ, "console", "--url", desk.url)
    yield terminal
    terminal.close()


def test_a_line_is_spoken_and_its_states_are_shown(terminal: Terminal, desk: Desk, tmp_path: Path) -> None:
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


def test_a_failure_shows_its_reason(terminal: Terminal, desk: Desk) -> None:
    desk.course, desk.reason = ["queued", "failed"], "The engine crashed."
    terminal.see(re.escape(PROMPT))
    terminal.type("x\r")
    terminal.see(r"\[1\] failed: The engine crashed\.")
    terminal.type("/nope\r")
    terminal.see("is not understood")
    terminal.see(re.escape(PROMPT))
    terminal.type("\x04")
    assert terminal.end()[0] == 0


def test_ctrl_c_leaves_no_traceback(terminal: Terminal) -> None:
    terminal.see(re.escape(PROMPT))
    terminal.type("\x03")
    code, shown = terminal.end()
    assert code == 130
    assert "Traceback" not in shown


def test_a_desk_that_goes_away_is_told_of(terminal: Terminal, desk: Desk) -> None:
    desk.answers["/api/announcements"] = (503, problem(503, "The store cannot be written."))
    terminal.see(re.escape(PROMPT))
    terminal.type("x\r")
    terminal.see("The store cannot be written")
    terminal.type("q\r")
    assert terminal.end()[0] == 0

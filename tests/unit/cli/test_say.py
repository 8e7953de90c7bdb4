"""`callcast say` as a process, against a real server."""

import os
import sys

import pytest
from tests.unit.cli.desk import Callcast, Desk, problem

NOBODY = "http://127.0.0.1:9"


def test_accepted(callcast: Callcast, desk: Desk) -> None:
    done = callcast("say", "請 A012 號", "--url", desk.url)
    assert (done.code, done.out, done.err) == (0, "queued  id-1\n", "")
    assert desk.requests == [("POST", "/api/announcements", {"text": "請 A012 號"})]
    assert desk.keys[0]


def test_every_option_is_sent(callcast: Callcast, desk: Desk) -> None:
    options = "--channel hall --channel lobby --lang zh-TW --voice e:v --priority urgent --repeat 2 --expires-in 1.5"
    options += " --number A012 --place 三號 --name 王小明"
    assert callcast("say", "x", *options.split(), "--url", desk.url).code == 0
    assert desk.requests[0][2] == {
        "text": "x",
        "channels": ["hall", "lobby"],
        "lang": "zh-TW",
        "voice": "e:v",
        "priority": "urgent",
        "repeat": 2,
        "expires_in": 1.5,
        "call": {"number": "A012", "place": "三號", "name": "王小明"},
    }


def test_a_template_in_several_languages(callcast: Callcast, desk: Desk) -> None:
    options = "--template counter --number A012 --place 3 --langs zh-TW,en"
    assert callcast("say", *options.split(), "--url", desk.url).code == 0
    assert desk.requests[0][2] == {
        "template": "counter",
        "langs": ["zh-TW", "en"],
        "call": {"number": "A012", "place": "3"},
    }


def test_a_note_on_what_was_spoken_is_shown(callcast: Callcast, desk: Desk) -> None:
    desk.course, desk.note = ["queued", "spoken"], "Said shorter, since others waited."
    done = callcast("say", "x", "--wait", "--url", desk.url)
    assert (done.code, done.out, done.err) == (0, "spoken  id-1\n", "callcast: Said shorter, since others waited.\n")


def test_of_a_call_what_is_known_is_sent(callcast: Callcast, desk: Desk) -> None:
    assert callcast("say", "x", "--place", "三號", "--url", desk.url).code == 0
    assert desk.requests[0][2] == {"text": "x", "call": {"place": "三號"}}


def test_the_settings_say_where(callcast: Callcast, desk: Desk) -> None:
    address = desk.url.partition("//")[2]
    assert callcast("say", "x", CALLCAST_WEB__LISTEN=address).code == 0


@pytest.mark.parametrize(
    ("state", "reason", "code", "said"),
    [
        ("spoken", None, 0, ""),
        ("failed", "The engine crashed.", 1, "callcast: The announcement id-1 failed: The engine crashed.\n"),
        ("expired", None, 1, "callcast: The announcement id-1 expired before it could be spoken.\n"),
        ("cancelled", None, 1, "callcast: The announcement id-1 was cancelled.\n"),
    ],
)
def test_wait(callcast: Callcast, desk: Desk, state: str, reason: str | None, code: int, said: str) -> None:
    desk.course, desk.reason = ["queued", state], reason
    done = callcast("say", "x", "--wait", "--url", desk.url)
    assert (done.code, done.out, done.err) == (code, f"{state}  id-1\n", said)


def test_a_connection_that_breaks_is_tried_again_with_the_same_key(callcast: Callcast, desk: Desk) -> None:
    desk.break_first = True
    assert callcast("say", "x", "--url", desk.url).code == 0
    assert len(desk.keys) == 2
    assert desk.keys[0] == desk.keys[1]


def test_nobody_there(callcast: Callcast) -> None:
    done = callcast("say", "x", "--url", NOBODY)
    assert done.code == 3
    assert 'start it with "callcast run"' in done.complaint


def test_somebody_else_there(callcast: Callcast, desk: Desk) -> None:
    desk.answers["/api/announcements"] = (404, {"error": "no such page"})
    done = callcast("say", "x", "--url", desk.url)
    assert done.code == 3
    assert "is not Callcast" in done.complaint


@pytest.mark.parametrize(("status", "code"), [(404, 2), (413, 2), (422, 2), (503, 1), (507, 1)])
def test_refused(callcast: Callcast, desk: Desk, status: int, code: int) -> None:
    desk.answers["/api/announcements"] = (status, problem(status, "One sentence."))
    done = callcast("say", "x", "--url", desk.url)
    assert (done.code, done.complaint) == (code, "callcast: One sentence.\n")


def test_text_from_standard_input(callcast: Callcast, desk: Desk) -> None:
    assert callcast("say", "-", "--url", desk.url, stdin="三號\n".encode()).code == 0
    assert desk.requests[0][2] == {"text": "三號"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "nothing to say"),
        ([""], "The text is empty"),
        (["x", "--priority", "high"], "'high' is not one of"),
        (["x", "--repeat", "0"], "0 is not in the range"),
        (["x", "--repeat", "two"], "'two' is not a valid integer"),
        (["x", "--expires-in", "0"], "is not in the range"),
        (["x", "--expires-in", "nan"], "nan is no time; give seconds, such as 90"),
        (["x", "--expires-in", "1e400"], "is no time"),
        (["x", "--chanel", "hall"], "--channel"),
        (["x", "--url", "localhost"], "write it like http://127.0.0.1:8080"),
        (["x", "--url", "http://[::1"], "write it like http://127.0.0.1:8080"),
        (["x", "y"], "unexpected extra argument"),
        (["x", "--config", "none.toml"], "none.toml does not exist"),
    ],
)
def test_bad_input(callcast: Callcast, arguments: list[str], said: str) -> None:
    done = callcast("say", *arguments)
    assert done.code == 2
    assert said in done.complaint


@pytest.mark.parametrize("stdin", [b"", b"  \n", b"\xff\xfe\xfd", b"x" * 100_001])
def test_bad_standard_input(callcast: Callcast, stdin: bytes) -> None:
    done = callcast("say", "-", "--url", NOBODY, stdin=stdin)
    assert done.code == 2
    assert done.complaint.startswith("callcast: The text ")


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are bytes on POSIX only")
@pytest.mark.parametrize("before", [[], ["x", "--name"], ["x", "--channel"]])
def test_an_argument_that_is_no_text(callcast: Callcast, before: list[str]) -> None:
    done = callcast("say", *before, os.fsdecode(b"\xff"), "--url", NOBODY)
    assert done.code == 2
    assert "not valid UTF-8" in done.complaint


def test_broken_settings(callcast: Callcast) -> None:
    done = callcast("say", "x", CALLCAST_WEB__LISTNE="x")
    assert done.code == 2
    assert "did you mean CALLCAST_WEB__LISTEN?" in done.complaint

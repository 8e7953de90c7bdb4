"""Every kind of wrong input: one sentence that names the thing and the remedy, and nothing lost."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.acceptance.instance import Instance, running, until
from tests.support import disk

SETTINGS = '[[channels]]\nid = "hall"\nlanguages = ["en"]\n\n[[channels]]\nid = "door"\nlanguages = ["en"]\n'


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with running(tmp_path_factory.mktemp("bad"), SETTINGS) as started:
        until("the catalogue", lambda: started.get("/api/voices").is_success)
        yield started


def refused(result: "subprocess.CompletedProcess[str]", *words: str, code: int = 2) -> None:
    """One sentence on stderr, with these words in it."""
    lines = result.stderr.splitlines()
    assert result.returncode == code, result.stderr
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("callcast: ")
    assert lines[0][-1] in ".?"
    for word in words:
        assert word in lines[0]


def problem(answer: httpx.Response, status: int, *words: str) -> None:
    """`application/problem+json` with one sentence, with these words in it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"][-1] in ".?"
    for word in words:
        assert word in body["detail"]


# -- what is said to a running instance ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"text": "a", "channels": ["hal"]}, ('"hal"', 'did you mean "hall"?')),
        ({"text": "a", "channels": ["lobby"]}, ('"lobby"', "there are: hall, door.")),
        ({"text": "a", "channels": []}, ("channels is empty",)),
        ({"text": "a", "lang": "xx"}, ('"xx"', "lang")),
        ({"text": "a", "voice": "espeak:nobody"}, ('"espeak:nobody"', "voice")),
        ({"text": ""}, ("text is empty",)),
        ({"text": " \n "}, ("text is empty",)),
        ({"text": "a" * 501}, ("501", "500")),
        ({"text": "a\x00b"}, ("U+0000",)),
        ({"text": "。"}, ("nothing to speak",)),
        ({"text": "\u200b"}, ("text is empty",)),
        ({"text": "\ufdfa" * 100}, ("1800", "500")),
        ({"text": "a", "voice": "espeak:ja", "lang": "zh"}, ('"espeak:ja" does not speak "zh"',)),
        ({"text": "a", "repeat": 11}, ("repeat",)),
        ({"text": "a", "priority": "high"}, ("priority",)),
        ({"text": "a", "expires_in": -1}, ("expires_in",)),
        ({"text": "a", "chanel": ["hall"]}, ('"chanel"',)),
        ({}, ('"text"',)),
        ([], ("object",)),
    ],
)
def test_a_wrong_field_is_named(instance: Instance, body: Any, words: tuple[str, ...]) -> None:
    problem(instance.post(json=body), 422, *words)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"content": b"{", "headers": {"content-type": "application/json"}}, 400),
        ({"content": b"\xff\xfe", "headers": {"content-type": "application/json"}}, 400),
        ({"content": b"text=a", "headers": {"content-type": "application/x-www-form-urlencoded"}}, 415),
        ({"json": {"text": "a" * 70_000}}, 413),
        ({"json": {"text": "a"}, "headers": {"origin": "https://elsewhere.example"}}, 403),
        ({"json": {"text": "a"}, "headers": {"host": "elsewhere.example"}}, 400),
    ],
)
def test_a_wrong_request_is_a_problem(instance: Instance, request_: dict[str, Any], status: int) -> None:
    problem(instance.post(**request_), status)


def test_unknown_ids_and_places_are_a_problem(instance: Instance) -> None:
    problem(instance.get("/api/announcements/nobody"), 404, '"nobody"')
    problem(instance.delete("nobody"), 404, '"nobody"')
    problem(instance.get("/api/nothing"), 404, "/openapi.json")
    problem(instance.get("/api/announcements?limit=many"), 422, "limit")
    problem(instance.get("/api/announcements?before=nobody"), 404, '"nobody"')
    done = instance.say("Done.", lang="en")
    instance.final(done)
    problem(instance.delete(done), 409, "spoken")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("say", "a", "--channel", "hal"), ('"hal"', "hall")),
        (("say", "a", "--lang", "xx"), ('"xx"',)),
        (("say", "a", "--voice", "espeak:nobody"), ('"espeak:nobody"',)),
        (("say", ""), ("empty", "callcast say")),
        (("say", "a" * 501), ("501", "500")),
        (("say", "a", "--repeat", "11"), ("repeat",)),
        (("say", "a", "--priority", "high"), ("high", "urgent")),
        (("listen", "hal"), ('"hal"', '"hall"')),
        (("sya", "a"), ('"sya"', '"say"')),
    ],
)
def test_a_wrong_command_is_one_sentence(
    instance: Instance, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    refused(instance.command(*arguments), *words)


def test_without_an_instance_the_command_says_so(tmp_path: Path) -> None:
    refused(Instance(tmp_path).command("say", "a"), "No Callcast is running", "callcast run", code=3)


# -- what keeps it from starting -------------------------------------------------------------------------------


@pytest.mark.parametrize(("which", "key"), [("web", "web.listen"), ("rtsp", "rtsp.listen")])
def test_a_port_that_is_taken_is_named(tmp_path: Path, which: str, key: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused(Instance(tmp_path, **{which: port}).command("run"), str(port), key)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("[web\n", ("callcast.toml, line 1, column 5,", "not TOML")),
        ('[web]\nlistn = "127.0.0.1:1"\n', ("callcast.toml", '[web] has no key "listn"', 'did you mean "listen"?')),
        ("[wbe]\n", ('"wbe"', 'did you mean "web"?')),
        ('[[channels]]\nid = "Hall 1"\n', ("callcast.toml", "id", "Hall 1")),
        ('[[channels]]\nid = "hall"\nlanguages = ["english"]\n', ('did you mean "en"?',)),
        ('[[channels]]\nid = "hall"\nchime = "dong-dong"\n', ("dong-dong", "chime")),
        ('[[channels]]\nid = "hall"\nchime = "/no/such/sound.wav"\n', ("/no/such/sound.wav",)),
        ('[speech]\nengines = ["espaek"]\n', ('"espaek"', 'did you mean "espeak"?')),
        ('[[channels]]\nid = "hall"\nvoice = "espaek:cmn"\n', ('did you mean "espeak:cmn"?',)),
    ],
)
def test_wrong_settings_are_one_sentence(tmp_path: Path, settings: str, words: tuple[str, ...]) -> None:
    instance = Instance(tmp_path)
    instance.configure(settings)
    refused(instance.command("run"), *words)


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    variables = {"CALLCAST_WEB__LISTN": "127.0.0.1:1"}
    refused(Instance(tmp_path, environment=variables).command("run"), "CALLCAST_WEB__LISTN", "CALLCAST_WEB__LISTEN")


def test_settings_that_are_not_there_are_named(tmp_path: Path) -> None:
    refused(Instance(tmp_path).command("run", "--config", str(tmp_path / "none.toml")), "none.toml", "does not exist")


def test_a_second_instance_on_the_same_folder_is_refused(instance: Instance) -> None:
    second = Instance(instance.folder)
    refused(second.command("run"), str(instance.folder / "data"), "another callcast", "--data")
    assert instance.get("/healthz").is_success


def test_a_file_in_place_of_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    refused(Instance(tmp_path).command("run"), str(tmp_path / "data"), "--data")


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_data_folder_where_nothing_can_be_made() -> None:
    refused(Instance(Path("/proc/callcast")).command("run"), "/proc/callcast/data", "--data")


def _as_nobody() -> tuple[str, ...]:
    """A prefix that runs a command as an ordinary user; empty if that cannot be."""
    if os.name != "posix" or os.geteuid() != 0:
        return ()
    prefix = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    if shutil.which(prefix[0]) is None:
        return ()
    tried = subprocess.run([*prefix, sys.executable, "-c", "import callcast"], capture_output=True, check=False)
    return prefix if tried.returncode == 0 else ()


def test_no_permission_for_the_data_folder() -> None:
    prefix = _as_nobody()
    if os.name != "posix" or (os.geteuid() == 0 and not prefix):
        pytest.skip("needs to be an ordinary user, or setpriv to become one")
    there = Path("/usr/callcast-test")
    refused(Instance(there, before=prefix).command("run"), str(there / "data"), "--data")
    assert not there.exists()


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "callcast.sqlite").write_bytes(b"no database" * 1000)
    refused(Instance(tmp_path).command("run"), "callcast.sqlite", "damaged")


# -- a full disk -----------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 8 MB."""
    with disk.small_disk(tmp_path / "disk", "8m") as folder:
        yield folder


def fill(folder: Path) -> Path:
    """Write a file until the disk is full."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:  # noqa: PERF203 - three rounds
                continue
    return path


def test_a_full_disk_while_it_runs_loses_nothing(small_disk: Path) -> None:
    with running(small_disk) as instance:
        early = [instance.say(f"Early {number}.", lang="en") for number in range(3)]
        filler = fill(small_disk)
        accepted, answer = _until_refused(instance)
        problem(answer, 507, "no room on the disk", "callcast.sqlite", "free some")
        said = instance.command("say", "No room.")
        refused(said, "no room on the disk", code=1)
        until("degraded", lambda: instance.get("/healthz").status_code == 503)
        filler.unlink()
        until("well again", lambda: instance.get("/healthz").is_success)
        late = instance.say("Late.", lang="en")
        for one in [*early, *accepted, late]:
            assert instance.final(one)["state"] == "spoken", one


def _until_refused(instance: Instance) -> tuple[list[str], httpx.Response]:
    """Announce until the disk refuses: the file's own reserve takes a few."""
    accepted: list[str] = []
    for number in range(200):
        answer = instance.post(json={"text": "a", "lang": "en", "channels": ["hall"], "repeat": 1})
        if answer.status_code != 202:
            return accepted, answer
        accepted.append(answer.json()["id"])
        instance.delete(accepted.pop()) if number % 2 else None
    raise AssertionError("a full disk took 200 announcements")


def test_a_disk_that_is_full_from_the_start_is_named(small_disk: Path) -> None:
    fill(small_disk)
    refused(Instance(small_disk).command("run"), str(small_disk), "room")

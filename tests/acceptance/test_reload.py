"""SIGHUP and `callcast reload`: only what changed is touched."""

import os
import signal
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from tests.acceptance.instance import Instance, running, until
from tests.acceptance.wire import Reader

HALL = '[speech]\nengines = ["espeak"]\n\n[[channels]]\nid = "hall"\nname = "Hall"\nlanguages = ["en"]\n'
DOOR = '[[channels]]\nid = "door"\nname = "Door"\nlanguages = ["en"]\n'
YARD = '[[channels]]\nid = "yard"\nname = "Yard"\nlanguages = ["en"]\n'


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with running(tmp_path_factory.mktemp("reload"), HALL + DOOR) as instance:
        yield instance


@pytest.fixture
def instance(started: Instance) -> Instance:
    """With a hall and a door, whatever the test before has left."""
    started.configure(HALL + DOOR)
    assert started.post("/api/reload").status_code == 200
    until("both are heard", lambda: opens(started, "/hall") and opens(started, "/door"))
    return started


def channels(instance: Instance) -> dict[str, Any]:
    return {channel["id"]: channel for channel in instance.get("/api/channels").json()["items"]}


def opens(instance: Instance, path: str) -> bool:
    try:
        Reader(instance.rtsp, path).close()
    except (AssertionError, ConnectionError):
        return False
    return True


def test_a_reload_touches_only_what_changed(instance: Instance) -> None:
    with Reader(instance.rtsp, "/hall") as hall, Reader(instance.rtsp, "/door") as door:
        until("sound of both", lambda: len(hall.packets) > 5 and len(door.packets) > 5)

        instance.configure(HALL + DOOR.replace('"Door"', '"Gate"') + 'gap_ms = 3000\nchime = "ding-dong"\n')
        done = instance.command("reload")
        assert (done.returncode, done.stdout) == (0, "Changed: door.\n")
        assert channels(instance)["door"]["name"] == "Gate"
        instance.final(instance.say("Once.", lang="en", channels=["door"]))

        instance.configure(HALL + DOOR.replace('"Door"', '"Gate"') + 'gap_ms = 3000\nchime = "ding-dong"\n' + YARD)
        assert instance.command("reload").stdout == "Changed: yard.\n"
        until("the yard is heard", lambda: opens(instance, "/yard"))
        assert instance.final(instance.say("New.", lang="en", channels=["yard"]))["state"] == "spoken"
        assert not door.gaps()
        assert door.ended is None

        instance.configure(HALL + YARD)
        assert instance.command("reload").stdout == "Changed: door.\n"
        until("the door's readers are sent away", lambda: door.ended)
        assert instance.post(json={"text": "a", "channels": ["door"]}).status_code == 422
        until("the door is not heard", lambda: not opens(instance, "/door"))
        assert set(channels(instance)) == {"hall", "yard"}

        assert instance.command("reload").stdout == "No channel changed.\n"
        assert instance.final(instance.say("Still here.", lang="en", channels=["hall"]))["state"] == "spoken"
        assert hall.voiced()
        assert hall.ended is None
    assert not hall.gaps()
    assert hall.longest_wait() < 0.5


def test_a_channel_can_be_spoken_on_once_the_reload_is_answered(instance: Instance) -> None:
    new = [f'[[channels]]\nid = "n{number}"\nlanguages = ["en"]\nchime = "gong"\n' for number in range(5)]
    calls = []
    for number in range(5):
        instance.configure(HALL + "".join(new[: number + 1]))
        assert instance.post("/api/reload").json()["changed"]
        calls.append(instance.say(f"On channel {number}.", lang="en", channels=[f"n{number}"]))
    assert [instance.final(call)["state"] for call in calls] == ["spoken"] * 5


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGHUP")
def test_a_channel_can_be_spoken_on_as_soon_as_it_is_shown_after_sighup(instance: Instance) -> None:
    instance.configure(HALL + YARD + 'chime = "gong"\n')
    assert instance.process is not None
    os.kill(instance.process.pid, signal.SIGHUP)
    until("the desk knows", lambda: set(channels(instance)) == {"hall", "yard"})
    assert instance.final(instance.say("New.", lang="en", channels=["yard"]))["state"] == "spoken"


def test_a_chime_that_cannot_be_read_changes_nothing_and_is_told(instance: Instance) -> None:
    noise = instance.folder / "noise.wav"
    noise.write_bytes(b"no sound at all")
    instance.configure(HALL + DOOR.replace('"Door"', '"Gate"') + f'chime = "{noise.as_posix()}"\n' + YARD)
    answer = instance.post("/api/reload")
    assert answer.status_code == 422, answer.text
    assert "noise.wav" in answer.json()["detail"]
    assert {id_: channel["name"] for id_, channel in channels(instance).items()} == {"hall": "Hall", "door": "Door"}
    assert not opens(instance, "/yard")


def test_a_player_that_comes_back_has_the_channels_that_calls_are_taken_for(instance: Instance) -> None:
    """Also where the settings were edited meanwhile, and nobody asked for them to be read."""
    instance.configure(HALL)
    dead = instance.half("player")
    dead.kill()
    call = instance.say("The door is known.", lang="en", channels=["door"])
    until("another player", lambda: _replaced(instance, "player", dead.pid))
    assert instance.final(call)["state"] == "spoken"


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGHUP")
def test_sighup_does_the_same(instance: Instance) -> None:
    with Reader(instance.rtsp) as hall:
        until("sound", lambda: len(hall.packets) > 5)
        instance.configure(HALL + YARD)
        assert instance.process is not None
        os.kill(instance.process.pid, signal.SIGHUP)
        until("the desk knows", lambda: set(channels(instance)) == {"hall", "yard"})
        until("the yard is heard", lambda: opens(instance, "/yard"))
        assert instance.final(instance.say("New.", lang="en", channels=["yard"]))["state"] == "spoken"
    assert not hall.gaps()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (HALL + DOOR + "gap = 3\n", ('has no key "gap"', 'did you mean "gap_ms"?')),
        (HALL + "[[channels]\n", ("not TOML",)),
        (HALL.replace("espeak", "espaek"), ('"espaek"', 'did you mean "espeak"?')),
        (HALL + 'chime = "/no/such/sound.wav"\n', ("/no/such/sound.wav",)),
    ],
)
def test_broken_settings_change_nothing_and_are_told(instance: Instance, settings: str, words: tuple[str, ...]) -> None:
    with Reader(instance.rtsp) as hall:
        before = {id_: channel["name"] for id_, channel in channels(instance).items()}
        instance.configure(settings)
        answer = instance.post("/api/reload")
        told = instance.command("reload")
        assert answer.status_code == 422, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert told.returncode == 2
        for word in words:
            assert word in answer.json()["detail"]
            assert word in told.stderr
        assert len(told.stderr.splitlines()) == 1
        assert {id_: channel["name"] for id_, channel in channels(instance).items()} == before
        spoken = instance.say("Nothing has changed.", lang="en", channels=["hall", "door"])
        assert instance.final(spoken)["state"] == "spoken"
        assert hall.voiced()
    assert not hall.gaps()


def _replaced(instance: Instance, half: str, pid: int) -> bool:
    return instance.half(half).pid != pid


def test_a_half_that_dies_while_the_settings_are_broken_comes_back_as_it_was(instance: Instance) -> None:
    instance.configure(HALL + DOOR + YARD)
    assert instance.post("/api/reload").is_success
    instance.configure(HALL + "[[channels]\n")
    dead = {name: instance.half(name) for name in ("player", "desk")}
    for name, half in dead.items():
        half.kill()
        until(f"another {name}", partial(_replaced, instance, name, half.pid))
        until("it is well", lambda: instance.get("/healthz").is_success)
    assert opens(instance, "/yard")
    assert set(channels(instance)) == {"hall", "door", "yard"}
    assert any("the settings of before count" in line for line in instance.log)


def test_what_needs_a_restart_is_named_until_there_is_one(instance: Instance) -> None:
    instance.configure(HALL.replace("\n\n", "\ntext_limit = 7\n\n").replace('"Hall"', '"Saal"') + DOOR)
    for changed in ("Changed: hall.", "No channel changed."):
        told = instance.command("reload")
        assert told.returncode == 0
        assert told.stdout == f"{changed}\nChanged only by a restart: speech.\n"
    assert instance.final(instance.say("More than seven letters.", lang="en"))["state"] == "spoken"

"""The main job, as a person has it: `callcast run`, a player that listens, a sentence that is heard."""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psutil
import pytest

from tests.acceptance.instance import Instance, running, until
from tests.acceptance.wire import Reader
from tests.support.terminal import Terminal

PROMPT = "請輸入文本"
TEXT = "Order 37 is ready, please come to counter 3."


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with running(tmp_path_factory.mktemp("run")) as started:
        yield started


def seconds(time_text: str) -> float:
    return datetime.fromisoformat(time_text.replace("Z", "+00:00")).timestamp()


def test_a_sentence_is_heard_between_silence(instance: Instance) -> None:
    with Reader(instance.rtsp) as reader:
        until("silence arrives", lambda: len(reader.packets) > 20)
        assert not reader.voiced()
        asked = time.monotonic()
        record = instance.final(instance.say(TEXT, lang="en"))
        until("silence again", lambda: len(reader.packets) > 10 and all(p.silent for p in reader.packets[-10:]))
        voiced = reader.voiced()
    assert record["state"] == "spoken"
    spoken = record["channels"][0]
    # What is told is what was sent: a few frames of codec delay and scheduling, not a second.
    on_the_wall = time.time() - time.monotonic()
    assert abs(seconds(spoken["spoken_from"]) - on_the_wall - voiced[0].at) < 0.25
    assert abs(seconds(spoken["spoken_to"]) - on_the_wall - voiced[-1].at) < 0.25
    assert voiced[-1].at - voiced[0].at > 2.0
    assert voiced[0].at - asked < 1.0
    assert not reader.gaps()
    assert reader.reports >= 1


def test_cli_say_waits_and_tells_by_its_exit_code(instance: Instance) -> None:
    said = subprocess.run(
        instance.arguments("say", "Hello.", "--lang", "en", "--wait"), env=instance.environ, timeout=60, check=False
    )
    assert said.returncode == 0


def test_cancel_ends_it_in_silence(instance: Instance) -> None:
    with Reader(instance.rtsp) as reader:
        announcement = instance.say(TEXT, lang="en", repeat=10)
        until("it speaks", reader.voiced)
        instance.delete(announcement)
        record = instance.final(announcement)
        until("silence", lambda: all(p.silent for p in reader.packets[-10:]), 5)
    assert record["state"] == "cancelled"


def test_emergency_goes_before_and_the_other_is_replayed(instance: Instance) -> None:
    with Reader(instance.rtsp) as reader:
        normal = instance.say(TEXT, lang="en", repeat=2)
        until("it speaks", reader.voiced)
        urgent = instance.say("Fire. Leave the building.", lang="en", priority="emergency")
        first, second = instance.final(urgent), instance.final(normal)
    assert (first["state"], second["state"]) == ("spoken", "spoken")
    assert seconds(second["channels"][0]["spoken_from"]) > seconds(first["channels"][0]["spoken_to"])
    assert not reader.gaps()


def test_killed_desk_comes_back_and_the_stream_goes_on(instance: Instance) -> None:
    with Reader(instance.rtsp) as reader:
        until("silence arrives", lambda: len(reader.packets) > 10)
        old = instance.half("desk")
        old.kill()
        until(
            "a new desk answers", lambda: instance.half("desk").pid != old.pid and instance.get("/healthz").is_success
        )
        assert instance.final(instance.say("Back again.", lang="en"))["state"] == "spoken"
    assert not reader.gaps()
    assert reader.longest_wait() < 0.5


def test_killed_player_is_back_and_speaks_what_was_accepted(instance: Instance) -> None:
    player = instance.half("player")
    player.kill()
    announcement = instance.say(TEXT, lang="en")

    def listen() -> Reader:
        return Reader(instance.rtsp)

    with until("RTSP answers", listen, 10) as reader:  # how soon is measured by bench.restart
        assert instance.final(announcement)["state"] == "spoken"
        assert reader.voiced()


def test_what_is_accepted_outlives_both(tmp_path: Path) -> None:
    with running(tmp_path) as instance:
        texts = [instance.say(f"Number {n}.", lang="en") for n in range(5)]
        instance.half("player").kill()
        instance.half("desk").kill()
        until("the desk is back", lambda: instance.get("/healthz").is_success, 20)
        assert [instance.final(text)["state"] for text in texts] == ["spoken"] * 5


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_ctrl_c_at_the_prompt_is_a_clean_end(tmp_path: Path) -> None:
    instance = Instance(tmp_path)
    terminal = Terminal(instance.environ, "run", "--data", str(tmp_path / "data"))
    try:
        terminal.see("callcast is up", 30)
        terminal.see(PROMPT)
        terminal.type("\x03")
        code, shown = terminal.end()
    finally:
        terminal.close()
    assert code == 0, shown
    assert "Traceback" not in shown


def test_sigterm_leaves_nothing_behind(tmp_path: Path) -> None:
    with running(tmp_path) as instance:
        with Reader(instance.rtsp) as reader:
            until("sound", lambda: len(reader.packets) > 5)
            instance.final(instance.say("Good bye.", lang="en"))
            family = instance.children()
            assert len(family) >= 3  # desk, player and a speech worker
            asked = time.monotonic()
            code = instance.stop()
            assert time.monotonic() - asked < 2.0
            until("a clean end", lambda: reader.ended)
        assert code == 0
        assert not [child for child in family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
        with pytest.raises(OSError):  # noqa: PT011 - refused, in any of its forms
            Reader(instance.rtsp)

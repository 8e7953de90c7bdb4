"""Listeners that come, go, stall and come late; and the commands that look at a running instance."""

import random
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.acceptance.instance import Instance, running, until
from tests.acceptance.wire import Reader, Stalled

SETTINGS = '[[channels]]\nid = "hall"\nlanguages = ["en"]\n'
LONG = "Passengers for the train to Taipei, please go to platform four. " * 3


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with running(tmp_path_factory.mktemp("clients"), SETTINGS) as started:
        until("the catalogue", lambda: started.get("/api/voices").is_success)
        yield started


def hall(instance: Instance) -> dict[str, Any]:
    channel: dict[str, Any] = instance.get("/api/channels").json()["items"][0]
    return channel


def _come_and_go(instance: Instance, seed: int, until_over: threading.Event, visits: list[int]) -> None:
    chance = random.Random(seed)
    while not until_over.is_set():
        with Reader(instance.rtsp, chance.choice(["/hall", "/hall/opus", "/hall/pcma", "/hall/l16"])) as reader:
            wanted = chance.randrange(1, 60)
            until("some frames", lambda: len(reader.packets) >= wanted)  # noqa: B023 - asked within the round
            assert not reader.gaps(frame=FRAMES[reader.path])
            visits.append(seed)


FRAMES = {"/hall": 1024, "/hall/opus": 960, "/hall/pcma": 160, "/hall/l16": 480}


def test_clients_that_come_and_go_move_no_frame_of_a_steady_one(instance: Instance) -> None:
    over, visits = threading.Event(), list[int]()
    with Reader(instance.rtsp) as steady:
        until("sound", lambda: len(steady.packets) > 10)
        crowd = [
            threading.Thread(target=_come_and_go, args=(instance, seed, over, visits), daemon=True)
            for seed in range(10)
        ]
        for one in crowd:
            one.start()
        said = [instance.say(f"Number {number} please.", lang="en") for number in range(3)]
        try:
            assert all(instance.final(one)["state"] == "spoken" for one in said)
            until("each has come twice", lambda: all(visits.count(seed) >= 2 for seed in range(10)), 30)
        finally:
            over.set()
            for one in crowd:
                one.join(20)
        assert len(steady.voiced()) > 20
    assert not steady.gaps()
    assert not any(one.is_alive() for one in crowd)
    assert steady.longest_wait() < 0.5
    until("all have left", lambda: hall(instance)["readers"] == 0)


def test_a_stalled_reader_is_counted_and_dropped_and_hurts_nobody(instance: Instance) -> None:
    stalled = Stalled(instance.rtsp, "/hall/l16")
    with Reader(instance.rtsp, "/hall/l16") as steady, stalled:
        until("both are seen", lambda: hall(instance)["readers"] == 2)
        before = hall(instance)["dropped"]
        until("its frames are dropped", lambda: hall(instance)["dropped"] > before + 100, 20)
        until("it is sent away", lambda: hall(instance)["readers"] == 1, 30)
        assert stalled.was_cut()
    assert not steady.gaps(frame=480)
    assert steady.longest_wait() < 0.5


def test_a_late_joiner_hears_the_middle_at_the_live_position(instance: Instance) -> None:
    with Reader(instance.rtsp) as first:
        until("sound", lambda: len(first.packets) > 5)
        said = instance.say(LONG, lang="en")
        until("it speaks for a while", lambda: len(first.voiced()) > 60)
        with Reader(instance.rtsp) as late:
            until("the late one hears it", lambda: len(late.voiced()) > 20)
            instance.delete(said)
            instance.final(said)
            heard = {packet.timestamp: packet for packet in late.packets}
        both = [(packet, heard[packet.timestamp]) for packet in first.packets if packet.timestamp in heard]
    assert len(both) > 20
    assert all(one.payload == other.payload for one, other in both)
    # By the machine's own clock: both get a frame at the same time, not the late one an earlier frame later.
    assert sorted(abs(one.at - other.at) for one, other in both)[len(both) // 2] < 0.1
    assert not late.gaps()


def test_listen_shows_a_level(instance: Instance) -> None:
    said = instance.say(LONG, lang="en")
    until("it speaks", lambda: instance.get(f"/api/announcements/{said}").json()["state"] == "speaking")
    shown = instance.command("listen", "hall", "--seconds", "3")
    instance.delete(said)
    instance.final(said)
    assert shown.returncode == 0, shown.stderr
    assert "listening to rtsp://" in shown.stdout
    assert "sound" in shown.stdout
    assert "dB" in shown.stdout


def test_the_console_speaks_what_comes_by_a_pipe(instance: Instance) -> None:
    with Reader(instance.rtsp) as reader:
        done = instance.command("console", typed="Order 12 is ready.\n\n/list\n/cancel 77\nOrder 13.\nq\nnot this\n")
        assert done.returncode == 2  # of the line that was refused; those behind it are spoken all the same
        assert done.stderr.splitlines() == ["callcast: Nothing has the number 77 here; /list shows the numbers."]
        newest = instance.get("/api/announcements?limit=2").json()["items"]
        assert [one["text"] for one in newest] == ["Order 13.", "Order 12 is ready."]
        assert all(instance.final(one["id"])["state"] == "spoken" for one in newest)
        assert reader.voiced()
    assert "Order 12 is ready." in done.stdout


def test_doctor_finds_the_instance_well(instance: Instance) -> None:
    found = instance.command("doctor", seconds=60)
    lines = found.stdout.splitlines()
    assert found.returncode == 0, found.stdout
    assert any(line.startswith("ok") and "is well" in line for line in lines)
    assert sum("held by the running instance" in line for line in lines) == 2
    assert not [line for line in lines if line.startswith("fail")]


def test_voices_lists_what_can_be_spoken(instance: Instance) -> None:
    listed = instance.command("voices")
    assert listed.returncode == 0
    assert "en" in listed.stdout
    assert "espeak:" in listed.stdout


def test_a_voice_brings_its_language_along(instance: Instance) -> None:
    assert instance.final(instance.say("Bonjour.", voice="espeak:fr"))["state"] == "spoken"


def test_say_tells_when_it_was_spoken(instance: Instance) -> None:
    asked = time.monotonic()
    said = instance.command("say", "One two three.", "--lang", "en", "--wait", "--channel", "hall")
    assert said.returncode == 0
    assert said.stdout.startswith("spoken")
    assert time.monotonic() - asked > 0.5

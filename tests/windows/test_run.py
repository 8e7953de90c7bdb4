"""The main job on Windows: `callcast run`, a player that listens, a sentence that is heard; what dies comes back."""

import time
from collections.abc import Iterator

import psutil
import pytest

from tests.acceptance.instance import at_work, until
from tests.windows.hearing import Hearing
from tests.windows.instance import WindowsInstance
from tests.windows.wine import Wine

pytestmark = pytest.mark.timeout(300)
TEXT = "Order 37 is ready, please come to counter 3."
CHINESE = "請 A012 號到 3 號櫃檯"


@pytest.fixture(scope="module")
def instance(wine: Wine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WindowsInstance]:
    here = WindowsInstance(tmp_path_factory.mktemp("windows"), wine=wine)
    with at_work(here):
        yield here


def test_doctor_finds_all_well(instance: WindowsInstance) -> None:
    told = instance.command("doctor", seconds=60)
    assert told.returncode == 0, told.stdout
    assert "fail" not in told.stdout
    assert "on Windows" in told.stdout


def test_say_waits_and_the_voice_is_heard(instance: WindowsInstance) -> None:
    with Hearing(instance.url()) as hearing:
        until("silence is heard", lambda: hearing.blocks > 50)
        assert not hearing.onsets
        said = instance.command("say", TEXT, "--lang", "en", "--wait", seconds=60)
        assert said.returncode == 0, said.stdout + said.stderr
        until("it is heard", lambda: hearing.onsets, 5)


def test_what_is_typed_in_chinese_arrives(instance: WindowsInstance) -> None:
    said = instance.command("say", CHINESE, "--wait", seconds=60)
    assert said.returncode == 0, said.stdout + said.stderr
    assert instance.get(f"/api/announcements/{said.stdout.split()[1]}").json()["text"] == CHINESE


def test_from_the_press_to_the_voice_it_takes_no_longer_than_elsewhere(instance: WindowsInstance) -> None:
    instance.final(instance.say("Counter three.", lang="en"))
    with Hearing(instance.url()) as hearing:
        until("silence is heard", lambda: hearing.blocks > 50)
        asked = time.monotonic()
        instance.say("Counter three.", lang="en")
        until("it is heard", lambda: hearing.onsets, 5)
        assert hearing.onsets[0] - asked < 1.0


def test_killed_desk_comes_back_and_the_stream_goes_on(instance: WindowsInstance) -> None:
    with Hearing(instance.url()) as hearing:
        until("silence is heard", lambda: hearing.blocks > 50)
        old = instance.half("desk")
        old.kill()
        until("a new desk", lambda: instance.half("desk").pid != old.pid and instance.get("/healthz").is_success, 60)
        heard = hearing.blocks
        assert instance.final(instance.say("Back again.", lang="en"))["state"] == "spoken"
        until("it is heard", lambda: hearing.onsets, 5)
        assert hearing.blocks > heard
        assert not hearing.ended


def test_killed_player_comes_back_and_speaks_what_was_accepted(instance: WindowsInstance) -> None:
    old = instance.half("player")
    old.kill()
    announcement = instance.say(TEXT, lang="en")
    until("a new player", lambda: instance.half("player").pid != old.pid, 60)
    assert instance.final(announcement, 60)["state"] == "spoken"
    with Hearing(instance.url()) as hearing:
        until("silence is heard", lambda: hearing.blocks > 50)


def test_killed_worker_is_replaced(instance: WindowsInstance) -> None:
    instance.final(instance.say("One.", lang="en"))
    [old] = instance.workers("espeak")
    old.kill()
    assert instance.final(instance.say("Two, and three.", lang="en"), 60)["state"] == "spoken"
    assert instance.workers("espeak")[0].pid != old.pid


def test_second_instance_on_the_same_folder_is_refused(instance: WindowsInstance) -> None:
    told = instance.command("run", seconds=60)
    assert told.returncode == 2
    assert "is in use by another callcast" in told.stderr
    assert "Traceback" not in told.stderr


def test_ports_that_are_taken_are_refused_in_one_sentence(instance: WindowsInstance) -> None:
    other = WindowsInstance(instance.folder / "other", web=instance.web, rtsp=instance.rtsp, wine=instance.wine)
    told = other.command("run", seconds=60)
    assert told.returncode == 2, told.stderr
    assert str(instance.rtsp) in told.stderr or str(instance.web) in told.stderr
    assert "Traceback" not in told.stderr


def test_ctrl_c_ends_all_of_it(wine: Wine, tmp_path_factory: pytest.TempPathFactory) -> None:
    with at_work(WindowsInstance(tmp_path_factory.mktemp("stop"), wine=wine)) as instance:
        instance.final(instance.say("Good bye.", lang="en"))
        family = instance.children()
        assert len(family) >= 3  # desk, player and a speech worker
        asked = time.monotonic()
        code = instance.stop()
        took = time.monotonic() - asked
        assert code == 0
        assert took < 5.0
    assert not [line for line in instance.log if "was killed" in line], instance.log


def test_children_end_with_a_parent_that_is_killed(wine: Wine, tmp_path_factory: pytest.TempPathFactory) -> None:
    with at_work(WindowsInstance(tmp_path_factory.mktemp("killed"), wine=wine)) as instance:
        instance.final(instance.say("Good bye.", lang="en"))
        family = instance.children()
        assert len(family) >= 3
        assert instance.process is not None
        instance.process.kill()
        _, alive = psutil.wait_procs(family, timeout=10)
        assert not alive

"""Engines that misbehave: the channel goes on, the announcement fails with its reason, the next is spoken."""

from collections.abc import Iterator

import pytest

from tests.acceptance.instance import Instance, running, until
from tests.acceptance.wire import Reader

MODULE = "callcast.testing.engines"
FAULTS = {
    "Hang": "a block took longer than 2 s",
    "Deaf": "a block took longer than 2 s",
    "Crash": "its process ended with exit code 3",
    "Empty": "gave no sound",
    "Silent": "gave no sound",
    "Odd": "answered nonsense",
    "Tattered": "answered nonsense",
    "WrongLength": "answered nonsense",
}
"""The misbehaving engine, and what is said of it."""
GOOD = "eleven good letters"
SETTINGS = f"""
[speech]
engines = ["espeak", {", ".join(f'"{MODULE}:{name}"' for name in FAULTS)}]
block_timeout = 2.0
request_timeout = 10.0
"""


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with running(tmp_path_factory.mktemp("speech"), SETTINGS) as started:
        engines = len(FAULTS)
        until("all engines are ready", lambda: voices(started) >= 2 * engines, 60)
        yield started


def voices(instance: Instance) -> int:
    return sum(voice.startswith(MODULE) for voice in instance.get("/api/voices").json()["voices"])


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_costs_its_announcement_alone(instance: Instance, name: str) -> None:
    engine = f"{MODULE}:{name}"
    before = {worker.pid for worker in instance.workers(engine)}
    retries = sum("Once more in a fresh worker" in line and engine in line for line in instance.log)
    with Reader(instance.rtsp) as reader:
        until("silence arrives", lambda: len(reader.packets) > 5)
        bad = instance.say("a bad one", voice=f"{engine}:low", lang="en")
        beside = instance.say(f"Engine {name} is having trouble.", lang="en")
        assert instance.final(beside)["state"] == "spoken"
        record = instance.final(bad)
        heard = len(reader.voiced())
        assert heard
        good = instance.final(instance.say(f"{GOOD} {name}", voice=f"{engine}:low", lang="en"))
        until("silence again", lambda: all(packet.silent for packet in reader.packets[-5:]))
        assert len(reader.voiced()) > heard
    assert record["state"] == "failed"
    assert FAULTS[name] in record["channels"][0]["reason"]
    assert good["state"] == "spoken"
    assert sum("Once more in a fresh worker" in line and engine in line for line in instance.log) == retries + 1
    until("one worker, a fresh one", lambda: _fresh(instance, engine, before))
    assert not reader.gaps()
    assert reader.longest_wait() < 0.5


def _fresh(instance: Instance, engine: str, before: set[int]) -> bool:
    now = {worker.pid for worker in instance.workers(engine)}
    return len(now) == 1 and not now & before


@pytest.mark.parametrize("name", ["Missing", "Broken", "Mute"])
def test_an_engine_that_cannot_start_is_told_and_passed_over(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    settings = f'[speech]\nengines = ["{MODULE}:{name}", "{MODULE}:Tone"]\n'
    with running(tmp_path_factory.mktemp("start"), settings) as instance, Reader(instance.rtsp) as reader:
        assert instance.final(instance.say(GOOD, lang="en"))["state"] == "spoken"
        metrics = instance.get("/metrics").text
        assert f"{MODULE}:{name}" in metrics
        assert not reader.gaps()

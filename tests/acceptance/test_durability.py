"""What was accepted is spoken, whoever dies meanwhile."""

import random
import time
from pathlib import Path

import httpx

from tests.acceptance.instance import Instance, running, until
from tests.acceptance.wire import Packet, Reader

SETTINGS = """
[speech]
engines = ["callcast.testing.engines:Tone"]

[[channels]]
id = "hall"
languages = ["en"]
gap_ms = 200
"""
"""The tone is 10 ms for each letter, without a pause in it: a segment of sound on the wire is one announcement."""
COUNT = 30
KILLS = 6
PAUSE = 0.15
"""Seconds of silence that part two announcements."""


class Wire:
    """Listens again whenever the player has died, and keeps what was heard in each of its lives."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self.lives: list[Reader] = [until("RTSP answers", self._listen, 30)]

    def _listen(self) -> Reader:
        return Reader(self._instance.rtsp)

    def again(self) -> None:
        """The player has died: wait for the next one."""
        until("the end of a life", lambda: self.lives[-1].ended)
        self.lives[-1].close()
        self.lives.append(until("RTSP answers", self._listen, 30))

    def segments(self) -> int:
        """Sounds with silence before them, over all lives."""
        return sum(len(segments(life.packets)) for life in self.lives)


def segments(packets: list[Packet]) -> list[Packet]:
    """The first packet of each sound."""
    frames = int(PAUSE * 48_000 / 1024)
    found, quiet = [], frames
    for packet in packets:
        if packet.silent:
            quiet += 1
        else:
            if quiet >= frames:
                found.append(packet)
            quiet = 0
    return found


def _again(instance: Instance, key: str, text: str) -> str:
    """Post until somebody accepts: the desk may be dead, or die before it answers."""
    answer: httpx.Response = until(
        "accepted",
        lambda: instance.post(json={"text": text, "lang": "en"}, headers={"Idempotency-Key": key}),
        30,
    )
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def test_thirty_announcements_outlive_the_deaths_of_both_halves(tmp_path: Path) -> None:
    chance = random.Random(3)
    with running(tmp_path, SETTINGS) as instance:
        wire = Wire(instance)
        until("silence", lambda: len(wire.lives[0].packets) > 20)
        ids: list[str] = []
        deaths = sorted(chance.sample(range(2, COUNT), KILLS))
        victims = ["player", "desk"] * (KILLS // 2)
        chance.shuffle(victims)
        for number in range(COUNT):
            ids.append(_again(instance, f"key {number}", f"Announcement {number:02} of {COUNT}, forty letters"))
            if number in deaths:
                victim = victims.pop()
                until("it lives", lambda: instance.half(victim)).kill()  # noqa: B023 - asked within the round
                if victim == "player":
                    wire.again()
        records = [_final(instance, one) for one in ids]
        until("silence at the end", lambda: all(packet.silent for packet in wire.lives[-1].packets[-10:]))
        for life in wire.lives:
            life.close()
    assert len(set(ids)) == COUNT
    assert [record["state"] for record in records] == ["spoken"] * COUNT
    assert all(not life.gaps() for life in wire.lives)
    assert COUNT - KILLS <= wire.segments() <= COUNT + KILLS


def _final(instance: Instance, announcement: str) -> dict[str, object]:
    """Once it is over, over as many deaths of the desk as it takes."""

    def over() -> dict[str, object] | None:
        record = instance.final(announcement, 5)
        return None if record["state"] in ("queued", "speaking") else record

    record: dict[str, object] = until("final", over, 60)
    return record


def test_the_same_key_gives_the_same_id_over_a_desk_that_died(tmp_path: Path) -> None:
    with running(tmp_path, SETTINGS) as instance:
        first = _again(instance, "one key", "Once and no more.")
        instance.half("desk").kill()
        second = _again(instance, "one key", "Once and no more.")
        other = instance.post(json={"text": "Another."}, headers={"Idempotency-Key": "one key"})
        assert first == second
        assert other.status_code == 422
        assert instance.final(first)["state"] == "spoken"
        assert len(instance.get("/api/announcements").json()["items"]) == 1


def test_what_expires_while_all_is_down_is_not_spoken(tmp_path: Path) -> None:
    instance = Instance(tmp_path, SETTINGS)
    long = "x" * 490
    try:
        instance.start()
        said = [instance.say(long, lang="en") for _ in range(2)]
        until("it speaks", lambda: instance.get(f"/api/announcements/{said[0]}").json()["state"] == "speaking")
        short = instance.say("Too late.", lang="en", expires_in=1.0)
        patient = instance.say("In time.", lang="en", expires_in=600)
        posted = time.monotonic()
        for child in instance.children():
            child.kill()
        assert instance.process is not None
        instance.process.kill()
        instance.process.wait(10)
        until("its time is over", lambda: time.monotonic() > posted + 1.5)
        instance.start()
        assert instance.final(short)["state"] == "expired"
        assert [instance.final(one)["state"] for one in [*said, patient]] == ["spoken"] * 3
    finally:
        instance.stop()

"""Memory and descriptors over time, with calls and readers that come and go: `python -m bench.soak [minutes]`."""

import random
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import psutil
from tests.acceptance.instance import Instance, running, until
from tests.acceptance.wire import Reader

from bench.figures import table

SETTINGS = """
[[channels]]
id = "hall"
languages = ["en"]

[[channels]]
id = "clinic"
languages = ["en"]
"""
EVERY = 10.0
"""Seconds between two rounds: a call on both channels, and one reader more or less."""


TEXTS = 10
"""Different ones: few, so that every cache is full within minutes and what grows after that is a leak."""


class Sample(NamedTuple):
    """One process at one time; `rss` in MiB."""

    minute: float
    name: str
    rss: float
    descriptors: int


def samples(instance: Instance, minute: float) -> list[Sample]:
    """All processes of the instance as they are now."""
    assert instance.process is not None
    family = [("parent", psutil.Process(instance.process.pid)), ("desk", instance.half("desk"))]
    player = instance.half("player")
    family += [("player", player), *(("speech worker", child) for child in player.children())]
    return [Sample(minute, name, one.memory_info().rss / 2**20, one.num_fds()) for name, one in family]


def main(minutes: float) -> None:
    """Print what each process used at a quarter, at half and at the end of the time."""
    taken: list[Sample] = []
    readers: list[Reader] = []
    chance = random.Random(1)
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), SETTINGS) as instance,
        Reader(instance.rtsp) as steady,
    ):
        start = time.monotonic()
        rounds = 0
        while (minute := (time.monotonic() - start) / 60) < minutes:
            rounds += 1
            announcement = instance.say(f"Ticket {rounds % TEXTS}, please come to counter 3.", repeat=2)
            if len(readers) < 5 and chance.random() < 0.6:
                readers.append(Reader(instance.rtsp, chance.choice(["/hall", "/hall/opus", "/clinic/pcma"])))
            elif readers:
                readers.pop(chance.randrange(len(readers))).close()
            assert instance.final(announcement)["state"] == "spoken"
            taken += samples(instance, minute)
            gaps = len(steady.gaps())
            assert not gaps, f"{gaps} gaps at minute {minute:.1f}"
            del steady.packets[:-100]
            due = start + rounds * EVERY
            until("the next round", lambda due=due: time.monotonic() >= due, 60)  # type: ignore[misc]
        for reader in readers:
            reader.close()
    marks = [minutes / 4, minutes / 2, minutes]
    rows = []
    for name in dict.fromkeys(sample.name for sample in taken):
        mine = [sample for sample in taken if sample.name == name]
        at = [max((s for s in mine if s.minute <= mark), key=lambda s: s.minute) for mark in marks]
        rows.append((name, *(s.rss for s in at), *(s.descriptors for s in at)))
    table(("process", *(f"MiB at {m:.0f} min" for m in marks), *(f"descriptors at {m:.0f} min" for m in marks)), rows)
    print(f"{rounds} rounds, no gap at the steady reader")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60)

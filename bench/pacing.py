"""Whether a pipe keeps time: `python -m bench.pacing [minutes]`."""

import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.acceptance.instance import Instance, running, until

from bench.figures import percentile, table

RATE, FRAME, SAMPLE = 24_000, 480, 2
"""Hz, samples of a frame, bytes of a sample: a pipe's, when nobody says otherwise."""

SETTINGS = """
[[channels]]
id = "hall"
languages = ["en"]
  [[channels.outputs]]
  kind = "pipe"
  to = "unix:{path}"
"""
EVERY = 10.0
"""Seconds between two calls."""


class Arrival(NamedTuple):
    """At `at` (monotonic seconds) `samples` had come in all."""

    at: float
    samples: int


def arrivals(path: str, minutes: float, instance: Instance) -> Iterator[Arrival]:
    """Read as fast as samples come, with a call now and then."""
    with socket.socket(socket.AF_UNIX) as reader:
        reader.connect(path)
        began, size, called = time.monotonic(), 0, 0
        while (now := time.monotonic()) < began + minutes * 60:
            size += len(reader.recv(65_536))
            yield Arrival(time.monotonic(), size // SAMPLE)
            if now > began + called * EVERY:
                called += 1
                instance.say(f"Ticket {called % 10}, please come to counter 3.")


def output(instance: Instance) -> dict[str, Any]:
    """What the API tells of the pipe."""
    channels = instance.get("/api/channels").json()["items"]
    found: dict[str, Any] = channels[0]["outputs"][0]
    return found


def delays(came: Sequence[Arrival], start: float) -> list[float]:
    """Milliseconds by which each arrival's first sample came behind its time; `start` is the first sample's time."""
    before = [0, *(arrival.samples for arrival in came)]
    return [(one.at - start - first / RATE) * 1000 for one, first in zip(came, before, strict=False)]


def main(minutes: float) -> None:
    """Print, minute by minute, what came and what was due, and how late it was."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "hall.sock")
        with running(Path(folder), SETTINGS.format(path=path)) as instance:
            until("the pipe is there", Path(path).exists)
            came = list(arrivals(path, minutes, instance))
            said = until("nothing more is due", lambda: found if not (found := output(instance))["readers"] else None)
    late = delays(came, 0.0)
    start = min(late[:250]) / 1000  # of the first seconds the frame that was least late tells when the first was due
    late = [one - start * 1000 for one in late]
    rows: list[tuple[object, ...]] = []
    for minute in range(1, int(minutes) + 1):
        within = [k for k, one in enumerate(came) if minute - 1 <= (one.at - start) / 60 < minute]
        last = came[within[-1]]
        due = (int((last.at - start) * RATE) // FRAME + 1) * FRAME
        times = [late[k] for k in within]
        rows.append((minute, last.samples, due, last.samples - due, min(times), percentile(times, 0.5), max(times)))
    table(("minute", "samples", "due", "difference", "least late ms", "median ms", "worst ms"), rows)
    print(f"frames written {said['frames']}, dropped {said['dropped']}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10)

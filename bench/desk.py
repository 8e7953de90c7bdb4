"""From the button to the voice: `python -m bench.desk [calls]`.

Milliseconds from the moment at which an operator's POST .../next is sent to the first packet on the wire that is not
silence, while a report of all that was ever done is read again and again. The reader takes the stream by RTSP over TCP,
as any player does, on the same machine. Calls are made ready ahead, as the desk names them by itself.
"""

import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.acceptance.instance import Instance, running, until
from tests.acceptance.wire import Reader

from bench.figures import percentile, table

SETTINGS = """
[[channels]]
id = "hall"
languages = ["en"]
gap_ms = 200
"""


def set_up(instance: Instance, calls: int) -> None:
    """A line with enough tickets, and a counter."""
    instance.put("/api/lines/service", json={"name": "Service", "prefix": "A", "last": 9999}).raise_for_status()
    counter = {"name": "Counter 3", "place": "3", "shares": [{"line": "service"}]}
    instance.put("/api/counters/c3", json=counter).raise_for_status()
    instance.post("/api/counters/c3/open").raise_for_status()
    for _ in range(calls):
        instance.post("/api/tickets", json={"line": "service"}).raise_for_status()


def hits(instance: Instance) -> float:
    """Calls that were ready when they came, by the metrics."""
    lines = instance.get("/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith("callcast_ahead_hits"))


def one(instance: Instance, reader: Reader) -> tuple[float, bool]:
    """Milliseconds of one call, cut short once it is heard; whether it was ready."""
    until("silence", lambda: all(packet.silent for packet in reader.packets[-8:]))
    before, seen = hits(instance), len(reader.packets)
    pressed = time.monotonic()
    answer = instance.post("/api/counters/c3/next").raise_for_status().json()
    voiced = until("sound", lambda: next((p for p in reader.packets[seen:] if not p.silent), None))
    announcement = answer["announcement"]["id"]
    instance.delete(announcement)
    instance.final(announcement)
    return float((voiced.at - pressed) * 1000), hits(instance) > before


def report(instance: Instance, over: threading.Event, read: list[int]) -> None:
    """The log of everything, page after page, without a pause."""
    while not over.is_set():
        read.append(len(instance.get("/api/periods?limit=1000").content))


def main(calls: int) -> None:
    """Print the table."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), SETTINGS) as instance,
        Reader(instance.rtsp) as reader,
    ):
        set_up(instance, calls + 1)
        until("a stream", lambda: len(reader.packets) > 50)
        one(instance, reader)
        over, read = threading.Event(), list[int]()
        reading = threading.Thread(target=report, args=(instance, over, read))
        reading.start()
        try:
            took = [one(instance, reader) for _ in range(calls)]
        finally:
            over.set()
            reading.join()
        gaps = len(reader.gaps())
    rows = [
        (name, len(values), percentile(values, 0.5), percentile(values, 0.99), max(values))
        for name, values in (("all", [ms for ms, _ in took]), ("ready ahead", [ms for ms, ready in took if ready]))
        if values
    ]
    table(("button to sound, ms", "calls", "median", "p99", "max"), rows)
    print(f"pages of the report read meanwhile: {len(read)}; gaps in sequence or timestamps: {gaps}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)

"""From the answer 202 to the first packet on the wire that is not silence: `python -m bench.latency [rounds]`.

The reader takes the stream by RTSP over TCP, as any player does, on the same machine. A frame of AAC is 21.3 ms.
"""

import sys
import tempfile
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


def one(instance: Instance, reader: Reader, text: str) -> float:
    """Milliseconds for one announcement, cut short once it is heard."""
    until("silence", lambda: all(packet.silent for packet in reader.packets[-8:]))
    announcement = instance.say(text, lang="en")
    accepted = time.monotonic()
    seen = len(reader.packets)
    # Packets that came while the answer was on its way count too: the call may be heard before the 202 is read.
    voiced = until("sound", lambda: next((p for p in reader.packets[seen - 4 :] if not p.silent), None))
    instance.delete(announcement)
    instance.final(announcement)
    return float((voiced.at - accepted) * 1000)


def main(rounds: int) -> None:
    """Print the table."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), SETTINGS) as instance,
        Reader(instance.rtsp) as reader,
    ):
        until("a stream", lambda: len(reader.packets) > 50)
        one(instance, reader, "Warming up.")
        same = [one(instance, reader, "Ticket A 12, please proceed to counter 3.") for _ in range(rounds + 1)][1:]
        new = [one(instance, reader, f"Ticket A {n}, please proceed to counter {n % 9 + 1}.") for n in range(rounds)]
        gaps = len(reader.gaps())
    rows = [
        (name, len(values), percentile(values, 0.5), percentile(values, 0.99), max(values))
        for name, values in (("clip in cache", same), ("new text, espeak", new))
    ]
    table(("202 to sound, ms", "rounds", "median", "p99", "max"), rows)
    print(f"gaps in sequence or timestamps meanwhile: {gaps}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)

"""What readers cost: one channel with many over TCP: `python -m bench.fanout [N ...]`."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.acceptance.instance import running

from bench.channels import LATE_HEAD, SECONDS, settings
from bench.figures import table
from bench.listeners import listening
from bench.usage import lateness, usage

HEAD = ("readers", "% of a core", "readers per core", "MiB")


def one(readers: int) -> tuple[Sequence[object], Sequence[object]]:
    """A row about the player's cost, and one about lateness."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), settings(1)) as instance,
        listening(instance.rtsp, ["/c0"] * readers) as listeners,
    ):
        player = instance.half("player")
        usage([player], 3.0)
        listeners.arrivals()
        used = usage([player], SECONDS)
        arrivals = listeners.arrivals()
        late = (readers, *lateness(instance), *arrivals.summary, arrivals.missing)
    return (readers, used.percent, round(readers / used.core), used.mib), late


def main(counts: Sequence[int]) -> None:
    """Print the tables."""
    rows = [one(count) for count in counts]
    table(HEAD, [cost for cost, _ in rows])
    table(("readers", *LATE_HEAD[1:]), [late for _, late in rows])


if __name__ == "__main__":
    main(sorted({int(word) for word in sys.argv[1:]}) or [10, 100, 1000])

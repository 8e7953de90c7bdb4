"""What readers cost: one channel with many over TCP: `python -m bench.fanout [N ...]`."""

import sys
from collections.abc import Sequence

from bench.channels import LATE_HEAD, measured
from bench.figures import table

HEAD = ("readers", "% of a core", "readers per core", "MiB")


def one(readers: int) -> tuple[Sequence[object], Sequence[object]]:
    """A row about the player's cost, and one about lateness."""
    used, late = measured(1, ["/c0"] * readers)
    return (readers, used.percent, round(readers / used.core), used.mib), late


def main(counts: Sequence[int]) -> None:
    """Print the tables."""
    rows = [one(count) for count in counts]
    table(HEAD, [cost for cost, _ in rows])
    table(("readers", *LATE_HEAD[1:]), [late for _, late in rows])


if __name__ == "__main__":
    main(sorted({int(word) for word in sys.argv[1:]}) or [10, 100, 1000])

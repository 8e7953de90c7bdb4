"""Acts a second of fifty operators on one desk: `python -m bench.operators [calls]`.

Each is a process that calls the next ticket again and again, over HTTP, with a key; every tenth ticket is called twice.
They share the machine with the desk, its player and each other.
"""

import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.acceptance.instance import running
from tests.acceptance.test_operators import OPERATORS, SETTINGS, at_work, hear, set_up

from bench.figures import table


def main(calls: int) -> None:
    """Print the table; each operator makes so many calls."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), SETTINGS) as instance:
        set_up(instance, calls)
        with at_work(instance, calls) as programs:
            said: list[list[str]] = [[] for _ in programs]
            hearing = [threading.Thread(target=hear, args=pair) for pair in zip(programs, said, strict=True)]
            for thread in hearing:
                thread.start()
            while not all(said):  # until every operator is at work
                time.sleep(0.01)
            before, began = sum(map(len, said)), time.monotonic()
            for thread in hearing:
                thread.join()
            took, acts = time.monotonic() - began, sum(map(len, said)) - before
    table(("operators", "acts", "seconds", "acts a second"), [(OPERATORS, acts, took, acts / took)])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)

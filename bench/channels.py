"""What idle channels cost, each with one reader: `python -m bench.channels [N ...]`.

The player of a real `callcast run`, its readers by TCP, and then by UDP and deaf as the peers' are; beside one ffmpeg
process for each channel (UDP) and beside one Liquidsoap with all of them (UDP, and RTSP over TCP to a media server),
where they fit on the machine. Counted is the CPU time of the processes that make and send the streams.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import psutil
from tests.acceptance.instance import running

from bench import peers
from bench.figures import table
from bench.listeners import deaf, listening
from bench.usage import Usage, lateness, usage

SECONDS, SETTLE = 20.0, 3.0
MOST_PROCESSES = 40
"""Channels for which one ffmpeg process each are still started."""
MOST_LIQUIDSOAP = 100

LIMITS = """
[rtsp.limits]
connections = 20000
connections_per_address = 20000
"""
CHANNEL = """
[[channels]]
id = "c{n}"
languages = ["en"]
"""

HEAD = ("", "channels", "% of a core", "channels per core", "MiB", "KiB per channel")
LATE_HEAD = ("channels", "player p50 ms", "player p99 ms", "wire p50 ms", "wire p99 ms", "wire worst ms", "missing")


def settings(channels: int) -> str:
    """TOML for so many channels `c0`, `c1`, ..., that any number of readers may come to."""
    return LIMITS + "".join(CHANNEL.format(n=n) for n in range(channels))


def callcast(channels: int) -> tuple[Usage, Sequence[object]]:
    """The player's usage, and a row about lateness."""
    return measured(channels, [f"/c{n}" for n in range(channels)])


def measured(channels: int, paths: Sequence[str]) -> tuple[Usage, Sequence[object]]:
    """The player's usage with so many channels and a reader for each of `paths`, and a row about lateness."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), settings(channels)) as instance,
        listening(instance.rtsp, paths) as listeners,
    ):
        player = instance.half("player")
        usage([player], SETTLE)
        listeners.arrivals()
        used = usage([player], SECONDS)
        arrivals = listeners.arrivals()
        return used, (len(paths), *lateness(instance), *arrivals.summary, arrivals.missing)


def callcast_udp(channels: int) -> Usage:
    """The player's usage when its readers are those that the peers have: ports of UDP where nobody reads."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), settings(channels)) as instance,
        deaf(instance.rtsp, [f"/c{n}" for n in range(channels)]),
    ):
        player = instance.half("player")
        usage([player], SETTLE)
        return usage([player], SECONDS)


def _peer(run: Callable[[int], AbstractContextManager[list[psutil.Process]]], channels: int) -> Usage:
    with run(channels) as processes:
        return usage(processes, SECONDS)


def _row(name: str, channels: int, used: Usage, least: tuple[int, Usage]) -> Sequence[object]:
    """Memory per channel is what the channels beyond those of `least` have added."""
    more = channels - least[0]
    each = f"{(used.mib - least[1].mib) * 1024 / more:.0f}" if more else ""
    return name, channels, used.percent, round(channels / used.core), used.mib, each


def _rows(name: str, measured: dict[int, Usage]) -> Iterator[Sequence[object]]:
    least = min(measured)
    for channels, used in measured.items():
        yield _row(name, channels, used, (least, measured[least]))


def _best(measured: dict[int, Usage]) -> float:
    """Channels per core."""
    return max(count / used.core for count, used in measured.items())


def main(counts: Sequence[int]) -> None:
    """Print the tables."""
    ours, late = {}, []
    for count in counts:
        ours[count], row = callcast(count)
        late.append(row)
    by_udp = {count: callcast_udp(count) for count in counts}
    rows = [*_rows("Callcast, TCP", ours), *_rows("Callcast, UDP", by_udp)]
    ratios = []
    for name, run, most, same in (
        ("ffmpeg, a process each, UDP", peers.ffmpeg, MOST_PROCESSES, by_udp),
        ("Liquidsoap, one process, UDP", peers.liquidsoap, MOST_LIQUIDSOAP, by_udp),
        ("Liquidsoap, one process, TCP", peers.liquidsoap_rtsp, MOST_LIQUIDSOAP, ours),
    ):
        theirs = {count: _peer(run, count) for count in sorted({min(count, most) for count in counts})}
        rows += _rows(name, theirs)
        ratios.append((name, _best(same) / _best(theirs)))
    table(HEAD, rows)
    table(LATE_HEAD, late)
    for name, ratio in ratios:
        print(f"Callcast has {ratio:.1f} times the channels per core of {name}, each at its best, the same way.")


if __name__ == "__main__":
    main(sorted({int(word) for word in sys.argv[1:]}) or [10, 100, 1000])

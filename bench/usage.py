"""What processes use."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import psutil
from tests.acceptance.instance import Instance


@dataclass(frozen=True)
class Usage:
    """Over some seconds: share of one core (1 is all of it), and resident MiB at the end."""

    core: float
    mib: float

    @property
    def percent(self) -> float:
        """Of a core."""
        return self.core * 100


def _cpu(processes: Sequence[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def usage(processes: Sequence[psutil.Process], seconds: float) -> Usage:
    """What they use from now on, for so long: user and system time, which other load on the machine hardly moves."""
    before, began = _cpu(processes), time.monotonic()
    time.sleep(seconds)
    core = (_cpu(processes) - before) / (time.monotonic() - began)
    return Usage(core, sum(process.memory_info().rss for process in processes) / 2**20)


def metric(instance: Instance, name: str) -> float:
    """One line of `/metrics`, with its labels as they stand there."""
    for line in instance.get("/metrics").text.splitlines():
        if line.startswith(name + " "):
            return float(line.rpartition(" ")[2])
    raise LookupError(name)


def lateness(instance: Instance) -> tuple[float, float]:
    """p50 and p99 in milliseconds: how late the player's frames of the last ten seconds were."""
    p50, p99 = (metric(instance, f'callcast_frame_lateness_seconds{{quantile="{q}"}}') for q in ("0.5", "0.99"))
    return p50 * 1000, p99 * 1000

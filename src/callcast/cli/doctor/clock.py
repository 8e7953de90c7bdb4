"""The clocks: one that paces, one that people compare."""

import shutil
import time
from collections.abc import Iterator

from callcast.cli.doctor.check import Check, Place, ok, warn
from callcast.cli.doctor.process import output

COARSEST = 0.002
"""Seconds; half of the shortest frame is 5 ms."""


def check(place: Place) -> Iterator[Check]:
    """One line on each."""
    resolution = time.get_clock_info("perf_counter").resolution
    what = f"clock that paces frames: resolution {resolution * 1e6:.3g} µs"
    yield ok(what) if resolution <= COARSEST else warn(what, "frames will be uneven on this machine")
    if shutil.which("timedatectl") is None:
        return
    answer = output("timedatectl", "show", "--property=NTPSynchronized", "--value").strip()
    if answer == "yes":
        yield ok("system clock: synchronised")
    elif answer == "no":
        yield warn("system clock: not synchronised", "times of calls will be off: timedatectl set-ntp true")

"""Python, and the packages we stand on."""

import platform
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from callcast.cli.doctor.check import Check, Place, fail, ok, warn
from callcast.extras import SOURCES

OLDEST, NEWEST = (3, 10), (3, 13)
_REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)[^;]*?(?:>=\s*([\d.]+))?[^;]*(;.*)?$")


def check(place: Place) -> Iterator[Check]:
    """One line on Python, one on the packages."""
    running = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info[:2] < OLDEST:
        yield fail(running, "install Python 3.10 or newer")
    elif sys.version_info[:2] > NEWEST:
        yield warn(running, "tested with Python 3.10 to 3.13")
    else:
        yield ok(running)
    yield from _packages()


def _packages() -> Iterator[Check]:
    try:
        needed = [found for text in requires("callcast") or () if (found := _needed(text))]
    except PackageNotFoundError:
        yield warn(
            "callcast runs from its sources and is not installed", f"its plug-ins are missing: pip install . {SOURCES}"
        )
        return
    faults = [fault for name, least in needed if (fault := _fault(name, least))]
    if faults:
        yield fail(", ".join(faults), f"pip install --upgrade . {SOURCES}")
    else:
        yield ok(f"callcast {version('callcast')} and {len(needed)} packages it needs")


def _needed(text: str) -> tuple[str, str] | None:
    """Name and least version of a requirement; None for one that is only for extras, other systems or Pythons."""
    found = _REQUIREMENT.match(text)
    return (found[1], found[2] or "0") if found and not found[3] else None


def _fault(name: str, least: str) -> str:
    try:
        have = version(name)
    except PackageNotFoundError:
        return f"{name} is missing"
    return f"{name} is {have}, older than {least}" if _numbers(have) < _numbers(least) else ""


def _numbers(text: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", text)[:3]]

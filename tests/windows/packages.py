"""The packages that Callcast and its tests need on Windows' Python 3.11 under Wine, pinned, one a line, for pip.

pip that fetches for another system still asks this one which dependencies there are, and would want uvloop: so the list
is made here, from the metadata of what is installed in this environment, and pip is told to follow no dependencies.
"""

import re
import sys
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

WINDOWS = {
    "extra": "",
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_system": "Windows",
    "python_full_version": "3.11.11",
    "python_version": "3.11",
    "sys_platform": "win32",
}
"""The environment markers of the Python that the tests run under Wine."""
ROOTS = ("callcast", "hypothesis", "imageio-ffmpeg", "psutil", "pytest", "pytest-timeout")
PINS = {"numpy": "==2.0.2"}
"""Later numpys call a function of the C library that Wine 8 lacks."""


def needed() -> set[str]:
    """Canonical names of the roots and of all that they need on Windows, without Callcast itself."""
    found: set[str] = set()
    left = list(ROOTS)
    while left:
        name = canonicalize_name(left.pop())
        if name not in found:
            found.add(name)
            left += [one.name for one in dependencies(name) if one.marker is None or one.marker.evaluate(WINDOWS)]
    return found - {"callcast"}


def dependencies(name: str) -> list[Requirement]:
    """What an installed package says it needs; what is not installed here is for Windows only and needs nothing."""
    try:
        return [Requirement(line) for line in requires(name) or ()]
    except PackageNotFoundError:
        return []


def pins(constraints: Path) -> dict[str, str]:
    """The version specifiers that hold on Windows, by canonical name."""
    lines = (re.sub(r"#.*", "", line).strip() for line in constraints.read_text(encoding="utf-8").splitlines())
    held = [one for one in map(Requirement, filter(None, lines)) if one.marker is None or one.marker.evaluate(WINDOWS)]
    return {str(canonicalize_name(one.name)): str(one.specifier) for one in held} | PINS


if __name__ == "__main__":
    versions = pins(Path(__file__).parents[2] / "constraints.txt")
    for package in sorted(needed()):
        sys.stdout.write(f"{package}{versions[package]}\n")

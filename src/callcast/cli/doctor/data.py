"""The data folder: can it be written, and is there room?"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from callcast.cli.doctor.check import Check, Place, fail, ok, warn
from callcast.system import files

LEAST, LITTLE = 50 * 2**20, 2**30
"""Bytes: below the one nothing can be accepted for long, below the other the clip cache has no room."""


def check(place: Place) -> Iterator[Check]:
    """One line on permissions, one on space."""
    folder = next(path for path in (place.data, *place.data.parents) if path.exists())
    what = f"data folder {place.data}"
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"callcast")
    except OSError as error:
        yield fail(
            f"{what}: cannot be written ({error.strerror})", f"{files.remedy(error)}, or choose another with --data"
        )
        return
    yield ok(f"{what}: writable" if folder == place.data else f"{what}: will be made at the first run")
    yield _space(folder)


def _space(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    what = f"free disk space: {free / 2**30:.1f} GiB"
    if free < LEAST:
        return fail(what, "make room, or choose a data folder on another disk with --data")
    return (
        warn(what, "the clip cache wants 0.5 GiB: make room, or lower cache_bytes in [speech]")
        if free < LITTLE
        else ok(what)
    )

"""Programs that are used where they are there."""

import shutil
from collections.abc import Iterator

from callcast.cli.doctor.check import Check, Place, ok, warn
from callcast.cli.doctor.process import output


def check(place: Place) -> Iterator[Check]:
    """A line on ffmpeg: only outputs that run it as a process need it."""
    if shutil.which("ffmpeg") is None:
        yield warn("no ffmpeg program", 'only outputs of kind "ffmpeg" need it; on Debian: apt install ffmpeg')
        return
    words = output("ffmpeg", "-version").split()
    yield ok(f"ffmpeg program {words[2] if len(words) > 2 else 'of unknown version'}")

"""Fonts with Chinese letters, for boards."""

import shutil
import sys
from collections.abc import Iterator

from callcast.cli.doctor.check import Check, Place, ok, warn
from callcast.cli.doctor.process import output


def check(place: Place) -> Iterator[Check]:
    """One line; other systems than Linux have such fonts."""
    if not sys.platform.startswith("linux"):
        return
    remedy = "boards will need one; on Debian: apt install fontconfig fonts-noto-cjk"
    if shutil.which("fc-list") is None:
        yield warn("fonts cannot be listed, fontconfig is not installed", remedy)
        return
    fonts = output("fc-list", ":lang=zh-tw", "family").splitlines()
    yield ok(f"Chinese font: {fonts[0].split(',')[0]}") if fonts else warn("no font with Chinese letters", remedy)

"""What sounds and their codings are called: apart from them, since settings are checked where no sound is made."""

from pathlib import Path
from typing import Literal

ProfileName = Literal["aac", "opus", "pcma", "pcmu", "l16"]

CHIMES = ("ding-dong", "three-tone", "bell", "gong")
"""The chimes that are generated."""


def is_file(chime: str) -> bool:
    """Whether it looks like the path of a sound file, not like a name."""
    path = Path(chime)
    return bool(path.suffix) or path.name != chime

"""What sounds are called: apart from the sounds, since settings are checked where no sound is made."""

from pathlib import Path

CHIMES = ("ding-dong", "three-tone", "bell", "gong")
"""The chimes that are generated."""


def is_file(chime: str) -> bool:
    """Whether it looks like the path of a sound file, not like a name."""
    path = Path(chime)
    return bool(path.suffix) or path.name != chime

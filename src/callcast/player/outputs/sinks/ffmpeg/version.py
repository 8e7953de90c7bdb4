"""Which ffmpeg a program is."""

import re
from dataclasses import dataclass

OLDEST = (59, 27)
"""libavformat of ffmpeg 5.1: builds between releases have no other number to go by."""

_NAME = re.compile(r"^ffmpeg version (\S+)", re.MULTILINE)
_FORMAT = re.compile(r"^libavformat\s+(\d+)\.\s*(\d+)\.", re.MULTILINE)


@dataclass(frozen=True)
class Version:
    """`name` as it says itself (`5.1.9-0+deb12u1`, `n7.1`, `N-118193-g5f38c82536`), and its libavformat."""

    name: str
    libavformat: tuple[int, int]

    @property
    def new_enough(self) -> bool:
        """It is 5.1 or newer."""
        return self.libavformat >= OLDEST

    @classmethod
    def parse(cls, text: str) -> "Version | None":
        """What `ffmpeg -version` says; None when that is not ffmpeg talking."""
        name, libavformat = _NAME.search(text), _FORMAT.search(text)
        if name is None or libavformat is None:
            return None
        return cls(name[1], (int(libavformat[1]), int(libavformat[2])))

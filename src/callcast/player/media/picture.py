"""A picture: an image in memory."""

import hashlib
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Picture:
    """8 bit RGB, `width` x `height` pixels, rows from the top down, without padding."""

    width: int
    height: int
    rgb: bytes

    def __post_init__(self) -> None:
        """Refuse what is no such picture: a programming error."""
        if len(self.rgb) != 3 * self.width * self.height:
            raise ValueError(f"{self.width}x{self.height} is {3 * self.width * self.height} bytes, not {len(self.rgb)}")

    @cached_property
    def digest(self) -> str:
        """SHA-256 of size and pixels: pictures with the same digest look the same. Takes some ms the first time."""
        return hashlib.sha256(b"%dx%d " % (self.width, self.height) + self.rgb).hexdigest()

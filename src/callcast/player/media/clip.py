"""A clip: sound in memory."""

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # small processes import this for the rate alone
    import numpy as np
    from numpy.typing import NDArray

RATE = 48_000
"""Samples a second of every clip, and ticks a second of every channel's time."""


@dataclass(frozen=True, eq=False)
class Clip:
    """Mono PCM at 48 kHz.

    `samples` has shape (n,), int16, and is read-only; sample k is due k ticks after the clip's start.
    `digest` is the SHA-256 of the samples: clips with the same digest sound the same. `note` is what whoever asked for
    it should know of how it was made.
    """

    samples: "NDArray[np.int16]"
    note: str | None = None
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        """Make the samples read-only and name them."""
        self.samples.setflags(write=False)
        object.__setattr__(self, "digest", hashlib.sha256(self.samples.tobytes()).hexdigest())

    @property
    def ticks(self) -> int:
        """Length in ticks, which is in samples."""
        return len(self.samples)

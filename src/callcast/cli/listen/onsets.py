"""When sound begins, and when it is over."""

from typing import Literal

THRESHOLD = -60.0
"""dBFS: at or above it is sound. A channel's silence is digital silence; speech is far above."""
HOLD = 5
"""Blocks of silence after which it is silent; shorter ones are pauses between words."""

Turn = Literal["sound", "silence"]


class Onsets:
    """Fed with the peak of each block, tells the turns."""

    def __init__(self) -> None:
        self.state: Turn = "silence"
        self._quiet = 0

    def feed(self, peak: float) -> Turn | None:
        """The new state when this block with a `peak` in dBFS turned it."""
        if peak >= THRESHOLD:
            self._quiet = 0
            return self._turn("sound")
        self._quiet += 1
        return self._turn("silence") if self._quiet >= HOLD else None

    def _turn(self, state: Turn) -> Turn | None:
        turned = state != self.state
        self.state = state
        return state if turned else None

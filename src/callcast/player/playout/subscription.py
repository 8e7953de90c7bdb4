"""A reader's bounded window on a track."""

from collections import deque
from collections.abc import Callable
from typing import NamedTuple


class Frame(NamedTuple):
    """One coded frame of a track: frame `number` is due at `number` * profile.ticks ticks of the channel's time."""

    number: int
    data: bytes


class Subscription:
    """A ring of frames between a track and one reader.

    The track pushes; the reader pops, in the same thread, whenever `wake` was called. A reader that does not keep up
    loses the oldest frames, whole, and `drops` counts them; nobody waits for it. You must call `close`.
    """

    __slots__ = ("_capacity", "_frames", "_on_close", "_wake", "closed", "drops")

    def __init__(self, capacity: int, wake: Callable[[], None], on_close: Callable[["Subscription"], None]) -> None:
        """`capacity` in frames; `wake` is called after each push, on the track's event loop."""
        self._frames: deque[Frame] = deque(maxlen=capacity)
        self._capacity = capacity
        self._wake = wake
        self._on_close = on_close
        self.drops = 0
        self.closed = False

    def push(self, frame: Frame) -> None:
        """For the track: offer a frame."""
        if len(self._frames) == self._capacity:
            self.drops += 1
        self._frames.append(frame)
        self._wake()

    def pop(self) -> Frame | None:
        """The oldest frame not yet taken, or None."""
        return self._frames.popleft() if self._frames else None

    def close(self) -> None:
        """Leave the track; idempotent."""
        if not self.closed:
            self.closed = True
            self._on_close(self)

    def end(self) -> None:
        """For the track: no frame will come any more; the reader is woken once and finds `closed`."""
        self.close()
        self._wake()

"""A medium of a channel: frames that are due one after the other, for ever, and those who take them."""

import logging
from collections.abc import Callable
from typing import Generic, TypeAlias, TypeVar

from callcast.player.media.gop import GopProfile
from callcast.player.media.profile import Profile
from callcast.player.playout.subscription import Frame, Subscription
from callcast.player.playout.tap import Tap

log = logging.getLogger(__name__)

Push: TypeAlias = Callable[[Frame], None]
"""What a reader takes a frame by."""

P = TypeVar("P", bound=Profile | GopProfile)


class Medium(Generic[P]):
    """Sound or picture in one profile.

    Ticks only while it has readers. `changed` is called whenever they are not who they were; a subclass is told by
    `_turned` when the first one comes and the last one leaves.
    """

    __slots__ = ("_changed", "_dropped", "_emitted", "_next", "_readers", "_since", "profile", "used")

    def __init__(self, profile: P, next_frame: Callable[[], int], changed: Callable[[], None]) -> None:
        """`next_frame()` gives the number of the next frame to be sent."""
        self.profile = profile
        self._next = next_frame
        self._changed = changed
        self._readers: tuple[Subscription | Tap, ...] = ()
        self._emitted = self._since = 0
        self._dropped = 0
        self.used = False
        """Somebody has listened, ever."""

    @property
    def position(self) -> int:
        """Number of the next frame."""
        return self._next()

    @property
    def active(self) -> bool:
        """Somebody listens."""
        return bool(self._readers)

    @property
    def pushes(self) -> tuple[Push, ...]:
        """What its readers take frames by."""
        return tuple(reader.push for reader in self._readers)

    @property
    def readers(self) -> int:
        """How many listen."""
        return len(self._readers)

    @property
    def emitted(self) -> int:
        """Frames that were sent."""
        # Reckoned, not counted: a count would cost every frame of every channel.
        return self._emitted + (self._next() - self._since if self._readers else 0)

    @property
    def dropped(self) -> int:
        """Frames that readers, also those gone, lost since they were slow."""
        return self._dropped + (sum(reader.drops for reader in self._readers) if self._readers else 0)

    def subscribe(self, capacity: int, wake: Callable[[], None]) -> Subscription:
        """Every frame from `position` on, in a ring of `capacity` frames; `wake` is called behind each."""
        subscription = Subscription(capacity, wake, self._leave)
        self._join(subscription)
        return subscription

    def tap(self, push: Push, ended: Callable[[], None]) -> Tap:
        """Every frame from `position` on is handed to `push`; `ended` is called if the medium closes."""
        tap = Tap(push, ended, self._leave)
        self._join(tap)
        return tap

    def _join(self, reader: Subscription | Tap) -> None:
        self.used = True
        self._readers = (*self._readers, reader)
        if len(self._readers) == 1:
            self._turned(True)
            self._since = self._next()
        self._changed()

    def _leave(self, reader: Subscription | Tap) -> None:
        emitted = self.emitted
        self._readers = tuple(other for other in self._readers if other is not reader)
        self._dropped += reader.drops
        if not self._readers:
            self._emitted = emitted
            self._turned(False)
        self._changed()

    def _turned(self, on: bool) -> None:
        """It begins to tick, or ceases to."""
        raise NotImplementedError

    def part(self, push: Push) -> None:
        """Part from the reader that failed to take a frame by `push`."""
        for reader in self._readers:
            if reader.push == push:
                reader.close()

    def close(self) -> None:
        """Part from all readers: their subscriptions are closed, and each is woken once to see it."""
        for reader in self._readers:
            try:
                reader.end()
            except Exception:  # noqa: PERF203 - one must not stop the others
                log.exception("a reader of a closed track failed")

    def frame_of(self, tick: int) -> int:
        """The first frame that begins at or after `tick`."""
        return -(-tick // self.profile.ticks)

    def _send(self, frame: Frame) -> None:
        """To all who listen."""
        for reader in self._readers:
            try:
                reader.push(frame)
            except Exception:  # noqa: PERF203 - one must not stop the others
                log.exception("a reader of a track failed and is parted from it")
                reader.close()

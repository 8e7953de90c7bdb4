"""A track: one channel in one profile, frame after frame, for ever."""

import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple

from callcast.player.media.profile import Profile
from callcast.player.playout.subscription import Frame, Subscription

log = logging.getLogger(__name__)


class _Segment(NamedTuple):
    start: int
    packets: Sequence[bytes]

    @property
    def end(self) -> int:
        return self.start + len(self.packets)


class Track:
    """Silence, and between it the packets that were placed.

    Ticks only while it has subscribers: the ticker calls `emit` for each frame then, and `turn` is told when the first
    one comes and the last one leaves.
    """

    __slots__ = ("_dropped", "_next", "_reel", "_subscriptions", "_turn", "emitted", "profile")

    def __init__(self, profile: Profile, next_frame: Callable[[], int], turn: Callable[["Track", bool], None]) -> None:
        """`next_frame()` gives the number of the next frame to be sent."""
        self.profile = profile
        self.emitted = 0
        self._next = next_frame
        self._turn = turn
        self._reel: list[_Segment] = []
        self._subscriptions: tuple[Subscription, ...] = ()
        self._dropped = 0

    @property
    def position(self) -> int:
        """Number of the next frame."""
        return self._next()

    @property
    def active(self) -> bool:
        """Somebody listens."""
        return bool(self._subscriptions)

    @property
    def readers(self) -> int:
        """How many listen."""
        return len(self._subscriptions)

    @property
    def dropped(self) -> int:
        """Frames that readers, also those gone, lost since they were slow."""
        return self._dropped + sum(subscription.drops for subscription in self._subscriptions)

    def subscribe(self, capacity: int, wake: Callable[[], None]) -> Subscription:
        """Every frame from `position` on, in a ring of `capacity` frames; `wake` is called behind each."""
        subscription = Subscription(capacity, wake, self._leave)
        self._subscriptions = (*self._subscriptions, subscription)
        if len(self._subscriptions) == 1:
            self._turn(self, True)
        return subscription

    def _leave(self, subscription: Subscription) -> None:
        before = self._subscriptions
        self._subscriptions = tuple(other for other in before if other is not subscription)
        self._dropped += subscription.drops
        if before and not self._subscriptions:
            self._reel.clear()
            self._turn(self, False)

    def close(self) -> None:
        """Part from all readers: their subscriptions are closed, and each is woken once to see it."""
        for subscription in self._subscriptions:
            try:
                subscription.end()
            except Exception:  # noqa: PERF203 - one must not stop the others
                log.exception("a reader of a closed track failed")

    def frame_of(self, tick: int) -> int:
        """The first frame that begins at or after `tick`."""
        return -(-tick // self.profile.ticks)

    def place(self, frame: int, packets: Sequence[bytes]) -> None:
        """Send `packets` from `frame` on; what should have been sent already is left out. No use when not active.

        Placing the same again changes nothing; where segments meet, what is placed later stands.
        """
        late = max(0, self.position - frame)
        new = _Segment(frame + late, packets[late:])
        if not new.packets or not self.active:
            return
        kept = [part for old in self._reel for part in _outside(old, new)]
        self._reel = sorted([*kept, new])

    def cut(self, frame: int, tail: Sequence[bytes]) -> None:
        """Replace all that was placed from `frame` on by `tail`, then silence."""
        self._reel = [_Segment(old.start, old.packets[: frame - old.start]) for old in self._reel if old.start < frame]
        self.place(frame, tail)

    def emit(self, number: int, silent: Frame) -> None:
        """For the ticker: send frame `number`; `silent` is that frame when nothing is placed on it."""
        frame = self._placed(number, silent) if self._reel else silent
        self.emitted += 1
        for subscription in self._subscriptions:
            try:
                subscription.push(frame)
            except Exception:  # noqa: PERF203 - one must not stop the others
                log.exception("a reader of a track failed and is parted from it")
                subscription.close()

    def _placed(self, number: int, silent: Frame) -> Frame:
        segment = self._reel[0]
        place = number - segment.start
        if place < 0:
            return silent
        if place >= len(segment.packets) - 1:
            del self._reel[0]
        return Frame(number, segment.packets[place]) if place < len(segment.packets) else silent


def _outside(old: _Segment, new: _Segment) -> list[_Segment]:
    """What of `old` is not where `new` is."""
    parts = []
    if old.start < new.start:
        parts.append(_Segment(old.start, old.packets[: new.start - old.start]))
    if old.end > new.end:
        parts.append(_Segment(max(old.start, new.end), old.packets[max(0, new.end - old.start) :]))
    return parts

"""A track: one channel in one profile, frame after frame, for ever."""

import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from callcast.player.media.profile import Profile
from callcast.player.playout.subscription import Frame, Subscription
from callcast.player.playout.tap import Tap

log = logging.getLogger(__name__)


Push: TypeAlias = Callable[[Frame], None]
"""What a reader takes a frame by."""


class _Segment(NamedTuple):
    start: int
    packets: Sequence[bytes]

    @property
    def end(self) -> int:
        return self.start + len(self.packets)


class Track:
    """Silence, and between it the packets that were placed.

    Ticks only while it has readers: `turn` is told when the first one comes and the last one leaves. A track with
    something placed on it is asked for each frame by `emit`; a `silent` one need not be asked, silence may be given to
    its readers' `pushes` straight away. `changed` is called whenever either is not what it was.
    """

    __slots__ = ("_changed", "_dropped", "_emitted", "_next", "_readers", "_reel", "_since", "_turn", "profile", "used")

    def __init__(
        self,
        profile: Profile,
        next_frame: Callable[[], int],
        turn: Callable[["Track", bool], None],
        changed: Callable[[], None],
    ) -> None:
        """`next_frame()` gives the number of the next frame to be sent."""
        self.profile = profile
        self._next = next_frame
        self._turn = turn
        self._changed = changed
        self._reel: list[_Segment] = []
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
    def silent(self) -> bool:
        """Nothing is placed."""
        return not self._reel

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
        """Every frame from `position` on is handed to `push`; `ended` is called if the track closes."""
        tap = Tap(push, ended, self._leave)
        self._join(tap)
        return tap

    def _join(self, reader: Subscription | Tap) -> None:
        self.used = True
        self._readers = (*self._readers, reader)
        if len(self._readers) == 1:
            self._turn(self, True)
            self._since = self._next()
        self._changed()

    def _leave(self, reader: Subscription | Tap) -> None:
        emitted = self.emitted
        self._readers = tuple(other for other in self._readers if other is not reader)
        self._dropped += reader.drops
        if not self._readers:
            self._emitted = emitted
            self._reel.clear()
            self._turn(self, False)
        self._changed()

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
        self._changed()

    def cut(self, frame: int, tail: Sequence[bytes]) -> None:
        """Replace all that was placed from `frame` on by `tail`, then silence."""
        self._reel = [_Segment(old.start, old.packets[: frame - old.start]) for old in self._reel if old.start < frame]
        self._changed()
        self.place(frame, tail)

    def emit(self, number: int, silent: Frame) -> None:
        """For the ticker: send frame `number`; `silent` is that frame when nothing is placed on it."""
        frame = self._placed(number, silent) if self._reel else silent
        for reader in self._readers:
            try:
                reader.push(frame)
            except Exception:  # noqa: PERF203 - one must not stop the others
                log.exception("a reader of a track failed and is parted from it")
                reader.close()

    def _placed(self, number: int, silent: Frame) -> Frame:
        segment = self._reel[0]
        place = number - segment.start
        if place < 0:
            return silent
        if place >= len(segment.packets) - 1:
            del self._reel[0]
            self._changed()
        return Frame(number, segment.packets[place]) if place < len(segment.packets) else silent


def _outside(old: _Segment, new: _Segment) -> list[_Segment]:
    """What of `old` is not where `new` is."""
    parts = []
    if old.start < new.start:
        parts.append(_Segment(old.start, old.packets[: new.start - old.start]))
    if old.end > new.end:
        parts.append(_Segment(max(old.start, new.end), old.packets[max(0, new.end - old.start) :]))
    return parts

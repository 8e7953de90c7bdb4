"""A track: one channel in one profile, frame after frame, for ever."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from callcast.player.media.profile import Profile
from callcast.player.playout.medium import Medium
from callcast.player.playout.subscription import Frame


class _Segment(NamedTuple):
    start: int
    packets: Sequence[bytes]

    @property
    def end(self) -> int:
        return self.start + len(self.packets)


class Track(Medium[Profile]):
    """Silence, and between it the packets that were placed.

    Ticks only while it has readers: `turn` is told when the first one comes and the last one leaves. A track with
    something placed on it is asked for each frame by `emit`; a `silent` one need not be asked, silence may be given to
    its readers' `pushes` straight away. `changed` is called whenever either is not what it was.
    """

    __slots__ = ("_reel", "_turn")

    def __init__(
        self,
        profile: Profile,
        next_frame: Callable[[], int],
        turn: Callable[["Track", bool], None],
        changed: Callable[[], None],
    ) -> None:
        """`next_frame()` gives the number of the next frame to be sent."""
        super().__init__(profile, next_frame, changed)
        self._turn = turn
        self._reel: list[_Segment] = []

    @property
    def silent(self) -> bool:
        """Nothing is placed."""
        return not self._reel

    def _turned(self, on: bool) -> None:
        if not on:
            self._reel.clear()
        self._turn(self, on)

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
        self._send(self._placed(number, silent) if self._reel else silent)

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

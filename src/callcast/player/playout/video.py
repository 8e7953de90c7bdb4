"""A channel's picture: what is shown now, over and over, and what waits to be shown."""

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from callcast.player.media.gop import Gop, GopProfile
from callcast.player.playout.medium import Medium
from callcast.player.playout.subscription import Frame


class _Show(NamedTuple):
    start: int
    gop: Gop

    def first(self, number: int) -> int:
        """Where the turn of the loop begins in which frame `number` lies."""
        return number - (number - self.start) % len(self.gop.packets)

    def packet(self, number: int) -> bytes:
        return self.gop.packets[(number - self.start) % len(self.gop.packets)]


class VideoTrack(Medium[GopProfile]):
    """The looped GOP that is shown, as a track repeats silence.

    What is sent follows from the frame's number alone, so that it goes on with readers or without. Nothing is sent
    before the first `show`. It must be asked for each frame by `emit`; `turn` and `changed` are as those of a `Track`.
    """

    __slots__ = ("_shows", "_turn")

    silent: ClassVar[bool] = False

    def __init__(
        self,
        profile: GopProfile,
        next_frame: Callable[[], int],
        turn: Callable[["VideoTrack", bool], None],
        changed: Callable[[], None],
    ) -> None:
        """`next_frame()` gives the number of the next frame to be sent."""
        super().__init__(profile, next_frame, changed)
        self._turn = turn
        self._shows: list[_Show] = []

    def _turned(self, on: bool) -> None:
        self._turn(self, on)

    @property
    def shown(self) -> Gop | None:
        """What the next frame is of."""
        show = self._at(self.position)
        return show.gop if show else None

    def show(self, gop: Gop, frame: int) -> None:
        """Begin `gop` with `frame`, or with the next one if that is past; what begins with the same gives way.

        Others wait with their own frames, and each is shown until the next one begins.
        """
        position = self.position
        show = _Show(max(frame, position), gop)
        shows = sorted(
            [*(other for other in self._shows if other.start != show.start), show], key=lambda one: one.start
        )
        begun = sum(one.start <= position for one in shows)
        self._shows = shows[max(0, begun - 1) :]

    def drop(self, frame: int) -> None:
        """Show nothing of what would begin with `frame` or later."""
        frame = max(frame, self.position)
        self._shows = [show for show in self._shows if show.start < frame]

    def joining(self) -> tuple[Frame, ...]:
        """What a decoder needs that begins now: the frames from the IDR up to the last one that was due.

        None when nothing is shown, and when the next frame is an IDR.
        """
        position = self.position
        show = self._at(position)
        if show is None:
            return ()
        return tuple(Frame(number, show.packet(number)) for number in range(show.first(position), position))

    def emit(self, number: int, _silent: Frame) -> None:
        """For the ticker: send frame `number`."""
        shows = self._shows
        if len(shows) > 1 and shows[1].start <= number:
            self._shows = shows = shows[sum(show.start <= number for show in shows) - 1 :]
        if shows and shows[0].start <= number:
            self._send(Frame(number, shows[0].packet(number)))

    def _at(self, number: int) -> _Show | None:
        return next((show for show in reversed(self._shows) if show.start <= number), None)

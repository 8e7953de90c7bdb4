"""A channel's picture: what is shown now, over and over, and what waits to be shown."""

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from callcast.player.media.gop import Gop, GopProfile
from callcast.player.playout.medium import Medium
from callcast.player.playout.subscription import Frame

APART = 2
"""Frames from an IDR to one that was asked for: whoever asks how often, it costs an IDR every second frame."""


class _Show(NamedTuple):
    start: int
    gop: Gop

    def place(self, number: int) -> int:
        """Of frame `number` in the loop: 0 is an IDR."""
        return (number - self.start) % len(self.gop.packets)


class VideoTrack(Medium[GopProfile]):
    """The looped GOP that is shown, as a track repeats silence.

    What is sent follows from the frame's number alone, so that it goes on with readers or without; who needs an IDR to
    begin with says so by `refresh`. Nothing is sent before the first `show`. It must be asked for each frame by `emit`;
    `turn` and `changed` are as those of a `Track`.
    """

    __slots__ = ("_asked", "_shows", "_turn")

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
        self._asked: int | None = None

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

    def refresh(self) -> None:
        """Begin what is shown anew, for all, with the next frame, or the one behind it: see `next_key`."""
        if self._asked is None:
            self._asked = self.position

    @property
    def next_key(self) -> int:
        """Number of the frame with the first IDR if `refresh` is called now: the next one, or the one behind it."""
        position = self.position
        show = self._at(position)
        return position + (show is not None and not self._begins(show, position, position))

    def emit(self, number: int, _silent: Frame) -> None:
        """For the ticker: send frame `number`."""
        shows = self._shows
        if len(shows) > 1 and shows[1].start <= number:
            self._shows = shows = shows[sum(show.start <= number for show in shows) - 1 :]
        if shows and (show := shows[0]).start <= number:
            if self._asked is not None and self._begins(show, number, self._asked):
                shows[0] = show = _Show(number, show.gop)
                self._asked = None
            self._send(Frame(number, show.gop.packets[show.place(number)]))

    def _begins(self, show: _Show, number: int, asked: int) -> bool:
        """Whether an IDR that is wanted since frame `asked` comes with frame `number`, which is of `show`.

        It gives way to one of another picture, if the next frame brings that; but nobody waits for more than a frame.
        """
        place = show.place(number)
        if place == 0:
            return True
        return place >= APART and (number > asked or all(other.start != number + 1 for other in self._shows))

    def _at(self, number: int) -> _Show | None:
        return next((show for show in reversed(self._shows) if show.start <= number), None)

"""A reader's place on a track with nothing between the two."""

from collections.abc import Callable
from typing import Final

from callcast.player.playout.subscription import Frame


class Tap:
    """For a reader that is done with each frame before the next one comes; others have a `Subscription`.

    The track calls `push` with every frame, on its event loop, and `ended` when no frame will come any more. You must
    call `close`; who does so while a frame is handed round may still get that one.
    """

    __slots__ = ("_ended", "_on_close", "closed", "push")

    drops: Final = 0
    """Frames lost here, where none can be."""

    def __init__(
        self, push: Callable[[Frame], None], ended: Callable[[], None], on_close: Callable[["Tap"], None]
    ) -> None:
        """On the track that `on_close` leaves."""
        self.push = push
        self._ended = ended
        self._on_close = on_close
        self.closed = False

    def close(self) -> None:
        """Leave the track; idempotent."""
        if not self.closed:
            self.closed = True
            self._on_close(self)

    def end(self) -> None:
        """For the track: no frame will come any more."""
        self.close()
        self._ended()

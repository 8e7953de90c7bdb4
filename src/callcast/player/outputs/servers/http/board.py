"""A channel's board: what of it is on air, and who is told when that changes."""

import asyncio

from callcast.player.media.gop import Gop
from callcast.player.outputs.channel import VideoTrack
from callcast.player.outputs.rtsp.auth import Guard
from callcast.player.playout.subscription import Frame
from callcast.player.playout.tap import Tap


class Board:
    """Follows the frames of a track for as long as somebody looks on, and costs nothing else."""

    def __init__(self, track: VideoTrack, guard: Guard | None) -> None:
        """Nobody looks on yet."""
        self.track = track
        self.guard = guard
        self.ended = False
        self._now: Gop | None = None
        self._next: Gop | None = None
        self._tap: Tap | None = None
        self._watchers: set[asyncio.Event] = set()

    @property
    def shown(self) -> Gop | None:
        """What is on air."""
        return self._now if self._tap is not None else self.track.shown

    def watch(self) -> asyncio.Event:
        """It is set whenever `shown` changes, and when the board has `ended`. You must call `leave` with it."""
        event = asyncio.Event()
        self._watchers.add(event)
        if self._tap is None and not self.ended:
            self._now = self._next = self.track.shown
            self._tap = self.track.tap(self._push, self.end)
        return event

    def leave(self, event: asyncio.Event) -> None:
        """Look on no more; idempotent."""
        self._watchers.discard(event)
        if not self._watchers:
            self._let_go()

    def end(self) -> None:
        """There is no more to be seen here; idempotent."""
        self.ended = True
        self._let_go()
        self._tell()

    def _push(self, frame: Frame) -> None:
        """`track.shown` is of the next frame already: this one is of it, too, if it begins it."""
        following = self.track.shown
        now = following if following is not None and frame.data is following.packets[0] else self._next
        self._next = following
        if now is not self._now:
            self._now = now
            self._tell()

    def _tell(self) -> None:
        for event in self._watchers:
            event.set()

    def _let_go(self) -> None:
        tap, self._tap = self._tap, None
        if tap is not None:
            tap.close()

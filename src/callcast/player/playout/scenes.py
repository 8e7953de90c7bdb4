"""What a channel shows of what it says."""

from collections.abc import Callable, Iterable, Sequence

from callcast.player.playout.announcement import Scene
from callcast.player.playout.item import Item
from callcast.player.playout.screen import Screen
from callcast.player.playout.video import VideoTrack

PATIENCE = 0.5
"""Seconds that a voice which is ready waits for its picture."""


class Scenes:
    """Brings the scene of an announcement to the channel's screen, if it has one, with its voice."""

    def __init__(self, speaking: Callable[[], str | None], before: Callable[[Item], Sequence[Scene]]) -> None:
        """No screen yet. `speaking`: the id of what is being said; `before`: what is shown until an item's turn."""
        self.screen: Screen | None = None
        self._speaking = speaking
        self._before = before

    @property
    def video(self) -> VideoTrack | None:
        """The channel's picture, if it has one."""
        return self.screen.track if self.screen else None

    def change(self, screen: Screen | None, items: Iterable[Item]) -> None:
        """Show it there from now on; the readers of the one before are parted from it."""
        for item in items:
            item.reel = None  # coded for what was before
        old, self.screen = self.video, screen
        if old is not None:
            old.close()

    def close(self) -> None:
        """Part from all readers."""
        if self.screen is not None:
            self.screen.track.close()

    async def draw(self, item: Item) -> None:
        """Code what it shows; what comes late is shown late."""
        scene, screen = item.announcement.scene, self.screen
        if scene is None or screen is None or (showing := await scene.draw(self._before(item))) is None:
            return
        reel = await screen.prepare(showing)
        if screen is self.screen:
            item.reel = reel
            self.begin(item)

    def begin(self, item: Item) -> None:
        """From its voice on, if it is being spoken."""
        if self.screen is None or item.reel is None or item.voiced_from is None:
            return
        if self._speaking() == item.announcement.id:
            self.screen.begin(item.reel, item.voiced_from)

    def leave(self, item: Item) -> None:
        """It is not being spoken any more; of no effect while it waits: the board may show another one then."""
        if item.announcement.scene is not None and item.voiced_from is not None:
            item.announcement.scene.end()
        item.voiced_from = None

"""How much may be on its way to a process that says what it has done."""

import asyncio
from collections import deque
from collections.abc import Sequence

from callcast.player.playout.subscription import Frame


class Window:
    """The frames that were handed over and of which nothing was heard yet."""

    def __init__(self, size: int) -> None:
        """There is room while they are fewer than `size`."""
        self._size = size
        self._frames: deque[Frame] = deque()
        self._arrived = 0
        self._room = asyncio.Event()
        self._room.set()

    def sent(self, frames: Sequence[Frame]) -> None:
        """These were handed over."""
        self._frames.extend(frames)
        self._turn()

    def arrived(self, total: int) -> list[Frame]:
        """It has done `total` since its beginning: those of them that are new."""
        count = min(total - self._arrived, len(self._frames))
        self._arrived += count
        frames = [self._frames.popleft() for _ in range(count)]
        self._turn()
        return frames

    async def room(self) -> None:
        """Return once there is room."""
        await self._room.wait()

    def _turn(self) -> None:
        if len(self._frames) < self._size:
            self._room.set()
        else:
            self._room.clear()

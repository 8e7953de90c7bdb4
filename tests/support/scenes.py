"""What is shown while something is said, when the test says what."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from callcast.player.playout.announcement import Scene, Showing


@dataclass(frozen=True)
class Drawn:
    """What `make` gives, whatever is called before."""

    make: Callable[[], Awaitable[Showing]]

    async def draw(self, before: Sequence[Scene]) -> Showing:
        """As it gives it."""
        return await self.make()

    def begin(self) -> bool:
        """It is as it must be."""
        return True

    def end(self) -> None:
        """Nothing to do."""

    def take_back(self) -> None:
        """Nothing to do."""

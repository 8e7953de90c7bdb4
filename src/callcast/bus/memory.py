"""A bus within one process: for tests, and for both halves on one event loop."""

import asyncio
from collections.abc import Callable

from callcast.bus.inbox import Inbox, Inboxes
from callcast.bus.messages import Message


class MemoryBus:
    """One end; `pair` makes two that belong together. The link is up while both ends run."""

    def __init__(self) -> None:
        """An end without another."""
        self._other: MemoryBus | None = None
        self._inboxes = Inboxes()
        self._calls: list[Callable[[], None]] = []
        self._running = False
        self._unsent = 0

    @property
    def connected(self) -> bool:
        """Both ends run."""
        return self._running and self._other is not None and self._other._running

    @property
    def drops(self) -> int:
        """Messages lost at this end so far, both ways."""
        return self._unsent + self._inboxes.drops

    def on_connected(self, call: Callable[[], None]) -> None:
        """Have `call` called whenever the link has come up."""
        self._calls.append(call)

    async def publish(self, message: Message) -> bool:
        """Hand to the other end's subscribers at once; False while the link is down."""
        if not self.connected or self._other is None:
            self._unsent += 1
            return False
        self._other._inboxes.put(message)
        return True

    def subscribe(self) -> Inbox[Message]:
        """What the other end publishes from now on."""
        return self._inboxes.open()

    async def run(self) -> None:
        """Be up until cancelled."""
        self._running = True
        try:
            if self.connected and self._other is not None:
                for call in [*self._calls, *self._other._calls]:
                    call()
            await asyncio.Event().wait()
        finally:
            self._running = False


def pair() -> tuple[MemoryBus, MemoryBus]:
    """Two ends of one link; `run` both."""
    first, second = MemoryBus(), MemoryBus()
    first._other, second._other = second, first
    return first, second

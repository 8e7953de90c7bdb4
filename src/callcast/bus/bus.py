"""The bus as both halves see it; `local.py` and `memory.py` are two of its kinds."""

from collections.abc import AsyncIterator
from typing import Protocol

from callcast.bus.messages import Message


class Bus(Protocol):
    """One end of the link between desk and player."""

    async def publish(self, message: Message) -> bool:
        """Send to the other half; False (and counted) when the link is down or its queue is full: never waits long."""

    def subscribe(self) -> AsyncIterator[Message]:
        """What the other half sends from now on, from a bounded queue whose drops are counted."""

    async def run(self) -> None:
        """Keep the link up; raises when it breaks, so that the supervisor starts it again."""

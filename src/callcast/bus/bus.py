"""The bus as both halves see it; `local.py` and `memory.py` are two of its kinds."""

from collections.abc import Callable
from typing import Protocol

from callcast.bus.inbox import Inbox
from callcast.bus.messages import Message


class Bus(Protocol):
    """One end of the link between desk and player."""

    @property
    def connected(self) -> bool:
        """The link is up, as far as this end knows: a dead peer is noticed within 3 s."""

    @property
    def drops(self) -> int:
        """Messages lost at this end so far, both ways: link down, no room, or not understood."""

    def on_connected(self, call: Callable[[], None]) -> None:
        """Have `call` called, on the event loop, whenever the link has come up: the player says `Hello` then."""

    async def publish(self, message: Message) -> bool:
        """Send to the other half; False (and counted) when the link is down or its queue is full.

        True means on its way, not arrived. It never waits, and messages of one link arrive in order.
        """

    def subscribe(self) -> Inbox[Message]:
        """What the other half sends from now on: an async iterator, bounded, whose drops are counted."""

    async def run(self) -> None:
        """Keep the link up for ever, making it again when it breaks; raises `BusError` for what a person must mend."""

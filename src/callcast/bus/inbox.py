"""A subscriber's bounded queue of messages."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from callcast.bus.messages import Message

T = TypeVar("T")

CAPACITY = 16_384
"""Messages: more than the desk keeps open, so that all of them sent again after `Hello` find room."""


class Inbox(Generic[T]):
    """An async iterator over what was put into it since it was made.

    When it is full the newest is dropped and counted: what matters is sent again. You should `close` it.
    """

    def __init__(self, capacity: int = CAPACITY, on_close: Callable[["Inbox[T]"], None] | None = None) -> None:
        """`capacity` in messages."""
        self._messages: deque[T] = deque()
        self._capacity = capacity
        self._on_close = on_close
        self._waiter: asyncio.Future[None] | None = None
        self._closed = False
        self.drops = 0

    def put(self, message: T) -> bool:
        """Offer a message; False, and counted, when there is no room. On the event loop's thread."""
        if len(self._messages) >= self._capacity:
            self.drops += 1
            return False
        self._messages.append(message)
        self._wake()
        return True

    def pop(self) -> T | None:
        """The next message, or None when nothing waits."""
        return self._messages.popleft() if self._messages else None

    def close(self) -> None:
        """No more messages: the iteration ends after those that wait."""
        self._closed = True
        self._wake()
        if self._on_close:
            self._on_close(self)
            self._on_close = None

    def __aiter__(self) -> "Inbox[T]":
        """Itself: there is one consumer."""
        return self

    async def __anext__(self) -> T:
        """The next message, whenever it comes."""
        while not self._messages:
            if self._closed:
                raise StopAsyncIteration
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return self._messages.popleft()

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)


class Inboxes:
    """All subscribers of one end of a bus."""

    def __init__(self) -> None:
        """Nobody has subscribed."""
        self._inboxes: list[Inbox[Message]] = []
        self._drops_of_closed = 0

    def open(self) -> Inbox[Message]:
        """One more subscriber, from now on."""
        inbox: Inbox[Message] = Inbox(on_close=self._closed)
        self._inboxes.append(inbox)
        return inbox

    def put(self, message: Message) -> None:
        """To everybody."""
        for inbox in self._inboxes:
            inbox.put(message)

    @property
    def drops(self) -> int:
        """Messages that found no room, of all subscribers so far."""
        return self._drops_of_closed + sum(inbox.drops for inbox in self._inboxes)

    def _closed(self, inbox: Inbox[Message]) -> None:
        self._drops_of_closed += inbox.drops
        self._inboxes.remove(inbox)

"""Who is connected, within the limits."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

FAREWELL = 0.7
"""Seconds that readers have to take the last of it when the server closes."""


class Limits(Protocol):
    """How many may be connected at a time."""

    @property
    def connections(self) -> int:
        """In all."""

    @property
    def connections_per_address(self) -> int:
        """From one address."""


class Addressed(Protocol):
    """Something that has come from an address, and can be cut."""

    @property
    def address(self) -> str:
        """Of the client."""

    def abort(self) -> None:
        """Cut it."""


Connection = TypeVar("Connection", bound=Addressed)


class Connections(Generic[Connection]):
    """The connections that are open; `refused` counts those that were one too many."""

    def __init__(self, limits: Limits) -> None:
        """None yet."""
        self._limits = limits
        self._all: set[Connection] = set()
        self._of_address: Counter[str] = Counter()
        self._empty = asyncio.Event()
        self._empty.set()
        self.refused = 0

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Connection]:
        """All of them as they are now; they may come and go meanwhile."""
        return iter(tuple(self._all))

    def admit(self, connection: Connection) -> bool:
        """Take it in; False if there are too many, in all or from its address."""
        address = connection.address
        if (
            len(self._all) >= self._limits.connections
            or self._of_address[address] >= self._limits.connections_per_address
        ):
            self.refused += 1
            return False
        self._all.add(connection)
        self._of_address[address] += 1
        self._empty.clear()
        return True

    def forget(self, connection: Connection) -> None:
        """It is gone; nothing happens if it was not taken in."""
        if connection not in self._all:
            return
        self._all.remove(connection)
        self._of_address[connection.address] -= 1
        if not self._of_address[connection.address]:
            del self._of_address[connection.address]
        if not self._all:
            self._empty.set()

    async def emptied(self) -> None:
        """Return when all are gone, which were told to go; those that are not after `FAREWELL` are cut."""
        try:
            await asyncio.wait_for(self._empty.wait(), FAREWELL)
        except asyncio.TimeoutError:
            for connection in self:
                connection.abort()
        # Let the loop close what was closed or cut.
        await asyncio.sleep(0)

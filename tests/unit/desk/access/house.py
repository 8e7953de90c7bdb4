"""Who may do what, over a store in memory and clocks that stand still."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from callcast.desk.access import secret
from callcast.desk.access.access import Access
from callcast.desk.access.person import Person
from callcast.desk.access.role import Role
from callcast.desk.access.settings import AccessSettings
from callcast.desk.access.signing import MACHINE
from callcast.testing.memory_access_store import MemoryAccessStore

PASSWORD = "correct horse battery"


@dataclass
class House:
    """What a scenario works with; `now` is both clocks' time."""

    now: float = 1_700_000_000.0
    store: MemoryAccessStore = field(default_factory=MemoryAccessStore)
    machine: str = field(default_factory=lambda: secret.fresh("machine"))
    settings: dict[str, Any] = field(default_factory=dict)

    async def access(self) -> Access:
        """A desk that starts on what is kept."""
        access = Access(
            self.store,
            wall=lambda: self.now,
            monotonic=lambda: self.now,
            settings=AccessSettings.model_validate(self.settings),
            machine=self.machine,
        )
        await access.start()
        return access


async def anna(access: Access, name: str = "Anna", role: Role = Role.ADMIN) -> Person:
    """Somebody."""
    return await access.people.create(MACHINE, name, PASSWORD, role)


def run(scenario: Callable[[House, Access], Awaitable[None]], **settings: Any) -> None:
    """A scenario in an empty house."""

    async def main() -> None:
        house = House(settings=settings)
        await scenario(house, await house.access())

    asyncio.run(main())

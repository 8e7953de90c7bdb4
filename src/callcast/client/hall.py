"""What a client can do in the hall: tickets, counters, orders."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

Json = dict[str, Any]


class HallCalls(ABC):
    """Each act has a key of its own, so that it is done once even when the connection breaks."""

    @abstractmethod
    async def once(self, path: str, body: Json | None = None) -> Json:
        """Post it, once."""

    @abstractmethod
    async def ask(self, path: str, **params: str | int) -> Json:
        """What is at `path`."""

    async def issue_ticket(self, line: str, **fields: object) -> Json:
        """The next number of `line`; `fields` as in the API: `precedence`, `due_at`, `route`, `name`, `langs`."""
        return await self.once("/api/tickets", {"line": line, **fields})

    async def ticket(self, id_: str) -> Json:
        """One of them, with its log and its wait."""
        return await self.ask(f"/api/tickets/{_part(id_)}")

    async def back(self, id_: str) -> Json:
        """One that was parked, or did not come, is there."""
        return await self.once(f"/api/tickets/{_part(id_)}/back")

    async def cancel_ticket(self, id_: str) -> Json:
        """Nobody waits with it any more."""
        return await self.once(f"/api/tickets/{_part(id_)}/cancel")

    async def counters(self) -> list[Json]:
        """All of them, and who is there."""
        return list((await self.ask("/api/counters"))["items"])

    async def counter(self, id_: str) -> Json:
        """One of them: who is there, how far the call is, and who would be called next."""
        return await self.ask(f"/api/counters/{_part(id_)}")

    async def act(self, counter: str, what: str, body: Json | None = None) -> Json:
        """Have `what` done there: next, recall, start, finish, no-show, park, undo, open, close.

        With a body call (`number`) and transfer (`line`). Returns `counter`, `ticket`, `because`, `announcement`.
        """
        return await self.once(f"/api/counters/{_part(counter)}/{_part(what)}", body)

    async def lines(self) -> list[Json]:
        """All of them."""
        return list((await self.ask("/api/lines"))["items"])

    async def menu(self, line: str) -> Json:
        """What can be ordered there, by category."""
        return await self.ask("/api/menu", line=line)

    async def place_order(self, line: str, items: Sequence[Json], **fields: object) -> Json:
        """Order these, as in the API: `item`, `count`, `choices`, `note`; `fields`: `name`, `langs`."""
        return await self.once("/api/orders", {"line": line, "items": list(items), **fields})

    async def step_order(self, id_: str, what: str) -> Json:
        """Have `what` done with it: prepare, ready, call, recall, collect, cancel, undo."""
        return await self.once(f"/api/orders/{_part(id_)}/{_part(what)}")


def _part(text: str) -> str:
    return quote(text, safe="")

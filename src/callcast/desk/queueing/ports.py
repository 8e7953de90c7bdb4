"""What the desk needs of others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from callcast.bus.messages import BoardContent, Call, Catalogue, State
from callcast.desk.queueing.announcement import Announcement

Clock = Callable[[], float]
"""Seconds: since 1970 (`wall`, like `time.time`), or since some moment and never backwards (`time.monotonic`)."""


@dataclass(frozen=True)
class Key:
    """An Idempotency-Key and the digest of the request that came with it."""

    text: str
    digest: str


@dataclass(frozen=True)
class Added:
    """The announcement in the store; `fresh` unless its key had brought it there before."""

    announcement: Announcement
    fresh: bool


class Store(Protocol):
    """Where what was accepted is kept. What a call has answered for is kept over a kill and a power cut.

    Every call may raise `StoreError` with a sentence for people.
    """

    async def add(self, announcement: Announcement, key: Key | None) -> Added:
        """Keep a new announcement with its key, both or neither; the older one if the key is known.

        `KeyReused` if the key is known with another digest.
        """

    async def recall(self, key: Key) -> Announcement | None:
        """The announcement that came with `key`; `KeyReused` if its digest was another."""

    async def save(self, announcements: Sequence[Announcement]) -> None:
        """Keep the states of known announcements, all or none."""

    async def get(self, id: str) -> Announcement | None:  # noqa: A002 - the field's name
        """One by its id."""

    async def page(
        self, *, limit: int, state: State | None = None, channel: str | None = None, before: str | None = None
    ) -> list[Announcement]:
        """Newest first; of that overall state; for that channel; older than the announcement `before`."""

    async def open(self) -> list[Announcement]:
        """All that are not final, oldest first."""

    async def purge(self, *, keys_before: float, final_before: float) -> int:
        """Forget some keys and final announcements accepted before those times (Unix seconds).

        Returns how many; 0 when none are left.
        """

    async def keep_catalogue(self, catalogue: Catalogue) -> None:
        """Keep what the player can speak, in place of what was kept before."""

    async def catalogue(self) -> Catalogue | None:
        """What was kept last; None if nothing was."""

    async def keep_board(self, content: BoardContent) -> None:
        """Keep what the board of a channel shows, in place of what was kept before; without `recent`."""

    async def board(self, channel: str) -> BoardContent | None:
        """What was kept last for that channel; None if nothing was."""

    async def called(self, channel: str, limit: int) -> list[Call]:
        """The calls of the announcements with one that were spoken on that channel: the last so many, newest first."""

    async def check(self) -> None:
        """Write something; `StoreError` if that cannot be done."""

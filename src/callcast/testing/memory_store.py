"""A store that forgets when the process ends; for tests of what uses a store."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from callcast.bus.messages import BoardContent, Call, Catalogue, State
from callcast.desk.queueing.announcement import Announcement
from callcast.desk.queueing.errors import KeyReused, StoreError
from callcast.desk.queueing.ports import Added, Key


class _Kept(NamedTuple):
    digest: str
    id: str
    created_at: float


class MemoryStore:
    """What `queueing.ports.Store` asks for. While `broken` is set, every write raises it."""

    def __init__(self) -> None:
        """Empty."""
        self.announcements: dict[str, Announcement] = {}
        self.broken: StoreError | None = None
        self.kept: Catalogue | None = None
        self._keys: dict[str, _Kept] = {}
        self._boards: dict[str, BoardContent] = {}

    async def add(self, announcement: Announcement, key: Key | None) -> Added:
        """Keep a new announcement with its key."""
        await self.check()
        if key and (older := await self.recall(key)):
            return Added(older, fresh=False)
        if announcement.id in self.announcements:
            raise StoreError(f"There is an announcement {announcement.id} already; give this one another id.")
        self.announcements[announcement.id] = announcement
        if key:
            self._keys[key.text] = _Kept(key.digest, announcement.id, announcement.accepted_at)
        return Added(announcement, fresh=True)

    async def recall(self, key: Key) -> Announcement | None:
        """The announcement that came with `key`."""
        kept = self._keys.get(key.text)
        if kept and kept.digest != key.digest:
            raise KeyReused(key.text)
        return self.announcements[kept.id] if kept else None

    async def save(self, announcements: Sequence[Announcement]) -> None:
        """Keep the states of known announcements."""
        await self.check()
        self.announcements.update({announcement.id: announcement for announcement in announcements})

    async def get(self, id: str) -> Announcement | None:  # noqa: A002 - the field's name
        """One by its id."""
        return self.announcements.get(id)

    async def page(
        self, *, limit: int, state: State | None = None, channel: str | None = None, before: str | None = None
    ) -> list[Announcement]:
        """Newest first."""
        ids = list(self.announcements)
        older = ids[: ids.index(before)] if before is not None else ids
        found = [self.announcements[id] for id in reversed(older)]  # noqa: A001 - the field's name
        fits = [one for one in found if state in (None, one.state) and (channel is None or channel in one.channels)]
        return fits[:limit]

    async def open(self) -> list[Announcement]:
        """All that are not final, oldest first."""
        return [announcement for announcement in self.announcements.values() if not announcement.state.final]

    async def purge(self, *, keys_before: float, final_before: float) -> int:
        """Forget what is old."""
        old = {one.id for one in self.announcements.values() if one.state.final and one.accepted_at < final_before}
        keys = [key for key, kept in self._keys.items() if kept.created_at < keys_before or kept.id in old]
        for key in keys:
            del self._keys[key]
        for id in old:  # noqa: A001 - the field's name
            del self.announcements[id]
        return len(old) + len(keys)

    async def keep_catalogue(self, catalogue: Catalogue) -> None:
        """Keep it in place of the one before."""
        await self.check()
        self.kept = catalogue

    async def catalogue(self) -> Catalogue | None:
        """The one that was kept last."""
        return self.kept

    async def keep_board(self, content: BoardContent) -> None:
        """Keep it in place of the one before."""
        await self.check()
        self._boards[content.channel] = replace(content, recent=())

    async def board(self, channel: str) -> BoardContent | None:
        """The one that was kept last."""
        return self._boards.get(channel)

    async def called(self, channel: str, limit: int) -> list[Call]:
        """The last to be spoken first."""
        spoken = [
            (delivery.spoken_from or 0.0, number, one.call)
            for number, one in enumerate(self.announcements.values())
            if one.call and (delivery := one.delivery(channel)) and delivery.state is State.SPOKEN
        ]
        return [call for _, _, call in sorted(spoken, key=lambda one: one[:2], reverse=True)][:limit]

    async def check(self) -> None:
        """Raises what `broken` says."""
        if self.broken:
            raise self.broken

"""The open announcements in memory, always as the store has them."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import NamedTuple

from callcast.bus.messages import LINE_LIMIT, Priority, State
from callcast.desk.queueing.announcement import Announcement
from callcast.desk.queueing.errors import ChannelFull, TooManyWaiting
from callcast.desk.queueing.ports import Store

WAITING_LIMIT = 500
"""Clients that may wait for announcements at the same time."""

Rule = Callable[[Announcement], Announcement]


class _Change(NamedTuple):
    id: str
    rule: Rule
    done: "asyncio.Future[Announcement | None]"


class Ledger:
    """Every change goes to the store first, in order, many at a time; only then it is seen here."""

    def __init__(self, store: Store) -> None:
        """You must `load` before anything else."""
        self._store = store
        self._open: dict[str, Announcement] = {}
        self._changes: list[_Change] = []
        self._writing: asyncio.Task[None] | None = None
        self._watchers: dict[str, set[asyncio.Event]] = {}
        self._waiting = 0
        self._released = False
        self._told: list[Callable[[Announcement], None]] = []
        self.accepted = 0
        self.finished: Counter[State] = Counter()

    @property
    def open(self) -> Mapping[str, Announcement]:
        """All that are not final by their ids, oldest first."""
        return MappingProxyType(self._open)

    async def load(self) -> None:
        """Read from the store what is open."""
        self._open = {announcement.id: announcement for announcement in await self._store.open()}

    def add(self, announcement: Announcement) -> None:
        """A new one, which is in the store already."""
        self._open[announcement.id] = announcement
        self.accepted += 1

    def check_room(self, channels: Iterable[str], priority: Priority, coming: int = 0) -> None:
        """What the player could not take is refused before it is accepted, when `coming` others are: `ChannelFull`."""
        if len(self._open) + coming < LINE_LIMIT:
            return
        same = (one for one in self._open.values() if one.priority is priority)
        waiting = Counter(delivery.channel for one in same for delivery in one.deliveries if not delivery.state.final)
        for channel in channels:
            if waiting[channel] + coming >= LINE_LIMIT:
                raise ChannelFull(channel, LINE_LIMIT)

    def change(self, id: str, rule: Rule) -> "asyncio.Future[Announcement | None]":  # noqa: A002 - the field's name
        """Replace an open announcement by what `rule` makes of it.

        The result is there when the store has it: the announcement as `rule` made it, or None if it is not open
        (any more). `StoreError` if it could not be kept; nothing has changed then.
        """
        done: asyncio.Future[Announcement | None] = asyncio.get_running_loop().create_future()
        self._changes.append(_Change(id, rule, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return done

    def on_change(self, tell: Callable[[Announcement], None]) -> None:
        """Have `tell` called with each that has changed, once it is kept."""
        self._told.append(tell)

    async def wait_final(self, id: str, seconds: float) -> None:  # noqa: A002 - the field's name
        """Until it is final, at most so long; `TooManyWaiting` if too many clients wait."""
        if id not in self._open or seconds <= 0 or self._released:
            return
        if self._waiting >= WAITING_LIMIT:
            raise TooManyWaiting(WAITING_LIMIT)
        with self._watched(id) as final:
            waiting = asyncio.create_task(final.wait())
            try:
                await asyncio.wait({waiting}, timeout=seconds)
            finally:
                waiting.cancel()

    def release(self) -> None:
        """Nobody waits any longer: the desk is about to stop."""
        self._released = True
        for events in self._watchers.values():
            for event in events:
                event.set()

    @contextmanager
    def _watched(self, id: str) -> Iterator[asyncio.Event]:  # noqa: A002 - the field's name
        final = asyncio.Event()
        self._watchers.setdefault(id, set()).add(final)
        self._waiting += 1
        try:
            yield final
        finally:
            self._waiting -= 1
            self._watchers[id].discard(final)
            if not self._watchers[id]:
                del self._watchers[id]

    async def _write(self) -> None:
        while self._changes:
            batch, self._changes = self._changes, []
            results = self._applied(batch)
            last = {result.id: result for result in results if result}
            changed = [announcement for announcement in last.values() if announcement != self._open[announcement.id]]
            try:
                if changed:
                    await self._store.save(changed)
            except Exception as error:  # those who asked for the changes deal with it
                for change in batch:
                    if not change.done.done():
                        change.done.set_exception(error)
                continue
            for announcement in changed:
                self._put(announcement)
                for tell in self._told:
                    tell(announcement)
            for change, result in zip(batch, results, strict=True):
                if not change.done.done():
                    change.done.set_result(result)

    def _applied(self, batch: list[_Change]) -> list[Announcement | None]:
        """What each change makes of what those before it have made."""
        after: dict[str, Announcement] = {}
        results: list[Announcement | None] = []
        for change in batch:
            before = after.get(change.id) or self._open.get(change.id)
            if before:
                after[change.id] = change.rule(before)
            results.append(after.get(change.id))
        return results

    def _put(self, announcement: Announcement) -> None:
        state = announcement.state
        if not state.final:
            self._open[announcement.id] = announcement
            return
        del self._open[announcement.id]
        self.finished[state] += 1
        for event in self._watchers.get(announcement.id, ()):
            event.set()

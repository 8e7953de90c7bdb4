"""The book: every change goes to the store first, in order, many at a time; only then it is seen on the floor."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from callcast.desk.queueing.announcement import Announcement
from callcast.desk.queueing.errors import DeskError
from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Conflict, Forbidden
from callcast.desk.queueing.hall.event import Event, of_change
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.store import Done, Entry, HallStore
from callcast.desk.queueing.ports import Clock, Key

BATCH = 200
"""Acts that go to the store together."""
WAITING_LIMIT = 2_000
"""Acts that may wait for it."""
SET_BACK = 600.0
"""Seconds by which the clock may be behind what is logged, as when it is put right; of more, people must know."""

Rule = Callable[[Floor, Moment], Change]
Announce = Callable[[Calling, float], Announcement]
"""The announcement of a call that was made then (Unix seconds)."""
Kept = Callable[[Sequence[Entry], Sequence[Event]], Awaitable[None]]


class _Act(NamedTuple):
    rule: Rule
    who: str
    key: Key | None
    done: "asyncio.Future[Done]"


class Book:
    """The one owner of the floor."""

    def __init__(
        self,
        store: HallStore,
        wall: Clock,
        new_id: Callable[[], str],
        queued: Callable[[str], bool],
        announce: Announce,
        kept: Kept,
    ) -> None:
        """You must `load` it first. `queued` as in `Moment`; `kept` hears of what was kept, before whoever did it."""
        self._store, self._wall, self._new_id, self._queued = store, wall, new_id, queued
        self._announce, self._kept = announce, kept
        self.floor = Floor()
        self._acts: list[_Act] = []
        self._keys: dict[str, asyncio.Future[Done]] = {}
        self._writing: asyncio.Task[None] | None = None

    async def load(self) -> None:
        """As the store has it; `StoreError`."""
        self.floor = await self._store.floor()

    async def do(self, rule: Rule, who: str, key: Key | None = None) -> Done:
        """What `who` does: once this returns it is in the store. What the rule refuses it raises, and nothing changes.

        The same key with the same request does it once, for a day; `KeyReused`.
        """
        if key is None:
            return await self._add(rule, who, None)
        if key.text not in self._keys:
            if (replied := await self._store.replied(key)) is not None:
                return replied
            if key.text not in self._keys:
                self._keys[key.text] = self._add(rule, who, key)
                self._keys[key.text].add_done_callback(lambda _: self._keys.pop(key.text, None))
        return await asyncio.shield(self._keys[key.text])

    def accept_clock(self) -> None:
        """The clock was set back on purpose: go on by it."""
        self.floor.latest = min(self.floor.latest, self._wall())

    def _add(self, rule: Rule, who: str, key: Key | None) -> "asyncio.Future[Done]":
        if len(self._acts) >= WAITING_LIMIT:
            raise Forbidden("too-busy", limit=WAITING_LIMIT)
        done: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        self._acts.append(_Act(rule, who, key, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return done

    async def _write(self) -> None:
        while self._acts:
            batch, self._acts = self._acts[:BATCH], self._acts[BATCH:]
            try:
                await self._commit(batch)
            except Conflict:
                await self._again(batch)
            except Exception as error:  # those who asked deal with it
                _fail(batch, error)

    async def _again(self, batch: list[_Act]) -> None:
        """Somebody else has written to the store: go by what it has, once."""
        try:
            await self.load()
            await self._commit(batch)
        except Exception as error:  # those who asked deal with it
            _fail(batch, error)

    async def _commit(self, batch: list[_Act]) -> None:
        draft = self.floor.copy()
        entries: list[Entry] = []
        acts: list[_Act] = []
        for act in batch:
            try:
                entry = self._entry(draft, act)
            except DeskError as error:
                _fail([act], error)
                continue
            draft.apply(entry.change)
            entries.append(entry)
            acts.append(act)
        if not entries:
            return
        events = await self._store.commit(entries, [event for one in entries for event in of_change(one.change)])
        self.floor = draft
        await self._kept(entries, events)
        for act, entry in zip(acts, entries, strict=True):
            if not act.done.done():
                act.done.set_result(Done(entry.change.subject, entry.change.because))

    def _entry(self, draft: Floor, act: _Act) -> Entry:
        moment = Moment(self._now(draft.latest), act.who, self._new_id, self._queued)
        change = act.rule(draft, moment)
        return Entry(change, tuple(self._announce(call, moment.at) for call in change.calls), act.key)

    def _now(self, latest: float) -> float:
        now = self._wall()
        if now < latest - SET_BACK:
            raise Forbidden("clock-set-back", minutes=round((latest - now) / 60))
        return max(now, latest)


def _fail(batch: Sequence[_Act], error: Exception) -> None:
    for act in batch:
        if not act.done.done():
            act.done.set_exception(error)

"""The book: every change goes to the store first, in order, many at a time; only then it is seen on the floor."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from callcast.desk.queueing.announcement import Announcement
from callcast.desk.queueing.errors import KeyReused
from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Conflict, Forbidden
from callcast.desk.queueing.hall.event import Event, of_change
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.store import Done, Entry, HallStore
from callcast.desk.queueing.ports import Clock, Key

log = logging.getLogger(__name__)

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


class _Asked(NamedTuple):
    digest: str
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
        """You must `load` it first, and `close` it before the store.

        `queued` as in `Moment`; `kept` hears of what was kept, before whoever did it.
        """
        self._store, self._wall, self._new_id, self._queued = store, wall, new_id, queued
        self._announce, self._kept = announce, kept
        self.floor = Floor()
        self.telling = asyncio.Lock()
        """Held from when events are numbered until they are told, so that they are told in order."""
        self._acts: list[_Act] = []
        self._keys: dict[str, _Asked] = {}
        self._clock_accepted = False
        self._writing: asyncio.Task[None] | None = None

    async def load(self) -> None:
        """As the store has it; `StoreError`."""
        self.floor = await self._store.floor()

    async def close(self) -> None:
        """Have what waits kept; nothing may be done any more."""
        if self._writing is not None:
            await self._writing

    async def do(self, rule: Rule, who: str, key: Key | None = None) -> Done:
        """What `who` does: once this returns it is in the store. What the rule refuses it raises, and nothing changes.

        It is done even if whoever waits for it goes away. The same key with the same request does it once, for a day;
        `KeyReused`.
        """
        if key is None:
            return await asyncio.shield(self._add(rule, who, None))
        if key.text not in self._keys:
            if (replied := await self._store.replied(key)) is not None:
                return replied
            if key.text not in self._keys:
                self._keys[key.text] = _Asked(key.digest, self._add(rule, who, key))
                self._keys[key.text].done.add_done_callback(lambda _: self._keys.pop(key.text, None))
        asked = self._keys[key.text]
        if asked.digest != key.digest:
            raise KeyReused(key.text)
        return await asyncio.shield(asked.done)

    def accept_clock(self) -> None:
        """The clock was set back on purpose: go on by it."""
        self._clock_accepted = True
        self.floor.latest = min(self.floor.latest, self._wall())

    async def forget(self, *, names_before: float, final_before: float, events_before: float) -> int:
        """As `HallStore.forget`, and what people wrote is taken off the floor, too."""
        gone = await self._store.forget(
            names_before=names_before, final_before=final_before, events_before=events_before
        )
        self.floor.forget_names(names_before)
        return gone

    def _add(self, rule: Rule, who: str, key: Key | None) -> "asyncio.Future[Done]":
        if len(self._acts) >= WAITING_LIMIT:
            raise Forbidden("too-busy", limit=WAITING_LIMIT)
        done: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        done.add_done_callback(_hear)
        self._acts.append(_Act(rule, who, key, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return done

    async def _write(self) -> None:
        while self._acts:
            batch, self._acts = self._acts[:BATCH], self._acts[BATCH:]
            try:
                await self._commit_or_again(batch)
            except Exception as error:  # those who asked deal with it
                _fail(batch, error)

    async def _commit_or_again(self, batch: list[_Act]) -> None:
        try:
            await self._commit(batch)
        except Conflict:
            # Somebody else has written to the store: go by what it has, once.
            await self.load()
            await self._commit([act for act in batch if not await self._is_replied(act)])

    async def _is_replied(self, act: _Act) -> bool:
        """It was done by somebody else, who was given the same key."""
        if act.key is None:
            return False
        try:
            replied = await self._store.replied(act.key)
        except KeyReused as error:
            _fail([act], error)
            return True
        if replied is not None:
            _answer(act, replied)
        return replied is not None

    async def _commit(self, batch: list[_Act]) -> None:
        """Answers all of them once it is sure that the floor was as they were told; else none."""
        self._clock_accepted = False
        draft = self.floor.copy()
        made: set[str] = set()
        came = [(act, self._tried(draft, act, made)) for act in batch]
        entries = [entry for _, entry in came if isinstance(entry, Entry)]
        if entries:
            await self._keep(draft, entries)
        for act, entry in came:
            if isinstance(entry, Entry):
                _answer(act, Done(entry.change.subject, entry.change.because))
            else:
                _fail([act], entry)

    def _tried(self, draft: Floor, act: _Act, made: set[str]) -> Entry | Exception:
        """What comes of it on `draft`; what its rule raises is for whoever asked, and harms no other.

        Announcements `made` by acts that go to the store with it wait to be spoken, though nobody knows of them yet.
        """
        try:
            moment = Moment(
                self._now(draft.latest), act.who, self._new_id, lambda one: one in made or self._queued(one)
            )
            change = act.rule(draft, moment)
            entry = Entry(change, tuple(self._announce(call, moment.at) for call in change.calls), act.key)
        except Exception as error:
            return error
        draft.apply(change)
        made.difference_update(change.withdrawn)
        made.update(call.id for call in change.calls)
        return entry

    async def _keep(self, draft: Floor, entries: list[Entry]) -> None:
        async with self.telling:
            events = await self._store.commit(entries, [event for one in entries for event in of_change(one.change)])
            if self._clock_accepted:  # meanwhile
                draft.latest = min(draft.latest, self._wall())
            self.floor = draft
            try:
                await self._kept(entries, events)
            except Exception:  # it is kept all the same, so who did it must not do it again
                log.exception("What was kept could not be passed on; it is when the desk starts again.")

    def _now(self, latest: float) -> float:
        now = self._wall()
        if now < latest - SET_BACK:
            raise Forbidden("clock-set-back", minutes=round((latest - now) / 60))
        return max(now, latest)


def _answer(act: _Act, done: Done) -> None:
    if not act.done.done():
        act.done.set_result(done)


def _fail(batch: Sequence[_Act], error: Exception) -> None:
    for act in batch:
        if not act.done.done():
            act.done.set_exception(error)


def _hear(done: "asyncio.Future[Done]") -> None:
    """Whoever asked may have gone; that nobody hears of a refusal is no fault then."""
    if not done.cancelled():
        done.exception()

"""The webhooks: kept, and served each by a task of its own, so that a dead receiver holds up nobody else."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from callcast.desk.queueing.errors import StoreError
from callcast.desk.queueing.hall.errors import Forbidden, Unknown
from callcast.desk.queueing.hall.event import Event
from callcast.desk.queueing.hall.feed import Feed
from callcast.desk.queueing.hall.told import told
from callcast.desk.queueing.hooks.address import check_url
from callcast.desk.queueing.hooks.hook import Delivery, Hook, HookState
from callcast.desk.queueing.hooks.signing import HEADER, signature
from callcast.desk.queueing.hooks.store import HookStore
from callcast.desk.queueing.ports import Clock

log = logging.getLogger(__name__)

HOOKS = 50
"""There may be so many."""
ATTEMPTS = 440
"""At one event, which with the pauses of `backoff` are about three days."""
PAGE = 100
"""Events that are read from the store at once."""
STORE_PAUSE = 5.0
"""Seconds until a store that failed is asked again."""
GONE = 410


@dataclass(frozen=True)
class Answered:
    """What came of a request: the HTTP `status`, or the `reason` why there was no answer."""

    status: int | None
    reason: str | None = None


Post = Callable[[str, dict[str, str], bytes], Awaitable[Answered]]
"""Send that body with those headers to that URL; raises nothing, and is done within seconds."""


class Events(Protocol):
    """What is needed of a `HallStore`."""

    async def events(self, after: int, limit: int) -> list[Event]:
        """Those with a number above `after`, oldest first."""

    async def newest_event(self) -> int:
        """The number of the last one; 0 if there was none."""


class Hooks:
    """You must `load` it before use, and `run` it meanwhile."""

    def __init__(
        self,
        store: HookStore,
        events: Events,
        feed: Feed,
        post: Post,
        wall: Clock,
        pause: Callable[[int], float],
        new_secret: Callable[[], str],
    ) -> None:
        """`pause` gives the seconds after the so-manieth failure (see `backoff`)."""
        self._store, self._events, self._feed, self._post = store, events, feed, post
        self._wall, self._pause, self._new_secret = wall, pause, new_secret
        self._hooks: dict[str, Hook] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._running = False
        self._changing = asyncio.Lock()

    async def load(self) -> None:
        """As the store has them; `StoreError`."""
        self._hooks = {hook.id: hook for hook in await self._store.hooks()}

    async def run(self) -> None:
        """Deliver, until cancelled."""
        self._running = True
        for id in self._hooks:  # noqa: A001 - the field's name
            self._start(id)
        try:
            await asyncio.Event().wait()
        finally:
            self._running = False
            for id in tuple(self._tasks):  # noqa: A001 - the field's name
                await self._stop(id)

    def all(self) -> tuple[Hook, ...]:
        """All of them."""
        return tuple(self._hooks.values())

    def get(self, id: str) -> Hook:  # noqa: A002 - the field's name
        """One of them; `Unknown`."""
        if id not in self._hooks:
            raise Unknown("unknown-webhook", id=id[:40], known=", ".join(self._hooks) or "-")
        return self._hooks[id]

    async def put(self, id: str, url: str, kinds: Sequence[str]) -> tuple[Hook, bool]:  # noqa: A002
        """The hook `id`, and whether it is new: then what happens from now on goes there.

        One that was there keeps its secret and its place among the events, and one that was stopped goes on from it.
        """
        check_url(url)
        async with self._changing:
            before = self._hooks.get(id)
            if before is None and len(self._hooks) >= HOOKS:
                raise Forbidden("too-many-webhooks", limit=HOOKS)
            if before is None:
                hook = Hook(id, url, self._new_secret(), self._wall(), tuple(kinds), await self._events.newest_event())
            else:
                await self._stop(id)
                now = self._hooks[id]  # it has gone on until it was stopped
                hook = replace(now, url=url, kinds=tuple(kinds), state=HookState.ACTIVE, reason=None)
            await self._keep(hook)
        return hook, before is None

    async def renew(self, id: str) -> Hook:  # noqa: A002 - the field's name
        """With another secret."""
        async with self._changing:
            self.get(id)
            await self._stop(id)
            hook = replace(self.get(id), secret=self._new_secret())
            await self._keep(hook)
        return hook

    async def remove(self, id: str) -> None:  # noqa: A002 - the field's name
        """Nothing is sent there any more."""
        async with self._changing:
            self.get(id)
            await self._stop(id)
            try:
                await self._store.remove(id)
            except StoreError:
                self._start(id)
                raise
            del self._hooks[id]

    async def deliveries(self, id: str, *, limit: int, before: int | None) -> list[Delivery]:  # noqa: A002
        """The last attempts, newest first."""
        self.get(id)
        return await self._store.deliveries(id, limit=limit, before=before)

    async def _keep(self, hook: Hook) -> None:
        try:
            await self._store.put(hook)
            self._hooks[hook.id] = hook
        finally:
            if hook.id in self._hooks:
                self._start(hook.id)

    def _start(self, id: str) -> None:  # noqa: A002 - the field's name
        if self._running:
            self._tasks[id] = asyncio.ensure_future(self._serve(id))

    async def _stop(self, id: str) -> None:  # noqa: A002 - the field's name
        if task := self._tasks.pop(id, None):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _serve(self, id: str) -> None:  # noqa: A002 - the field's name
        """All that comes, in order, until it is stopped or the desk is."""
        while self._hooks[id].state is HookState.ACTIVE and not self._feed.closed:
            try:
                seen = self._feed.newest
                events = await self._events.events(self._hooks[id].sent, PAGE)
                if not events:
                    await self._feed.beyond(max(seen, self._hooks[id].sent))
                for event in events:
                    await self._deliver(id, event)
                    if self._hooks[id].state is HookState.STOPPED:
                        break
            except StoreError as error:
                log.warning("The webhook %s waits: %s", id, error)
                await asyncio.sleep(STORE_PAUSE)
            except Exception:
                log.exception("The webhook %s failed, and is tried again.", id)
                await asyncio.sleep(STORE_PAUSE)

    async def _deliver(self, id: str, event: Event) -> None:  # noqa: A002 - the field's name
        hook = self._hooks[id]
        if not hook.wants(event):
            self._hooks[id] = replace(hook, sent=event.number)
            return
        for attempt in range(1, ATTEMPTS + 1):
            done = await self._attempt(hook, event, attempt)
            if done.taken:
                await self._store.sent(id, event.number, done)
                self._hooks[id] = replace(hook, sent=event.number)
                return
            await self._store.sent(id, hook.sent, done)
            if done.status == GONE:
                await self._give_up(hook, "The receiver says that it is gone for good (410).")
                return
            await asyncio.sleep(self._pause(attempt))
        await self._give_up(hook, f"{ATTEMPTS} attempts at event {event.number} have failed.")

    async def _attempt(self, hook: Hook, event: Event, attempt: int) -> Delivery:
        at = self._wall()
        body = json.dumps(told(event), ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            "Callcast-Event": str(event.number),
            HEADER: signature(hook.secret, int(at), body),
        }
        answer = await self._post(hook.url, headers, body)
        took = max(0.0, self._wall() - at)
        return Delivery(hook.id, event.number, event.kind, at, attempt, answer.status, answer.reason, took)

    async def _give_up(self, hook: Hook, reason: str) -> None:
        log.warning("The webhook %s is stopped: %s Put it again to go on.", hook.id, reason)
        self._hooks[hook.id] = hook.stopped(reason)
        await self._store.put(self._hooks[hook.id])

"""All engines at work: kept alive, waited for, and started anew when their voices change."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from typing import Any

from callcast.player.speech import installed
from callcast.player.speech.casting import Casting, Place
from callcast.player.speech.errors import EngineError
from callcast.player.speech.host import Host
from callcast.player.speech.settings import SpeechSettings

log = logging.getLogger(__name__)


class Hosts:
    """Runs the hosts of a casting, also those that join it later. `run` it beside its use; you must `close` it."""

    def __init__(self, casting: Casting, settings: SpeechSettings) -> None:
        self._casting = casting
        self._settings = settings
        self._seen: dict[str, installed.Fingerprint] = {}
        self._running: dict[Host, asyncio.Task[None]] = {}
        self._renewing: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()

    async def ready(self) -> None:
        """Start all; those that fail say so in their state."""
        faults = await asyncio.gather(*(host.know() for host in self._casting.hosts.values()), return_exceptions=True)
        for fault in faults:
            if isinstance(fault, BaseException) and not isinstance(fault, EngineError):
                raise fault

    async def refresh(self) -> None:
        """Look for voices again. Returns at once; engines with others than before start anew beside us."""
        gone = self._casting.look()
        before, self._seen = self._seen, await self._look()
        for name, host in self._casting.hosts.items():
            if name in before and self._seen[name] != before[name]:
                self._beside(self._renew(host))
        for host in gone:
            self._beside(self._end(host))
        self._changed.set()

    async def _look(self) -> "dict[str, installed.Fingerprint]":
        names = list(self._casting.hosts)
        return await asyncio.to_thread(lambda: {name: installed.fingerprint(name, self._settings) for name in names})

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._renewing.add(task)
        task.add_done_callback(self._renewing.discard)

    async def _renew(self, host: Host) -> None:
        log.info("%s starts anew: its voices have changed", host.name)
        try:
            await host.renew()
        except EngineError as error:
            log.warning("%s", error)

    async def _end(self, host: Host) -> None:
        if (task := self._running.pop(host, None)) is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await host.close()

    async def run(self) -> None:
        """Keep them alive. Runs until cancelled."""
        try:
            self._seen = await self._look()
            while True:
                for host in self._casting.hosts.values():
                    if host not in self._running:
                        self._running[host] = asyncio.ensure_future(host.run())
                self._changed.clear()
                change = asyncio.ensure_future(self._changed.wait())
                try:
                    await asyncio.wait({change, *self._running.values()}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    change.cancel()
                for task in self._running.values():
                    if task.done():
                        task.result()
        finally:
            for task in self._running.values():
                task.cancel()
            await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def close(self) -> None:
        """End all. Cancel `run` first."""
        for task in self._renewing:
            task.cancel()
        await asyncio.gather(*self._renewing, return_exceptions=True)
        await asyncio.gather(*(host.close() for host in self._casting.hosts.values()))


async def come(host: Host, others: Sequence[Place]) -> None:
    """Return when `host` is ready. `EngineAway` as soon as it has no slack any more and one of the `others` can speak.

    An engine that takes long to load keeps no call waiting that another can speak; one that comes back at once is
    waited for. Raises `EngineError` when it cannot be started.
    """
    if host.ready and (host.slack() or not any(place.can() for place in others)):
        return
    waking = {each: asyncio.ensure_future(each.wake()) for each in {host, *(place.host for place in others)}}
    start = waking[host]
    try:
        while not start.done():
            left = host.slack() if any(place.can() for place in others) else None
            if left == 0:
                raise host.away()
            rest = {task for task in waking.values() if not task.done()}
            await asyncio.wait(rest, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        start.result()
        if not host.slack() and any(place.can() for place in others):
            raise host.away()
    finally:
        for task in waking.values():
            task.cancel()
        await asyncio.gather(*waking.values(), return_exceptions=True)

"""Whatever dies is started again, and everyone can see why it died."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Literal

log = logging.getLogger(__name__)

HEALTHY_AFTER = 30.0
"""Seconds of life after which it is well, and a failure counts as the first again."""

DOUBLINGS = 60
"""Of a wait at most: beyond any limit, and within what a float holds."""


@dataclass(frozen=True)
class Health:
    """How a supervised thing is. `since` is monotonic seconds; `attempts` counts starts since it was last well."""

    name: str
    state: Literal["starting", "running", "waiting", "stopped"] = "starting"
    reason: str | None = None
    since: float = 0.0
    attempts: int = 0

    def at(self, now: float) -> "Health":
        """As it is at `now`, when nothing has happened since: who has lived long enough is well."""
        if self.state != "running" or now - self.since < HEALTHY_AFTER:
            return self
        return replace(self, reason=None, attempts=1)


@dataclass(frozen=True)
class Backoff:
    """Seconds to wait before start number `attempt` (the second start is attempt 1): first, 1, 2, 4 ... limit."""

    first: float = 1.0
    limit: float = 30.0
    jitter: float = 0.1

    def delay(self, attempt: int, chance: float) -> float:
        """`chance` in [0, 1) spreads restarts of many by up to `jitter` of the delay."""
        doublings = min(attempt - 2 if self.first < 1 else attempt - 1, DOUBLINGS)
        base = self.first if attempt <= 1 else min(self.limit, 2.0**doublings)
        return base * (1 + self.jitter * chance)


class Supervisor:
    """Runs one coroutine function for ever: when it raises, waits and runs it again.

    `run` must raise to report a failure and return only when its work is over for good.
    """

    def __init__(
        self,
        name: str,
        run: Callable[[], Awaitable[None]],
        *,
        backoff: Backoff | None = None,
        max_retries: int | None = None,
        fatal: tuple[type[Exception], ...] = (),
        now: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Errors of the `fatal` kinds are raised, not retried. `now` gives monotonic seconds, `sleep` waits so many."""
        self._run = run
        self._backoff = backoff or Backoff()
        self._max_retries = max_retries
        self._fatal = fatal
        self._now = now or (lambda: asyncio.get_running_loop().time())
        self._sleep = sleep
        self._health = Health(name)

    @property
    def health(self) -> Health:
        """How it is now. Ask within the event loop while it runs, unless `now` was given."""
        return self._health.at(self._now()) if self._health.state == "running" else self._health

    def _turn(self, state: Literal["starting", "running", "waiting", "stopped"], reason: str | None) -> None:
        self._health = replace(self._health, state=state, reason=reason, since=self._now())

    async def run(self) -> None:
        """Keep it running until it returns, this is cancelled, or `max_retries` starts in a row failed."""
        while True:
            self._health = replace(self._health, attempts=self._health.attempts + 1)
            self._turn("running", self._health.reason)
            try:
                await self._run()
                self._turn("stopped", None)
                return
            except asyncio.CancelledError:
                self._turn("stopped", None)
                raise
            except self._fatal as error:
                self._turn("stopped", str(error))
                raise
            except Exception as error:
                reason = str(error) or type(error).__name__
                log.warning("%s stopped: %s", self._health.name, reason)
            self._health = self.health  # it may have been well meanwhile
            if self._max_retries is not None and self._health.attempts > self._max_retries:
                self._turn("stopped", reason)
                return
            self._turn("waiting", reason)
            await self._sleep(self._backoff.delay(self._health.attempts, random.random()))  # noqa: S311 - only spreads load

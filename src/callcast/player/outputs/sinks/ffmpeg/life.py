"""One ffmpeg, from its start to its end."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from callcast.child import Child, lines
from callcast.player.outputs.sinks.ffmpeg.errors import FfmpegEnded, FfmpegStalled, FfmpegUnusable
from callcast.player.outputs.sinks.ffmpeg.log import Log
from callcast.player.outputs.sinks.ffmpeg.progress import STALL, Progress
from callcast.player.outputs.sinks.ffmpeg.reason import reason

GRACE = 0.6
"""Seconds that it has to take leave of the server; one that left without a word may block its path there."""

LONGEST = 16_384
"""Bytes of a line: a secret must be found before it is cut."""

LAST_WORDS = 1.0
"""Seconds after its death in which what it said is still read."""

INPUT = "[info] Input #0,"
"""It says so when its input is open and something has come from there."""

Write = Callable[[asyncio.StreamWriter], Awaitable[bool]]
"""Feeds a pipe; whether that was all there is, or the reader has gone."""


@dataclass(frozen=True)
class Order:
    """What to start, and how to speak of it: `source` and `shown` are its two ends as people know them.

    From a source that is `steady` something comes always: when nothing is read, that is ffmpeg's fault.
    """

    command: tuple[str, ...] = field(repr=False)
    source: str
    shown: str
    secrets: frozenset[str] = field(repr=False)
    steady: bool = False


class Life:
    """An ffmpeg that publishes; `moving` once sound goes out."""

    def __init__(self, order: Order, write: Write | None = None, begun: Callable[[], None] = lambda: None) -> None:
        """`write` feeds its standard input; without, it reads elsewhere. `begun` is called at the first sound."""
        self._order = order
        self._write = write
        self._begun = begun
        self._log = Log(f"ffmpeg to {order.shown}", order.secrets)
        self._progress: Progress | None = None
        self._reading = asyncio.Event()
        if order.steady:
            self._reading.set()

    @property
    def moving(self) -> bool:
        """Sound goes out."""
        return self._progress is not None and self._progress.moving

    async def run(self) -> None:
        """Return when all was written and has gone; a `FfmpegError` when it ends before, or nothing moves."""
        child = await self._start()
        ending = asyncio.ensure_future(child.wait())
        saying = asyncio.ensure_future(self._listen(child))
        parts = [asyncio.ensure_future(part) for part in (self._watch(child), self._stall())]
        writing = asyncio.ensure_future(self._feed(child))
        grace = GRACE
        try:
            await _until(ending, [*parts, writing])
            await asyncio.wait([saying], timeout=LAST_WORDS)
            self._judge(ending.result(), over=writing.done() and writing.result())
        except FfmpegStalled:
            grace = 0.0
            raise
        finally:
            await _cancel(*parts, writing)
            await child.close(grace)
            await _cancel(saying, ending)
            self._progress = None
            self._log.close()

    async def _start(self) -> Child:
        try:
            return await Child.start(*self._order.command, stdin=True, stdout=True, stderr=True)
        except OSError as error:
            raise FfmpegUnusable(self._order.command[0], f"cannot be started ({error.strerror})") from None

    def _judge(self, code: int, *, over: bool) -> None:
        if code or not over:
            raise FfmpegEnded(reason(self._log.errors, self._order.source, self._order.shown, code), code)

    async def _feed(self, child: Child) -> bool:
        if self._write is None:
            return False
        assert child.stdin is not None
        return await self._write(child.stdin)

    async def _listen(self, child: Child) -> None:
        assert child.stderr is not None
        async for line in lines(child.stderr, LONGEST):
            self._log.heard(line, _now())
            if line.startswith(INPUT):
                self._reading.set()

    async def _watch(self, child: Child) -> None:
        assert child.stdout is not None
        async for line in lines(child.stdout, LONGEST):
            if self._progress is not None and self._progress.heard(line, _now()):
                self._begun()

    async def _stall(self) -> None:
        """A source may be silent before it begins; from then on something must move."""
        await self._reading.wait()
        self._progress = Progress(_now())
        while (left := self._progress.left(_now())) > 0:  # noqa: ASYNC110 - it is time that is waited for
            await asyncio.sleep(left)
        raise FfmpegStalled(self._order.source, self._order.shown, STALL)


async def _until(ending: "asyncio.Future[int]", parts: "Iterable[asyncio.Future[Any]]") -> None:
    """Wait for the end; an error of a part is raised, its return is nothing."""
    pending = set(parts)
    while not ending.done():
        done, _ = await asyncio.wait({ending, *pending}, return_when=asyncio.FIRST_COMPLETED)
        for part in done & pending:
            part.result()
        pending -= done


async def _cancel(*tasks: "asyncio.Future[Any]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _now() -> float:
    return asyncio.get_running_loop().time()

"""Channels on a fake clock, without speech and network: for tests of all that listens to channels or fills them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Executor, Future
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from callcast.bus.messages import Report
from callcast.player.playout.channels import ChannelSet
from callcast.player.playout.clock import SECOND
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.settings import ChannelSettings
from callcast.player.playout.subscription import Frame
from callcast.player.playout.ticker import Ticker
from callcast.player.playout.track import Track
from callcast.testing.clock import FakeClock

T = TypeVar("T")


class InlineExecutor(Executor):
    """Does the work at once, where it is asked for."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> "Future[T]":
        """The result of `fn`, or its exception, in a future that is done."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Listener:
    """A reader that takes every frame when it comes."""

    def __init__(self, track: Track, capacity: int = 256) -> None:
        """Listens at once; `close` ends it."""
        self.track = track
        self.frames: list[Frame] = []
        self.subscription = track.subscribe(capacity, self._take)

    def _take(self) -> None:
        while (frame := self.subscription.pop()) is not None:
            self.frames.append(frame)

    def close(self) -> None:
        """Leave."""
        self.subscription.close()


class Stage:
    """What a test works with. `reports` has all that the channels told, in order."""

    def __init__(self) -> None:
        """No channels yet."""
        self.clock = FakeClock()
        self.ticker = Ticker(self.clock)
        inline = InlineExecutor()
        self.encoder = Encoder(common=inline, urgent=inline, pictures=inline, idle=inline)
        self.channels = ChannelSet(self.ticker, self.encoder, executor=InlineExecutor())
        self.reports: list[Report] = []
        self.channels.tell = self.reports.append

    async def play(self, seconds: float) -> None:
        """Let time go on."""
        await self.clock.advance(int(seconds * SECOND))


@asynccontextmanager
async def stage(settings: Sequence[ChannelSettings]) -> AsyncIterator[Stage]:
    """A stage with these channels whose ticker runs."""
    scene = Stage()
    await scene.channels.apply(settings)
    task = asyncio.ensure_future(scene.ticker.run())
    try:
        await scene.clock.settle()
        yield scene
    finally:
        task.cancel()
        scene.channels.close()
        await asyncio.gather(task, return_exceptions=True)
        await scene.clock.settle()

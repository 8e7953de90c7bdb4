"""`kind = "file"`: the event loop hands over every half second what a thread writes."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from callcast.errors import CallcastError
from callcast.player.outputs.channel import Channel
from callcast.player.outputs.sinks.aside import Aside
from callcast.player.outputs.sinks.feed import Feed, Tally
from callcast.player.outputs.sinks.file.errors import DiskStalled
from callcast.player.outputs.sinks.file.recorder import Recorder
from callcast.player.outputs.sinks.file.settings import FileSettings
from callcast.player.outputs.sinks.mux import PROFILE
from callcast.player.outputs.sinks.pictures import Pictures
from callcast.player.outputs.sinks.settings import SinkSettings
from callcast.player.outputs.sinks.sink import Flow
from callcast.player.outputs.sinks.within import within
from callcast.player.playout.subscription import Frame

BATCH = 24
"""Frames, half a second: with what the file holds back, less than a second is lost when the process dies."""

KEPT = 60
"""Seconds that are kept: a disk that wakes up, or a network that stumbles, costs nothing."""

STALLED = 30.0
"""Seconds after which a disk that does not answer is an error."""

CLOSE_WITHIN = 0.5
"""Seconds for the last write."""


class FileSink:
    """Records a channel in hourly files.

    When the process dies less than a second is lost. When the machine does, what the operating system had not written
    yet goes with it: to force every half second to the disk would wear out a flash card.
    """

    settings: ClassVar[type[SinkSettings]] = FileSettings

    def __init__(self, channel: Channel, settings: FileSettings, unix: Callable[[], float] = time.time) -> None:
        """`unix` gives seconds on the wall: the machine's as it is now, since a file is named by what people see."""
        self._channel = channel
        self._keep_days = settings.keep_days
        self._folder = Path.cwd() / settings.folder
        self._unix = unix
        self._tally = Tally()
        self._live = False
        self._aside: Aside | None = None

    @property
    def target(self) -> str:
        """The folder."""
        return str(self._folder)

    @property
    def flow(self) -> Flow:
        """What is on disk; dropped is what should be and is not."""
        return self._tally.flow(self._live)

    async def run(self) -> None:
        """Record until cancelled."""
        track = self._channel.track(PROFILE)
        self._tally.passed(track.position)
        if self._aside is not None and self._aside.alive:
            raise self._stalled()  # still, since the last time
        aside = self._aside = Aside(f"record {self._channel.id}")
        feed = Feed(self._channel.track(PROFILE), KEPT * PROFILE.rate // PROFILE.frame, BATCH)
        pictures = Pictures(self._channel, KEPT)
        recorder = Recorder(self._folder, self._channel.id, self._keep_days, pictures.profile)
        rest: list[Frame] = []
        try:
            await self._write(aside, recorder, [])  # whether it can be is known before there is anything to write
            while frames := await feed.next():
                await self._write(aside, recorder, frames, pictures.take())
                self._tally.took(frames)
                self._live = True
        except asyncio.CancelledError:
            rest = feed.rest()
            raise
        except CallcastError:
            self._tally.passed(track.position)
            raise
        finally:
            self._live = False
            feed.close()
            pictures.close()
            await self._end(aside, partial(_finish, recorder, rest, self._unix()))

    async def _write(
        self, aside: Aside, recorder: Recorder, frames: list[Frame], pictures: Sequence[Frame] = ()
    ) -> None:
        try:
            await within(aside.do(partial(recorder.write, frames, self._unix(), pictures)), STALLED)
        except asyncio.TimeoutError:
            raise self._stalled() from None

    async def _end(self, aside: Aside, last: Callable[[], None]) -> None:
        """The rest is written if that is quick; otherwise the thread does it when it can."""
        with contextlib.suppress(asyncio.TimeoutError, CallcastError):
            await within(aside.finish(last), CLOSE_WITHIN)

    def _stalled(self) -> DiskStalled:
        return DiskStalled(self._channel.id, self._folder, STALLED)


def _finish(recorder: Recorder, rest: list[Frame], unix: float) -> None:
    try:
        if rest:
            recorder.write(rest, unix)
    finally:
        recorder.close()

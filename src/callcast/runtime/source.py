"""`callcast source`: speech, one channel and one pipe, in one process; no desk, no server, no ports."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from callcast.bus.messages import Report
from callcast.player.outputs.sinks.pipe.settings import PipeSettings
from callcast.player.outputs.sinks.pipe.sink import PipeSink
from callcast.player.playout.announcement import Announcement, Rendered
from callcast.player.playout.channel import Channel
from callcast.player.playout.channels import ChannelSet
from callcast.player.playout.clock import SystemClock
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.ticker import Ticker
from callcast.player.speech.renderer import Renderer
from callcast.player.speech.settings import SpeechSettings
from callcast.player.speech.utterance import Utterance, utterance_of
from callcast.runtime.life import log_to_stderr, together
from callcast.runtime.player import GIVE_BACK
from callcast.settings import ChannelSettings

INTERRUPTED = 130
"""The exit code after Ctrl-C."""

TAIL = 0.3
"""Seconds from the end of the last text until readers have it whole."""


@dataclass(frozen=True)
class Told:
    """What a source is told: how to speak, as which channel, in what language and voice, and where the sound goes."""

    speech: SpeechSettings
    channel: ChannelSettings
    lang: str | None
    voice: str | None
    output: PipeSettings
    data: Path


class Source:
    """Speaks one text after the other into one pipe, which is silent between them."""

    def __init__(self, told: Told, tell: Callable[[Report], None]) -> None:
        """Nothing runs yet. `tell` gets what becomes of each text; reports have its number for an id."""
        self._told = told
        self._tell = tell
        self._ticker = Ticker(SystemClock())
        self._channels = ChannelSet(self._ticker, Encoder())
        self._channels.tell = self._note
        self._renderer = Renderer(told.speech.at(told.data), told.data / "clips")
        self._numbers = count(1)
        self._final = asyncio.Event()

    @property
    def _channel(self) -> Channel:
        return self._channels[self._told.channel.id]

    def say(self, text: str) -> None:
        """Speak it when its turn comes; `QueueFull` when too much waits."""
        utterance = self._utterance(text)

        async def render() -> Rendered:
            return Rendered((await self._renderer.render(utterance),))

        self._channel.submit(Announcement(str(next(self._numbers)), render))

    async def fewer(self, most: int) -> None:
        """Return when at most so many texts are still to be spoken."""
        while len(self._channel.unfinished) > most:
            self._final.clear()
            await self._final.wait()

    async def finish(self) -> None:
        """Return when all that was to be spoken has been heard."""
        await self.fewer(0)
        await asyncio.sleep(TAIL)

    async def live(self, foreground: Callable[["Source"], Coroutine[Any, Any, int]]) -> int:
        """Run until `foreground` ends, the one reader of standard output leaves, or somebody stops us; the exit code.

        `foreground` begins when readers can come. Raises `CallcastError` when the pipe, or the voice, cannot be had.
        """
        await self._channels.apply([self._told.channel])
        sink = PipeSink(self._channel, self._told.output)

        async def work() -> int:
            while not sink.flow.live:  # noqa: ASYNC110 - it has no event for that, and takes no time
                await asyncio.sleep(0.005)
            await self._prove_voice()
            return await foreground(self)

        async def carry() -> int:
            await sink.run()
            return 0

        try:
            return await _first(carry(), work(), _stopped(), self._keep())
        finally:
            self._channels.close()
            await self._renderer.close()

    async def _keep(self) -> int:
        await together({"ticker": self._ticker.run, "speech": self._renderer.run})
        return 0

    def _utterance(self, text: str) -> Utterance:
        return utterance_of(text, self._told.lang, self._told.voice, self._told.channel)

    async def _prove_voice(self) -> None:
        """A voice or language that is asked for and cannot be had is told of now, not at the first text."""
        if self._told.lang or self._told.voice:
            await self._renderer.render(self._utterance("1"))

    def _note(self, report: Report) -> None:
        if report.state.final:
            self._final.set()
        self._tell(report)


def run(told: Told, tell: Callable[[Report], None], foreground: Callable[[Source], Coroutine[Any, Any, int]]) -> int:
    """Be a source, as `Source.live`; the exit code."""
    log_to_stderr()
    sys.setswitchinterval(GIVE_BACK)

    async def main() -> int:
        return await Source(told, tell).live(foreground)

    return asyncio.run(main())


async def _first(*works: Coroutine[Any, Any, int]) -> int:
    """What the first of them to end returns or raises; the others are cancelled, and have ended too."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return next(task for task in tasks if task.done()).result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _stopped() -> int:
    """Return when somebody stops us: by SIGTERM with 0, by Ctrl-C with what shells expect."""
    loop = asyncio.get_running_loop()
    code: asyncio.Future[int] = loop.create_future()

    def stop(with_code: int) -> None:
        with contextlib.suppress(asyncio.InvalidStateError):
            code.set_result(with_code)

    if sys.platform == "win32":
        signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(stop, INTERRUPTED))
    else:
        loop.add_signal_handler(signal.SIGINT, stop, INTERRUPTED)
        loop.add_signal_handler(signal.SIGTERM, stop, 0)
    return await code

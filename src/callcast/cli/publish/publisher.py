"""The stand-alone supervisor: keeps an ffmpeg publishing what somebody else writes."""

import asyncio
import logging
import signal
import sys
from dataclasses import dataclass

from callcast.cli.errors import GivenUp, NothingPublished
from callcast.cli.publish.stdin import Stdin
from callcast.player.outputs.sinks.ffmpeg.abilities import needs
from callcast.player.outputs.sinks.ffmpeg.command import STDIN, Coding, Sound, arguments
from callcast.player.outputs.sinks.ffmpeg.destination import Destination
from callcast.player.outputs.sinks.ffmpeg.life import Life, Order
from callcast.player.outputs.sinks.ffmpeg.program import Program, find
from callcast.player.outputs.sinks.ffmpeg.source import Source
from callcast.player.outputs.sinks.ffmpeg.tether import tethered
from callcast.supervise import Supervisor

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Task:
    """What is to be published; without a `source` our standard input is."""

    source: Source | None
    sound: Sound
    to: Destination
    max_retries: int | None = None


async def publish(task: Task) -> None:
    """Publish until cancelled, SIGTERM, or the end of standard input; a `CallcastError` when it cannot be."""
    program = await find(None)
    coding = Coding()
    program.must(needs(task.to, coding.codec, task.source.protocol if task.source else "pipe"))
    publisher = Publisher(task, program, coding)
    name = f"ffmpeg from {task.source or 'standard input'} to {task.to.shown}"
    supervisor = Supervisor(name, publisher.run, max_retries=task.max_retries, fatal=(NothingPublished,))
    working = asyncio.ensure_future(supervisor.run())
    if sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, working.cancel)
    try:
        await asyncio.wait([working])
    finally:
        working.cancel()
        await asyncio.wait([working])
    if working.cancelled():
        return
    working.result()
    if supervisor.health.reason is not None:
        raise GivenUp(name, supervisor.health.attempts, supervisor.health.reason)


class Publisher:
    """Starts one ffmpeg after another, as `Supervisor` asks."""

    def __init__(self, task: Task, program: Program, coding: Coding) -> None:
        """Within a running event loop; standard input is read from now on if it is what is published."""
        self._task = task
        self._stdin = None if task.source else Stdin(task.sound.bytes)
        if self._stdin is not None:
            self._stdin.start()
        given = arguments(task.source.input if task.source else STDIN, task.sound, coding, task.to)
        command = (program.path, *given)
        self._command = tethered(command) if task.source else command
        self._published = False

    async def run(self) -> None:
        """Publish once; a `CallcastError` when it ends before standard input does.

        `NothingPublished`, for good, when standard input has ended and nothing of it ever went out.
        """
        task = self._task
        if task.source is not None:
            task.source.check()
        if self._stdin is not None and self._stdin.ended.is_set():
            self._must_have_published()
            return
        order = Order(self._command, str(task.source or "standard input"), task.to.shown, task.to.secrets)
        await Life(order, self._stdin.run if self._stdin else None, self._begun).run()
        # An ffmpeg that is done within half a second tells of no progress.
        self._published = self._published or self._stdin is None or self._stdin.taken > 0
        self._must_have_published()

    def _must_have_published(self) -> None:
        if not self._published:
            raise NothingPublished(self._task.to.shown)

    def _begun(self) -> None:
        self._published = True
        log.info("%s is published to %s", self._task.source or "standard input", self._task.to.shown)

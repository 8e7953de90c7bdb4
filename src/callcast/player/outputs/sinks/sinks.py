"""All sinks of the process, each under the one supervisor."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from callcast.bus.messages import OutputStatus
from callcast.player.outputs.channel import Channel
from callcast.player.outputs.sinks.settings import SinkSettings
from callcast.player.outputs.sinks.sink import Sink
from callcast.supervise import Supervisor

STOP_WITHIN = 1.0
"""Seconds that a sink has to end what it does."""

Make = Callable[[Channel, SinkSettings], Sink]
"""The sink for a channel and its settings."""


@dataclass(frozen=True)
class _Kept:
    """A sink that is kept running, and what for."""

    channel: Channel
    settings: SinkSettings
    sink: Sink
    supervisor: Supervisor
    task: "asyncio.Task[None]"


class Sinks:
    """Keeps the sinks that the settings ask for, and no others, running. You must `close` it."""

    def __init__(self, make: Make, unix: Callable[[], float]) -> None:
        """None yet. `unix` gives seconds on the wall."""
        self._make = make
        self._unix = unix
        self._kept: list[_Kept] = []

    async def apply(self, wanted: Mapping[Channel, Sequence[SinkSettings]]) -> None:
        """Keep these running from now on; those that are as they were are not touched."""
        missing = [(channel, settings) for channel, outputs in wanted.items() for settings in outputs]
        kept, gone = [], []
        for one in self._kept:
            if (one.channel, one.settings) in missing:
                missing.remove((one.channel, one.settings))
                kept.append(one)
            else:
                gone.append(one)
        self._kept = kept
        await _stop(gone)  # first: who comes may want the place of who goes
        self._kept += [self._start(*one) for one in missing]

    def _start(self, channel: Channel, settings: SinkSettings) -> _Kept:
        sink = self._make(channel, settings)
        name = f"{settings.kind} {sink.target} of channel {channel.id}"
        supervisor = Supervisor(name, sink.run, max_retries=settings.max_retries)
        return _Kept(channel, settings, sink, supervisor, asyncio.ensure_future(supervisor.run()))

    def status(self) -> tuple[OutputStatus, ...]:
        """How each is now."""
        now = asyncio.get_running_loop().time()
        return tuple(_status(one, self._unix() - now) for one in self._kept)

    async def close(self) -> None:
        """End them all."""
        gone, self._kept = self._kept, []
        await _stop(gone)


async def _stop(gone: Sequence[_Kept]) -> None:
    for one in gone:
        one.task.cancel()
    if gone:
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(asyncio.gather(*(one.task for one in gone), return_exceptions=True), STOP_WITHIN)


def _status(one: _Kept, boot: float) -> OutputStatus:
    """`boot` is the wall's time at monotonic 0."""
    health, flow = one.supervisor.health, one.sink.flow
    return OutputStatus(
        channel=one.channel.id,
        kind=one.settings.kind,
        target=one.sink.target,
        state="starting" if health.state == "running" and not flow.live else health.state,
        reason=health.reason,
        since=boot + health.since,
        attempts=health.attempts,
        frames=flow.frames,
        dropped=flow.dropped,
        readers=flow.readers,
    )

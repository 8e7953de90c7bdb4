"""All sinks of the process, each under the one supervisor."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from callcast.bus.messages import OutputStatus
from callcast.player.outputs.channel import Channel, VideoTrack
from callcast.player.outputs.sinks.settings import SinkSettings
from callcast.player.outputs.sinks.sink import Sink
from callcast.supervise import Supervisor

STOP_WITHIN = 1.0
"""Seconds that a sink has to end what it does."""

Make = Callable[[Channel, SinkSettings], Sink]
"""The sink for a channel and its settings."""


@dataclass(frozen=True)
class _Kept:
    """A sink that is kept running, and what for; `number` counts the channel's from 1, in the settings' order."""

    channel: Channel
    video: VideoTrack | None
    number: int
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

    async def apply(self, wanted: Mapping[Channel, Sequence[SinkSettings]], *, again: bool = False) -> None:
        """Keep these running from now on; those that are as they were are not touched.

        The outputs of a channel that has got another picture begin anew: some told their peers what they carry. With
        `again` those that were given up are tried again.
        """
        gone, places = [one for one in self._kept if not (again and one.task.done())], []
        for channel, outputs in wanted.items():
            for number, settings in enumerate(outputs, 1):
                wanted_now = (channel, channel.video, settings)
                same = next((one for one in gone if (one.channel, one.video, one.settings) == wanted_now), None)
                if same is not None:
                    gone.remove(same)
                places.append((channel, number, settings, same))
        self._kept = [replace(same, number=number) for _, number, _, same in places if same is not None]
        await _stop(gone)  # first: who comes may want the place of who goes
        self._kept = [
            replace(same, number=number) if same is not None else self._start(channel, number, settings)
            for channel, number, settings, same in places
        ]

    def _start(self, channel: Channel, number: int, settings: SinkSettings) -> _Kept:
        sink = self._make(channel, settings)
        name = f"{settings.kind} {sink.target} of channel {channel.id}"
        supervisor = Supervisor(name, sink.run, max_retries=settings.max_retries)
        return _Kept(
            channel, channel.video, number, settings, sink, supervisor, asyncio.ensure_future(supervisor.run())
        )

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
        number=one.number,
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

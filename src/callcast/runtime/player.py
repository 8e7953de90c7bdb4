"""The player's half: speech, channels and the RTSP server, put together."""

import asyncio
import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from callcast import plugins
from callcast.bus.local import LocalPlayerBus
from callcast.bus.messages import Catalogue, Reload
from callcast.errors import CallcastError
from callcast.player.outputs.channel import Channel
from callcast.player.outputs.servers.http.server import HttpServer
from callcast.player.outputs.servers.rtsp.programs import Served
from callcast.player.outputs.servers.rtsp.server import RtspServer
from callcast.player.outputs.sinks.settings import SinkSettings
from callcast.player.outputs.sinks.sink import Sink
from callcast.player.outputs.sinks.sinks import Sinks
from callcast.player.playout.announcer import Announcer, Audience
from callcast.player.playout.boards import Boards
from callcast.player.playout.channels import ChannelSet
from callcast.player.playout.clock import SystemClock
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.ticker import Ticker
from callcast.player.speech.renderer import Renderer
from callcast.player.speech.saying import Sayings
from callcast.runtime.half import READY
from callcast.runtime.life import Life, given_settings, serve, together
from callcast.settings import ChannelSettings, Settings
from callcast.wording import templates

GIVE_BACK = 0.000_5
"""Seconds after which a thread that encodes lets a frame that is due go first; Python waits ten times that."""


def main(_: Path | None, data: Path) -> int:
    """Be the player until the parent lets go; the exit code. It reads no settings: it is told them."""
    sys.setswitchinterval(GIVE_BACK)
    settings = given_settings()
    return serve(lambda life: Player(settings, data).live(life))


def sink(channel: Channel, settings: SinkSettings) -> Sink:
    """The sink of the kind that `settings` are for."""
    made: Sink = plugins.load("callcast.sinks", settings.kind)(channel, settings)
    return made


class Player:
    """Everything of this half. The server is up before anything slow begins, so that a listener waits for nothing."""

    def __init__(self, settings: Settings, data: Path) -> None:
        """Nothing runs yet."""
        self._settings = settings
        self._ticker = Ticker(SystemClock())
        encoder = Encoder()
        self._channels = ChannelSet(self._ticker, encoder)
        self._boards = Boards(encoder.gops, self._ticker.clock)
        self._server = RtspServer(settings.rtsp)
        self._http = HttpServer(settings.http)
        self._sinks = Sinks(sink, self._ticker.clock.unix)
        self._renderer = Renderer(settings.speech.at(data), data / "clips")
        self._bus = LocalPlayerBus(data)
        self._announcer = Announcer(
            self._bus,
            self._channels,
            self._renderer,
            self._catalogue,
            self._renderer.health,
            lambda: {channel: Audience(*counts) for channel, counts in self._server.audience().items()},
            self._sinks.status,
            self._reload,
            self._boards,
            self._renderer.refresh,
            sayings=Sayings(settings.speech.templates),
            ahead_bytes=settings.speech.ahead_bytes,
        )

    def _catalogue(self) -> Catalogue:
        languages = [tag for channel in self._channels for tag in channel.settings.languages]
        return self._renderer.catalogue(
            dict.fromkeys((*languages, *templates.SHIPPED, *self._settings.speech.templates))
        )

    async def live(self, life: Life) -> None:
        """Start, run until cancelled, stop in order: listeners first, so that they get a clean end."""
        try:
            await self._have(self._settings.channels, strict=False)
            await self._server.start(self._served(self._settings.channels))
            await self._http.serve(self._served(self._settings.channels))
            await self._keep(self._settings.channels)
            # What lives until the end need not be looked through again: with a thousand channels that takes 0.1 s,
            # and frames would wait for it.
            gc.freeze()
            life.say(READY)
            await self._run()
        finally:
            await asyncio.gather(self._sinks.close(), self._server.close(), self._http.close())
            await self._boards.close()
            self._channels.close()
            await self._renderer.close()

    async def _run(self) -> None:
        parts = {
            "ticker": self._ticker.run,
            "bus": self._bus.run,
            "announcer": self._announcer.run,
            "speech": self._renderer.run,
        }
        await together(parts)

    async def _have(self, channels: Sequence[ChannelSettings], *, strict: bool) -> None:
        """Channels and boards; an error of `strict` has changed nothing."""
        plans = await self._boards.plan(channels, strict=strict)
        await self._channels.apply(channels, strict=strict)
        await self._boards.use(plans, self._channels)

    async def _apply(self, channels: Sequence[ChannelSettings], *, strict: bool) -> None:
        await self._have(channels, strict=strict)
        self._server.serve(self._served(channels))
        await self._http.serve(self._served(channels))
        await self._keep(channels, again=strict)

    def _served(self, channels: Sequence[ChannelSettings]) -> list[Served]:
        return [Served(self._channels[one.id], one.name, one) for one in channels]

    async def _keep(self, channels: Sequence[ChannelSettings], *, again: bool = False) -> None:
        await self._sinks.apply({self._channels[one.id]: one.outputs for one in channels}, again=again)

    async def _reload(self, message: Reload) -> str | None:
        """Have the channels that the desk has read from the settings; if not, why."""
        channels = [ChannelSettings.model_validate(table) for table in message.channels]
        try:
            await self._apply(channels, strict=message.id is not None)
        except CallcastError as error:
            return str(error)
        return None

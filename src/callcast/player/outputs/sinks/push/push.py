"""The sink of kind `push`: by our own RTSP client, or by libav for what that does not speak."""

from typing import ClassVar

from callcast.player.outputs.channel import Channel
from callcast.player.outputs.sinks.libav.sink import LibavSink
from callcast.player.outputs.sinks.libav.url import Destination
from callcast.player.outputs.sinks.push.settings import PushSettings
from callcast.player.outputs.sinks.push.sink import RtspPushSink
from callcast.player.outputs.sinks.sink import Flow


class PushSink:
    """Either of the two, by the scheme of the URL."""

    settings: ClassVar[type[PushSettings]] = PushSettings

    def __init__(self, channel: Channel, settings: PushSettings, /) -> None:
        """Nothing is opened yet."""
        to = settings.url
        self._way = LibavSink(channel, to) if isinstance(to, Destination) else RtspPushSink(channel, to, settings)

    @property
    def target(self) -> str:
        """The URL without its secrets."""
        return self._way.target

    @property
    def flow(self) -> Flow:
        """What has gone there."""
        return self._way.flow

    async def run(self) -> None:
        """Publish until cancelled; a `CallcastError` when it cannot any more."""
        await self._way.run()

"""The real server, on loopback, for the length of a block."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from tests.support.live import ToneChannel

from callcast.player.outputs.servers.rtsp.programs import Served
from callcast.player.outputs.servers.rtsp.server import RtspServer
from callcast.player.outputs.servers.rtsp.settings import MulticastSettings, RtspChannelSettings, RtspSettings

LOOPBACK = MulticastSettings(interface="127.0.0.1")


@asynccontextmanager
async def serving(
    *channels: ToneChannel,
    settings: dict[str, Any] | None = None,
    channel_settings: RtspChannelSettings | None = None,
    now: Callable[[], float] | None = None,
) -> AsyncIterator[RtspServer]:
    """A server of these channels on a free port, `server.ports[0]`."""
    given = {"listen": "127.0.0.1:0", "multicast": LOOPBACK, **(settings or {})}
    server = RtspServer(RtspSettings.model_validate(given), now=now)
    await server.start([Served(one, one.id.title(), channel_settings or RtspChannelSettings()) for one in channels])
    try:
        yield server
    finally:
        await server.close()

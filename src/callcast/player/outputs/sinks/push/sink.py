"""Push by RTSP: one channel, in one profile and with its picture, to one server."""

import logging
import secrets
from contextlib import AsyncExitStack

from callcast.player.outputs.channel import Channel, h264_of
from callcast.player.outputs.rtsp import rtcp
from callcast.player.outputs.rtsp.errors import RtcpError
from callcast.player.outputs.rtsp.publication import Publication
from callcast.player.outputs.rtsp.target import Target
from callcast.player.outputs.sinks.push.connection import PushConnection
from callcast.player.outputs.sinks.push.dial import dial
from callcast.player.outputs.sinks.push.lane import Lane
from callcast.player.outputs.sinks.push.preflight import check_peer, check_settings
from callcast.player.outputs.sinks.push.settings import PushSettings
from callcast.player.outputs.sinks.sink import Flow
from callcast.player.outputs.streams.picture import PictureStream
from callcast.player.outputs.streams.stream import RtpStream
from callcast.player.outputs.streams.udp import UdpPair, open_pair

log = logging.getLogger(__name__)


class RtspPushSink:
    """Publishes the channel; source, sequence and RTP time of a stream go on from connection to connection."""

    def __init__(self, channel: Channel, to: Target, settings: PushSettings) -> None:
        """Nothing is opened yet. `to` is the URL in `settings`."""
        self._channel = channel
        self._to = to
        self._settings = settings
        self._cname = secrets.token_hex(12)
        track = channel.track(settings.profile)
        self._sound = Lane(RtpStream(track, channel.clock, self._cname, group=None, ended=self._has_ended))
        self._lanes: tuple[Lane, ...] = (self._sound,)
        self._over = False
        self._connection: PushConnection | None = None

    @property
    def target(self) -> str:
        """Where it goes, without user, password and query."""
        return str(self._to)

    @property
    def flow(self) -> Flow:
        """What has gone there, sound and picture."""
        frames = sum(lane.frames for lane in self._lanes)
        dropped = sum(lane.stream.all_dropped for lane in self._lanes)
        return Flow(self._sound.live, frames, dropped, int(self._sound.live))

    async def run(self) -> None:
        """Publish until cancelled; a `CallcastError` when it cannot any more."""
        check_settings(self._to, self._settings)
        while not self._over:
            self._lanes = self._with_picture()
            await self._publish()

    def _with_picture(self) -> tuple[Lane, ...]:
        """The lanes of what the channel has now; another picture is another stream."""
        video = h264_of(self._channel)
        if video is None:
            return (self._sound,)
        before = self._lanes[-1]
        if isinstance(before.stream, PictureStream) and before.stream.track is video:
            return self._lanes
        stream = PictureStream(video, self._channel.clock, self._cname, group=None, ended=self._has_ended)
        return self._sound, Lane(stream)

    async def _publish(self) -> None:
        """Connect, and send until a medium ends."""
        to, settings = self._to, self._settings
        formats = tuple(lane.stream.format for lane in self._lanes)
        # A number of its own for each set of media: a server may keep what it was told before (RFC 8866, 5.2).
        publication = Publication(self._channel.id, formats, secrets.randbits(32))
        async with AsyncExitStack() as stack:
            connection = await dial(to, lambda: PushConnection(to, publication), verify=settings.verify)
            stack.push_async_callback(connection.close)
            peer = await connection.greeted()
            check_peer(to, settings, peer)
            pairs = [await self._pair(connection, stack) for _ in self._lanes] if settings.transport == "udp" else None
            ways = await connection.publish(tuple(pair.ports for pair in pairs) if pairs else None)
            log.info("%s (%s) takes channel %s", to, peer.name or "no name", self._channel.id)
            connection.stalled, connection.report, connection.feedback = self._stall, self._report, self._read
            self._connection = connection
            for lane, way, pair in zip(self._lanes, ways, pairs or (None,) * len(ways), strict=True):
                lane.join(connection, way, pair)
                stack.callback(lane.leave)
            await connection.over()

    async def _pair(self, connection: PushConnection, stack: AsyncExitStack) -> UdpPair:
        """Two ports for a medium, on which its RTCP comes."""
        pair = open_pair(connection.host, 0)
        stack.callback(pair.close)
        await pair.listen(lambda host, _, data: connection.heard(data) if host == connection.peer[0] else None)
        return pair

    def _stall(self, stalled: bool) -> None:
        for lane in self._lanes:
            lane.stall(stalled)

    def _report(self) -> None:
        for lane in self._lanes:
            lane.report()

    def _read(self, data: bytes) -> None:
        """Take RTCP of the server."""
        try:
            reports = rtcp.parse(data)
        except RtcpError as error:
            log.debug("%s: %s", self.target, error)
            return
        for report in reports:
            if isinstance(report, rtcp.SenderReport | rtcp.ReceiverReport):
                for lane in self._lanes:
                    lane.read(report)

    def _has_ended(self, stream: RtpStream) -> None:
        """The channel is no more, which is no fault of this output, or it has another picture or none."""
        self._over = self._over or stream is self._sound.stream
        if self._connection is not None:
            self._connection.finish()

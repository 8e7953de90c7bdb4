"""Push by RTSP: one channel, in one profile, to one server."""

import logging
import secrets
from contextlib import AsyncExitStack

from callcast.player.outputs.channel import Channel
from callcast.player.outputs.rtsp import rtcp
from callcast.player.outputs.rtsp.errors import RtcpError
from callcast.player.outputs.rtsp.publication import Publication
from callcast.player.outputs.rtsp.target import Target
from callcast.player.outputs.rtsp.transport import Transport
from callcast.player.outputs.sinks.push.connection import PushConnection
from callcast.player.outputs.sinks.push.dial import dial
from callcast.player.outputs.sinks.push.preflight import check_peer, check_settings
from callcast.player.outputs.sinks.push.settings import PushSettings
from callcast.player.outputs.sinks.sink import Flow
from callcast.player.outputs.streams.reader import TcpReader, UdpReader
from callcast.player.outputs.streams.stream import RtpStream
from callcast.player.outputs.streams.udp import UdpPair, open_pair

log = logging.getLogger(__name__)


class RtspPushSink:
    """Publishes the channel; source, sequence and RTP time of the stream go on from connection to connection."""

    def __init__(self, channel: Channel, to: Target, settings: PushSettings) -> None:
        """Nothing is opened yet. `to` is the URL in `settings`."""
        self._channel = channel
        self._to = to
        self._settings = settings
        track = channel.track(settings.profile)
        self._stream = RtpStream(track, channel.clock, secrets.token_hex(12), group=None, ended=self._has_ended)
        self._publication = Publication(channel.id, (self._stream.format,), secrets.randbits(32))
        self._connection: PushConnection | None = None
        self._reader: TcpReader | UdpReader | None = None
        self._frames = 0

    @property
    def target(self) -> str:
        """Where it goes, without user, password and query."""
        return str(self._to)

    @property
    def flow(self) -> Flow:
        """What has gone there."""
        self._stream.settle()
        readers = self._stream.readers
        frames = self._frames + sum(reader.frames for reader in readers)
        return Flow(bool(readers), frames, self._stream.all_dropped, len(readers))

    async def run(self) -> None:
        """Publish until cancelled; a `CallcastError` when it cannot any more."""
        to, settings = self._to, self._settings
        check_settings(to, settings)
        async with AsyncExitStack() as stack:
            connection = await dial(to, lambda: PushConnection(to, self._publication), verify=settings.verify)
            stack.push_async_callback(connection.close)
            peer = await connection.greeted()
            check_peer(to, settings, peer)
            pair = None
            if settings.transport == "udp":
                pair = open_pair(connection.host, 0)
                stack.callback(pair.close)
                await pair.listen(lambda host, _, data: connection.heard(data) if host == connection.peer[0] else None)
            (way,) = await connection.publish((pair.ports,) if pair else None)
            log.info("%s (%s) takes channel %s", to, peer.name or "no name", self._channel.id)
            self._join(connection, way, pair)
            stack.callback(self._leave)
            await connection.over()

    def _join(self, connection: PushConnection, way: Transport, pair: UdpPair | None) -> None:
        """Send to the server from the next frame on."""
        reader: TcpReader | UdpReader
        if pair is None:
            assert way.interleaved is not None
            reader = tcp = TcpReader(connection.host, connection.transport, *way.interleaved, stalled=False)
            connection.stalled = lambda stalled: self._stream.stall(tcp, stalled)
        else:
            assert way.server_port is not None
            host, _, *scope = connection.peer
            rtp, control = ((host, port, *scope) for port in way.server_port)
            reader = UdpReader(host, pair, rtp, control)
        connection.report = lambda: self._stream.report_to(reader)
        connection.feedback = lambda data: self._read(reader, data)
        self._connection, self._reader = connection, reader
        self._stream.join(reader)

    def _leave(self) -> None:
        """Send no more."""
        reader, self._reader, self._connection = self._reader, None, None
        assert reader is not None
        self._stream.leave(reader)
        self._frames += reader.frames

    def _read(self, reader: TcpReader | UdpReader, data: bytes) -> None:
        """Take RTCP of the server."""
        try:
            reports = rtcp.parse(data)
        except RtcpError as error:
            log.debug("%s: %s", self.target, error)
            return
        for report in reports:
            if isinstance(report, rtcp.SenderReport | rtcp.ReceiverReport):
                reader.read(self._stream.ssrc, report)

    def _has_ended(self, _stream: RtpStream) -> None:
        """The channel is no more: that is no fault of this output."""
        if self._connection is not None:
            self._connection.finish()

"""One medium on its way to a server."""

from callcast.player.outputs.rtsp import rtcp
from callcast.player.outputs.rtsp.transport import Transport
from callcast.player.outputs.sinks.push.connection import PushConnection
from callcast.player.outputs.streams.reader import TcpReader, UdpReader
from callcast.player.outputs.streams.stream import RtpStream
from callcast.player.outputs.streams.udp import UdpPair


class Lane:
    """A stream, and the server as its reader while there is a connection: `join` and `leave` in turn."""

    def __init__(self, stream: RtpStream) -> None:
        """Nobody reads."""
        self.stream = stream
        self._reader: TcpReader | UdpReader | None = None
        self._frames = 0

    @property
    def live(self) -> bool:
        """Packets go."""
        return self._reader is not None

    @property
    def frames(self) -> int:
        """How many have gone, by this connection and those before."""
        self.stream.settle()
        return self._frames + (self._reader.frames if self._reader else 0)

    def join(self, connection: PushConnection, way: Transport, pair: UdpPair | None) -> None:
        """Send to the server from now on, by UDP from `pair`, or else interleaved."""
        if pair is None:
            assert way.interleaved is not None
            self._reader = TcpReader(connection.host, connection.transport, *way.interleaved, stalled=False)
        else:
            assert way.server_port is not None
            host, _, *scope = connection.peer
            rtp, control = ((host, port, *scope) for port in way.server_port)
            self._reader = UdpReader(host, pair, rtp, control)
        self.stream.join(self._reader)

    def leave(self) -> None:
        """Send no more."""
        reader, self._reader = self._reader, None
        assert reader is not None
        self.stream.leave(reader)
        self._frames += reader.frames

    def stall(self, stalled: bool) -> None:
        """The connection takes no frames from now on, or takes them again."""
        if isinstance(self._reader, TcpReader):
            self.stream.stall(self._reader, stalled)

    def report(self) -> None:
        """Send a sender report that is not due yet."""
        if self._reader is not None:
            self.stream.report_to(self._reader)

    def read(self, report: rtcp.SenderReport | rtcp.ReceiverReport) -> None:
        """Take what the server reports."""
        if self._reader is not None:
            self._reader.read(self.stream.ssrc, report)

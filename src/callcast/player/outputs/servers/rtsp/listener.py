"""A session's readers: joins them to the streams when it plays, and takes what they report."""

import logging
from collections.abc import Callable, Iterable
from typing import Any, Literal

from callcast.player.outputs.rtsp import rtcp
from callcast.player.outputs.rtsp.errors import RtcpError
from callcast.player.outputs.rtsp.presentation import Media
from callcast.player.outputs.rtsp.session import Session, SetUp
from callcast.player.outputs.servers.rtsp.groups import Groups
from callcast.player.outputs.streams.reader import Reader, TcpReader, UdpReader, Writer
from callcast.player.outputs.streams.stream import RtpStream
from callcast.player.outputs.streams.udp import UdpPair

log = logging.getLogger(__name__)

Kind = Literal["tcp", "udp", "multicast"]


class Listener:
    """One client that has set up streams; it may play, pause and play again."""

    def __init__(self, session: Session, peer: tuple[Any, ...], writer: Writer) -> None:
        """`peer` is the client's address and `writer` its connection."""
        self.session = session
        self._peer = peer
        self._writer = writer
        self._readers: dict[RtpStream, tuple[SetUp, Reader]] = {}
        self._groups: Groups | None = None

    @property
    def streams(self) -> Iterable[RtpStream]:
        """What it listens to, if it plays."""
        return self._readers.keys()

    @property
    def readers(self) -> list[tuple[RtpStream, Kind, Reader]]:
        """Its readers, if it plays."""
        return [(stream, _kind(track), reader) for stream, (track, reader) in self._readers.items()]

    @property
    def control_ports(self) -> list[tuple[str, int]]:
        """From where its RTCP comes by UDP: host and port."""
        ports = [t.transport.client_port for t in self.session.tracks if t.transport.client_port is not None]
        return [(self._peer[0], pair[1]) for pair in ports]

    def play(self, udp: UdpPair | None, groups: Groups | None, stalled: Callable[[], bool]) -> None:
        """Join all streams that were set up. `stalled` tells whether the connection takes no frames now."""
        self._groups = groups
        for track in self.session.tracks:
            stream = _stream(track.media)
            self._readers[stream] = track, self._join(stream, track, udp, stalled())

    def _join(self, stream: RtpStream, track: SetUp, udp: UdpPair | None, stalled: bool) -> Reader:
        way, host = track.transport, str(self._peer[0])
        if way.multicast:
            assert self._groups is not None and stream.group is not None  # noqa: PT018 - SETUP agreed on it
            return self._groups.join(stream, stream.group)
        if way.interleaved is not None:
            reader: TcpReader | UdpReader = TcpReader(host, self._writer, *way.interleaved, stalled=stalled)
        else:
            assert udp is not None and way.client_port is not None  # noqa: PT018 - SETUP agreed on it
            rtp, control = ((host, port, *self._peer[2:]) for port in way.client_port)
            reader = UdpReader(host, udp, rtp, control)
        stream.join(reader)
        return reader

    def pause(self) -> None:
        """Leave all streams; idempotent."""
        readers, self._readers = self._readers, {}
        for stream, (track, reader) in readers.items():
            if track.transport.multicast:
                assert self._groups is not None
                self._groups.leave(stream)
            elif isinstance(reader, TcpReader | UdpReader):
                stream.leave(reader)

    def stall(self, stalled: bool) -> None:
        """The connection takes no frames, or takes them again."""
        for stream, (_, reader) in self._readers.items():
            if isinstance(reader, TcpReader):
                stream.stall(reader, stalled)

    def feedback(self, data: bytes) -> None:
        """Take RTCP of this client."""
        try:
            reports = rtcp.parse(data)
        except RtcpError as error:
            log.debug("%s: %s", self._peer[0], error)
            return
        for report in reports:
            if isinstance(report, rtcp.SenderReport | rtcp.ReceiverReport):
                for stream, (_, reader) in self._readers.items():
                    reader.read(stream.ssrc, report)


def _stream(media: Media) -> RtpStream:
    assert isinstance(media, RtpStream)  # the server's presentations are made of nothing else
    return media


def _kind(track: SetUp) -> Kind:
    if track.transport.multicast:
        return "multicast"
    return "tcp" if track.transport.tcp else "udp"

"""Those who receive a stream: by TCP, by UDP, or as a multicast group."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Protocol

from callcast.player.outputs.rtsp.message import FRAME_HEADER, interleave
from callcast.player.outputs.rtsp.rtcp import ReceiverReport, ReportBlock, SenderReport
from callcast.player.outputs.streams.spread import Take
from callcast.player.outputs.streams.udp import Destination, UdpPair


@dataclass(eq=False, slots=True)
class Reader:
    """What is counted of a reader. `lost` (packets) and `jitter` (the payload's clock) are the reader's own words.

    Its stream sends to it and reckons what it got: `settle` must be called before `frames` or `dropped` is read.
    """

    address: str
    frames: int = 0
    dropped: int = 0
    lost: int = 0
    jitter: int = 0
    _begun: int = 0

    def begin(self, frames: int) -> None:
        """It has joined a stream that had sent so many frames."""
        self._begun = frames

    def settle(self, frames: int) -> None:
        """Its stream has sent so many frames by now: those since it joined were sent to it, or dropped."""
        self.frames = frames - self._begun - self.dropped

    def read(self, ssrc: int, report: SenderReport | ReceiverReport) -> None:
        """Take what the reader reports of source `ssrc`."""
        block: ReportBlock | None = next((b for b in report.blocks if b.ssrc == ssrc), None)
        if block is not None:
            self.lost, self.jitter = block.lost, block.jitter


class Writer(Protocol):
    """As much of asyncio's transport as a reader needs."""

    def write(self, data: bytes) -> None:
        """Send, or keep until it can be sent."""


class TcpReader(Reader):
    """Frames go interleaved in the RTSP connection; while it is `stalled` they are dropped.

    Its stream must call `settle` also before `stalled` changes.
    """

    __slots__ = ("_settled", "channel", "control_channel", "stalled", "write")

    def __init__(self, address: str, writer: Writer, channel: int, control_channel: int, *, stalled: bool) -> None:
        """`channel` is that of RTP, `control_channel` that of RTCP."""
        super().__init__(address)
        self.write = writer.write
        self.channel = channel
        self.control_channel = control_channel
        self.stalled = stalled
        self._settled = 0

    @property
    def take(self) -> Take:
        """For channel 0, which nearly all clients choose, the connection's own `write`: nothing lies between."""
        return self._take_elsewhere if self.channel else self.write

    def _take_elsewhere(self, framed: bytes) -> None:
        self.write(interleave(self.channel, framed[FRAME_HEADER:]))

    def begin(self, frames: int) -> None:
        """It has joined a stream that had sent so many frames."""
        super().begin(frames)
        self._settled = frames

    def settle(self, frames: int) -> None:
        """Its stream has sent so many frames by now: while it is stalled, those since the last time were dropped."""
        if self.stalled:
            self.dropped += frames - self._settled
        self._settled = frames
        super().settle(frames)

    def control(self, data: bytes) -> None:
        """Send RTCP."""
        if not self.stalled:
            self.write(interleave(self.control_channel, data))


class UdpReader(Reader):
    """Packets go to a pair of UDP ports: those of one client, or a multicast group's."""

    __slots__ = ("_control", "_destination", "_sendto", "_sendto_control")

    stalled: Final = False
    """What cannot be sent at once is lost, and the next packet tried."""

    def __init__(self, address: str, pair: UdpPair, destination: Destination, control: Destination) -> None:
        """`destination` takes RTP, `control` takes RTCP; both as the socket's family writes addresses."""
        super().__init__(address)
        self._sendto, self._sendto_control = pair.sendto, pair.sendto_control
        self._destination = destination
        self._control = control

    def take(self, framed: bytes) -> None:
        """Send the packet, which is a whole frame of sound."""
        try:
            # As `send` does, without a call, which every packet of every channel would pay for.
            self._sendto(framed[FRAME_HEADER:], self._destination)
        except OSError:
            self.dropped += 1

    def send(self, framed: bytes) -> bool:
        """Send the packet without its frame; False if it could not be. It is for the caller to count what is lost."""
        try:
            self._sendto(framed[FRAME_HEADER:], self._destination)
        except OSError:
            return False
        return True

    def control(self, data: bytes) -> None:
        """Send RTCP."""
        with suppress(OSError):
            self._sendto_control(data, self._control)

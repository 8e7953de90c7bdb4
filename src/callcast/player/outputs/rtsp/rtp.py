"""RTP packets (RFC 3550, section 5)."""

import struct
from dataclasses import dataclass, field

from callcast.player.media.clip import RATE
from callcast.player.outputs.rtsp.errors import RtpError

HEADER = struct.Struct(">BBHII")
_pack = HEADER.pack
VERSION = 0x80
MARKER = 0x80
WRAP_16 = 0xFFFF
WRAP_32 = 0xFFFFFFFF


@dataclass(frozen=True)
class Packet:
    """A packet as it was received; `timestamp` counts in the payload's clock."""

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    marker: bool
    payload: bytes


def unpack(data: bytes) -> Packet:
    """Read a packet, passing over CSRCs, the extension and the padding; `RtpError` if it is none."""
    if len(data) < HEADER.size or data[0] >> 6 != 2:
        raise RtpError("An RTP packet has at least 12 bytes and begins with version 2.")
    first, second, sequence, timestamp, ssrc = HEADER.unpack_from(data)
    start = HEADER.size + 4 * (first & 0x0F)
    if first & 0x10:
        if len(data) < start + 4:
            raise RtpError("An RTP packet ends within its header extension.")
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    end = len(data) - (data[-1] if first & 0x20 else 0)
    if end < start:
        raise RtpError("An RTP packet is shorter than its header and padding.")
    return Packet(second & 0x7F, sequence, timestamp, ssrc, bool(second & MARKER), data[start:end])


@dataclass(slots=True)
class Sender:
    """The state of one source: what all who receive it share.

    `sequence` is that of the next packet. `packets` and `octets` (of payload) count what was sent, for sender reports.
    """

    payload_type: int
    clock_rate: int
    ssrc: int
    sequence: int
    offset: int
    packets: int = field(default=0)
    octets: int = field(default=0)

    def timestamp(self, tick: int) -> int:
        """The RTP timestamp, 32 bits, of a channel's time in ticks, in this stream."""
        return (self.offset + tick * self.clock_rate // RATE) & WRAP_32

    def pack(self, tick: int, payload: bytes, *, marker: bool) -> bytes:
        """The next packet, with the timestamp of `tick`."""
        sequence = self.sequence
        self.sequence = (sequence + 1) & WRAP_16
        self.packets += 1
        self.octets += len(payload)
        second = self.payload_type | MARKER if marker else self.payload_type
        # As `timestamp` has it, without a call, which every packet of every channel would pay for.
        stamp = (self.offset + tick * self.clock_rate // RATE) & WRAP_32
        return _pack(VERSION, second, sequence, stamp, self.ssrc) + payload

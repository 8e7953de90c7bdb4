"""RTP packets (RFC 3550, section 5)."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from callcast.player.media.clip import RATE
from callcast.player.outputs.rtsp.errors import RtpError
from callcast.player.outputs.rtsp.message import DOLLAR

HEADER = struct.Struct(">BBHII")
Body: TypeAlias = tuple[bytes, bytes]
"""A packet without what tells it from others: its lead, which comes before the sequence number, and its payload.

The lead begins a frame of interleaved channel 0 (RFC 2326, 10.12), since most readers take it so; the packet itself is
what follows the `FRAME_HEADER` bytes in front.
"""
head = struct.Struct(">6sHII").pack
"""All before the payload: of the lead, sequence number, timestamp and SSRC."""
_lead = struct.Struct(">BBHBB").pack
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

    `sequence` is the number of the next packet, and does not wrap here as it does on the wire, so that from where it
    stood before follows how many packets were sent since.
    """

    clock_rate: int
    ssrc: int
    sequence: int
    offset: int

    def timestamp(self, tick: int) -> int:
        """The RTP timestamp, 32 bits, of a channel's time in ticks, in this stream."""
        return (self.offset + tick * self.clock_rate // RATE) & WRAP_32


def bodies(payload_type: int, payloads: Sequence[bytes], *, marker: bool) -> tuple[Body, ...]:
    """For the packets of a frame that consists of `payloads`; with `marker`, the last one bears it."""
    last = len(payloads) - 1
    return tuple(
        (
            _lead(DOLLAR, 0, HEADER.size + len(payload), VERSION, payload_type | MARKER * (marker and at == last)),
            payload,
        )
        for at, payload in enumerate(payloads)
    )

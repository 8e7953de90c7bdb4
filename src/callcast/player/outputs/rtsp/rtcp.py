"""RTCP: reports on who sent what and who received it (RFC 3550, section 6)."""

import struct
from dataclasses import dataclass
from typing import TypeAlias

from callcast.player.outputs.rtsp.errors import RtcpError

SENDER_REPORT, RECEIVER_REPORT, DESCRIPTION, GOODBYE = 200, 201, 202, 203
NTP_EPOCH = 2_208_988_800
"""Seconds from 1900, where NTP time begins, to 1970."""
MOST_BYTES = 65_535

_SENDER_INFO = struct.Struct(">IIIIII")
_BLOCK = struct.Struct(">IIIIII")
_CNAME = 1


@dataclass(frozen=True)
class ReportBlock:
    """How a source is received. `fraction` lost since the last report is in 1/256, `jitter` in the payload's clock."""

    ssrc: int
    fraction: int
    lost: int
    highest: int
    jitter: int
    last_report: int
    delay: int


@dataclass(frozen=True)
class SenderReport:
    """SR. `ntp` is 64 bits, seconds since 1900 in the upper half; `timestamp` is the same moment in RTP's clock."""

    ssrc: int
    ntp: int
    timestamp: int
    packets: int
    octets: int
    blocks: tuple[ReportBlock, ...] = ()

    def encode(self) -> bytes:
        """As it stands in a compound packet; blocks are never sent by us."""
        info = _SENDER_INFO.pack(
            self.ssrc,
            self.ntp >> 32 & 0xFFFFFFFF,
            self.ntp & 0xFFFFFFFF,
            self.timestamp,
            self.packets & 0xFFFFFFFF,
            self.octets & 0xFFFFFFFF,
        )
        return _packet(SENDER_REPORT, 0, info)


@dataclass(frozen=True)
class ReceiverReport:
    """RR."""

    ssrc: int
    blocks: tuple[ReportBlock, ...] = ()

    def encode(self) -> bytes:
        """As it stands in a compound packet."""
        body = b"".join(
            _BLOCK.pack(b.ssrc, b.fraction << 24 | b.lost & 0xFFFFFF, b.highest, b.jitter, b.last_report, b.delay)
            for b in self.blocks
        )
        return _packet(RECEIVER_REPORT, len(self.blocks), self.ssrc.to_bytes(4, "big") + body)


@dataclass(frozen=True)
class Description:
    """SDES with one source and its canonical name."""

    ssrc: int
    cname: str

    def encode(self) -> bytes:
        """As it stands in a compound packet; at most 255 bytes of the name are sent."""
        name = self.cname.encode()[:255]
        chunk = self.ssrc.to_bytes(4, "big") + bytes((_CNAME, len(name))) + name + b"\0"
        return _packet(DESCRIPTION, 1, chunk + b"\0" * (-len(chunk) % 4))


@dataclass(frozen=True)
class Goodbye:
    """BYE: these sources send no more."""

    ssrcs: tuple[int, ...]

    def encode(self) -> bytes:
        """As it stands in a compound packet."""
        return _packet(GOODBYE, len(self.ssrcs), b"".join(ssrc.to_bytes(4, "big") for ssrc in self.ssrcs))


Report: TypeAlias = SenderReport | ReceiverReport | Description | Goodbye


def ntp(wall: float) -> int:
    """Unix seconds as 64 bits of NTP time, which wrap in 2036."""
    return int((wall + NTP_EPOCH) * 4_294_967_296) & 0xFFFFFFFFFFFFFFFF


def parse(data: bytes) -> tuple[Report, ...]:
    """The reports of a compound packet, in order; kinds that we do not know are passed over.

    `RtcpError` if it does not begin with a report, or a length in it is wrong (RFC 3550, appendix A.2).
    """
    if len(data) > MOST_BYTES:
        raise RtcpError(f"An RTCP packet has {len(data)} bytes; at most {MOST_BYTES} are taken.")
    reports: list[Report] = []
    position = 0
    while position < len(data):
        if len(data) - position < 4 or data[position] >> 6 != 2:
            raise RtcpError("An RTCP packet has at least 4 bytes and begins with version 2.")
        count, kind = data[position] & 0x1F, data[position + 1]
        end = position + 4 + 4 * int.from_bytes(data[position + 2 : position + 4], "big")
        if end > len(data):
            raise RtcpError("An RTCP packet is shorter than the length in its header.")
        padding = data[end - 1] if data[position] & 0x20 else 0
        if padding > end - position - 4:
            raise RtcpError("An RTCP packet is shorter than its padding.")
        report = _report(kind, count, data[position + 4 : end - padding])
        if report is not None:
            reports.append(report)
        position = end
    return tuple(reports)


def _packet(kind: int, count: int, body: bytes) -> bytes:
    return bytes((0x80 | count, kind)) + (len(body) // 4).to_bytes(2, "big") + body


def _report(kind: int, count: int, body: bytes) -> Report | None:
    if kind == SENDER_REPORT:
        if len(body) < _SENDER_INFO.size:
            raise RtcpError("A sender report has at least 28 bytes.")
        ssrc, high, low, stamp, packets, octets = _SENDER_INFO.unpack_from(body)
        return SenderReport(ssrc, high << 32 | low, stamp, packets, octets, _blocks(count, body[24:]))
    if kind == RECEIVER_REPORT:
        if len(body) < 4:
            raise RtcpError("A receiver report has at least 8 bytes.")
        return ReceiverReport(int.from_bytes(body[:4], "big"), _blocks(count, body[4:]))
    if kind == DESCRIPTION:
        return _description(body) if count else None
    if kind == GOODBYE:
        if len(body) < 4 * count:
            raise RtcpError("A BYE names fewer sources than it says.")
        return Goodbye(tuple(int.from_bytes(body[4 * i : 4 * i + 4], "big") for i in range(count)))
    return None


def _blocks(count: int, body: bytes) -> tuple[ReportBlock, ...]:
    if len(body) < count * _BLOCK.size:
        raise RtcpError("A report has fewer blocks than it says.")
    return tuple(_block(body, index * _BLOCK.size) for index in range(count))


def _block(body: bytes, start: int) -> ReportBlock:
    ssrc, loss, highest, jitter, last, delay = _BLOCK.unpack_from(body, start)
    lost = loss & 0xFFFFFF
    # Duplicates make it negative: 24 bits, signed.
    return ReportBlock(ssrc, loss >> 24, lost - (lost >> 23 << 24), highest, jitter, last, delay)


def _description(body: bytes) -> Description | None:
    """The first source's CNAME; what comes behind it is of no use to us."""
    if len(body) < 4:
        raise RtcpError("A source description names no source.")
    position = 4
    while position + 2 <= len(body) and body[position]:
        end = position + 2 + body[position + 1]
        if end > len(body):
            raise RtcpError("A source description is shorter than one of its items.")
        if body[position] == _CNAME:
            return Description(int.from_bytes(body[:4], "big"), body[position + 2 : end].decode("utf-8", "replace"))
        position = end
    return None

"""The other end of RFC 6184: access units out of RTP packets; what may not be fails."""

from callcast.player.media import h264
from callcast.player.outputs.rtsp.h264 import FU_A, MOST, STAP_A
from callcast.player.outputs.rtsp.rtp import Packet


class Depacketiser:
    """Takes packets in order; an access unit is a timestamp and a byte stream."""

    def __init__(self) -> None:
        self.units: list[tuple[int, bytes]] = []
        self._parts: list[bytes] = []
        self._fragment: bytes | None = None
        self._stamp: int | None = None

    def take(self, packet: Packet) -> None:
        assert packet.payload_type == 99
        assert 0 < len(packet.payload) <= MOST
        assert self._stamp in (None, packet.timestamp), "a new time before the marker"
        self._stamp = packet.timestamp
        self._payload(packet.payload)
        if packet.marker:
            assert self._fragment is None
            self.units.append((packet.timestamp, h264.stream(tuple(self._parts))))
            self._parts, self._stamp = [], None

    def _payload(self, payload: bytes) -> None:
        kind = payload[0] & 0x1F
        if kind == FU_A:
            self._fu_a(payload)
            return
        assert self._fragment is None
        if kind == STAP_A:
            at = 1
            while at < len(payload):
                size = int.from_bytes(payload[at : at + 2], "big")
                assert 0 < size <= len(payload) - at - 2
                self._parts.append(payload[at + 2 : at + 2 + size])
                at += 2 + size
        else:
            assert 1 <= kind <= 23
            self._parts.append(payload)

    def _fu_a(self, payload: bytes) -> None:
        header = payload[1]
        assert not header & 0x20, "reserved"
        assert not header & 0x80 or not header & 0x40, "it would be no fragment"
        if header & 0x80:
            assert self._fragment is None
            self._fragment = bytes((payload[0] & 0xE0 | header & 0x1F,))
        assert self._fragment is not None
        assert (self._fragment[0] & 0x60, self._fragment[0] & 0x1F) == (payload[0] & 0x60, header & 0x1F)
        self._fragment += payload[2:]
        if header & 0x40:
            self._parts.append(self._fragment)
            self._fragment = None

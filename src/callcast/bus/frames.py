"""Frames: four bytes of length, most significant first, then so many bytes. An empty one is a heartbeat."""

from callcast.bus.errors import FrameTooLong

LIMIT = 1 << 20
"""The most bytes in a frame."""

HEARTBEAT = bytes(4)


def pack(payload: bytes) -> bytes:
    """`payload` as one frame; `FrameTooLong` above `LIMIT`."""
    if len(payload) > LIMIT:
        raise FrameTooLong(len(payload), LIMIT)
    return len(payload).to_bytes(4, "big") + payload


class FrameParser:
    """Bytes in, payloads out. It holds less than one frame, and never more than it was fed."""

    def __init__(self) -> None:
        """Starts at a frame's first byte."""
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Payloads completed by `data`, without heartbeats; `FrameTooLong` as soon as a length is too great.

        After an error the parser is of no use any more.
        """
        self._buffer += data
        payloads: list[bytes] = []
        start = 0
        while len(self._buffer) - start >= 4:
            length = int.from_bytes(self._buffer[start : start + 4], "big")
            if length > LIMIT:
                raise FrameTooLong(length, LIMIT)
            if len(self._buffer) - start - 4 < length:
                break
            if length:
                payloads.append(bytes(self._buffer[start + 4 : start + 4 + length]))
            start += 4 + length
        del self._buffer[:start]
        return payloads

"""The head of a WAV file, read as it comes in: whoever speaks into a pipe does not know yet how long it will be."""

import struct
from dataclasses import dataclass

_PCM, _EXTENSIBLE = 1, 0xFFFE
_UNKNOWN = 0x7FFF_0000
"""Sizes from here on stand for "not known yet": espeak-ng writes 0x7FFFF000, sox 0x7FFFFFFF, ffmpeg 0xFFFFFFFF."""
MOST = 2**16
"""Bytes that a head may have: some programs put notes, or a picture, before the sound."""


@dataclass(frozen=True)
class WavHead:
    """`rate` in Hz; `size` of the sound in bytes, None where the writer did not know it; `begin` is its first byte.

    `plain`: mono, 16 bit.
    """

    rate: int
    plain: bool
    begin: int
    size: int | None


def parse(data: bytes) -> WavHead | None:
    """The head in the first bytes of a file; None when more are needed; `ValueError` when it is none, or too long."""
    if len(data) >= 12 and (data[:4], data[8:12]) != (b"RIFF", b"WAVE"):
        raise ValueError("it is no WAV file")
    place, rate, plain = 12, 0, False
    while place + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, place)
        place += 8
        if name == b"data":
            if not rate:
                raise ValueError("the WAV file does not say how its sound is coded")
            return WavHead(rate, plain, place, None if size == 0 or size >= _UNKNOWN else size)
        if name == b"fmt " and place + 16 <= len(data):
            coding, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", data, place)
            if coding == _EXTENSIBLE and size >= 26 and place + 26 <= len(data):
                (coding,) = struct.unpack_from("<H", data, place + 24)
            plain = (coding, channels, bits) == (_PCM, 1, 16)
        place += size + size % 2
        if place > MOST:
            raise ValueError("the head of the WAV file is too long")
    return None

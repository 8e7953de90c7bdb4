"""Frames as bytes of a pipe: the number and the size of each, big-endian, and its data."""

import struct
from collections.abc import Iterable
from typing import BinaryIO

from callcast.player.playout.subscription import Frame

_HEAD = struct.Struct("!QI")


def packed(frames: Iterable[Frame]) -> bytes:
    """All of them."""
    return b"".join(_HEAD.pack(frame.number, len(frame.data)) + frame.data for frame in frames)


def next_frame(stream: BinaryIO) -> Frame | None:
    """The next one in `stream`, which must be buffered; None at its end, though that be in the middle of a frame."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    number, size = _HEAD.unpack(head)
    data = stream.read(size)
    return Frame(number, data) if len(data) == size else None

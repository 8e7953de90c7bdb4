"""Frames as bytes of a pipe: which stream, the number and the size of each, big-endian, and its data."""

import struct
from collections.abc import Iterable
from typing import BinaryIO

from callcast.player.playout.subscription import Frame

_HEAD = struct.Struct("!?QI")


def packed(frames: Iterable[Frame], *, picture: bool = False) -> bytes:
    """All of them, which are the picture's, or the sound's."""
    return b"".join(_HEAD.pack(picture, frame.number, len(frame.data)) + frame.data for frame in frames)


def next_frame(stream: BinaryIO) -> tuple[bool, Frame] | None:
    """The next one in `stream`, which must be buffered, and whether it is the picture's.

    None at its end, though that be in the middle of a frame.
    """
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    picture, number, size = _HEAD.unpack(head)
    data = stream.read(size)
    return (picture, Frame(number, data)) if len(data) == size else None

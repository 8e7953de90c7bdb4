"""The units of an H.264 byte stream (ITU-T H.264, 7.3.1 and annex B)."""

START = b"\0\0\0\1"
"""What goes before every unit."""

SLICE, IDR, SEI, SPS, PPS = 1, 5, 6, 7, 8
"""`nal_unit_type` (table 7-1)."""


def units(stream: bytes) -> tuple[bytes, ...]:
    """The NAL units of `stream`, in order, each with its header byte and without its start code."""
    # None ends with a zero (7.4.1), so zeros before a start code are part of that.
    return tuple(unit.rstrip(b"\0") for unit in stream.split(START[1:])[1:])


def kind(unit: bytes) -> int:
    """Its `nal_unit_type`."""
    return unit[0] & 0x1F


def stream(parts: tuple[bytes, ...]) -> bytes:
    """The units as a byte stream."""
    return b"".join(START + unit for unit in parts)


def is_key(frame: bytes) -> bool:
    """Whether a decoder can begin with this access unit."""
    return any(kind(unit) == IDR for unit in units(frame))

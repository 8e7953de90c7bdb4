"""H.264 in RTP (RFC 6184), non-interleaved mode."""

from base64 import b64encode

from callcast.player.media import h264

MOST = 1400
"""Bytes of a payload: with the headers of RTP, UDP and IPv6 a packet passes every common way unbroken."""

STAP_A, FU_A = 24, 28
_START, _END = 0x80, 0x40


def access_unit(frame: bytes) -> tuple[bytes, ...]:
    """The payloads of an access unit, which is a byte stream: parameter sets together, what is too long in fragments.

    The last of them is of the last slice, so that it is the one which bears the marker (5.1).
    """
    payloads: list[bytes] = []
    sets: list[bytes] = []
    for unit in h264.units(frame):
        if h264.kind(unit) in (h264.SPS, h264.PPS):
            sets.append(unit)
            continue
        payloads += _gathered(sets)
        sets = []
        payloads += _single(unit)
    return (*payloads, *_gathered(sets))


def _gathered(units: list[bytes]) -> tuple[bytes, ...]:
    """One STAP-A (5.7.1) of all, if there are several and there is room."""
    if len(units) < 2 or sum(2 + len(unit) for unit in units) >= MOST:
        return tuple(payload for unit in units for payload in _single(unit))
    importance = max(unit[0] & 0x60 for unit in units)
    return (bytes((importance | STAP_A,)) + b"".join(len(unit).to_bytes(2, "big") + unit for unit in units),)


def _single(unit: bytes) -> tuple[bytes, ...]:
    return fragments(unit) if len(unit) > MOST else (unit,)


def fragments(unit: bytes, most: int = MOST) -> tuple[bytes, ...]:
    """FU-As (5.8) of a unit that is longer than `most` bytes, as even as can be."""
    body = unit[1:]
    count = -(-len(body) // (most - 2))
    size = -(-len(body) // count)
    indicator, kind = unit[0] & 0xE0 | FU_A, h264.kind(unit)
    starts = range(0, len(body), size)
    flags = [(_START if at == 0 else 0) | (_END if at + size >= len(body) else 0) for at in starts]
    return tuple(bytes((indicator, flag | kind)) + body[at : at + size] for at, flag in zip(starts, flags, strict=True))


def parameters(sps: bytes, pps: bytes) -> str:
    """The value of `a=fmtp` (8.1); some servers want both sets in it, though both are sent with every IDR."""
    sets = ",".join(b64encode(unit).decode() for unit in (sps, pps))
    return f"packetization-mode=1; sprop-parameter-sets={sets}; profile-level-id={sps[1:4].hex().upper()}"

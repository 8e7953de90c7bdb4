"""Which letters a font file has: its `cmap` table (OpenType 1.9), read here so that no package is needed for it."""

import struct
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_UNICODE = {(0, 3): 1, (0, 4): 2, (0, 6): 2, (3, 1): 1, (3, 10): 2}
"""(platform, encoding) of subtables of Unicode -> how much is in them."""

SEGMENT_LIMIT = 200_000
"""Segments of a table; Noto Sans CJK has 17,000."""


@dataclass(frozen=True)
class Coverage:
    """Code points, as the sorted first and last ones of ranges."""

    firsts: tuple[int, ...]
    lasts: tuple[int, ...]

    def __contains__(self, letter: str) -> bool:
        """Whether there is a glyph for it."""
        place = bisect_right(self.firsts, ord(letter)) - 1
        return place >= 0 and ord(letter) <= self.lasts[place]


def coverage(path: Path, index: int) -> Coverage:
    """What face `index` of the font file has. Raises `ValueError` or `OSError` where that cannot be read."""
    with path.open("rb") as file:
        try:
            start = _table(file, _face(file, index))
            ranges = _ranges(file, start + _subtable(file, start))
        except struct.error:
            raise ValueError("the font file is broken") from None
    merged: list[list[int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    return Coverage(tuple(first for first, _ in merged), tuple(last for _, last in merged))


def _read(file: BinaryIO, place: int, form: str) -> tuple[int, ...]:
    file.seek(place)
    return struct.unpack(">" + form, file.read(struct.calcsize(">" + form)))


def _face(file: BinaryIO, index: int) -> int:
    """Where the face begins: a collection (`ttcf`) has several."""
    file.seek(0)
    if file.read(4) != b"ttcf":
        return 0
    (count,) = _read(file, 8, "L")
    if index >= count:
        raise ValueError(f"the font file has no face {index}")
    return _read(file, 12 + 4 * index, "L")[0]


def _table(file: BinaryIO, face: int) -> int:
    (count,) = _read(file, face + 4, "H")
    for number in range(count):
        tag, _, offset, _ = struct.unpack(">4sLLL", _bytes(file, face + 12 + 16 * number, 16))
        if tag == b"cmap":
            return int(offset)
    raise ValueError("the font file has no cmap")


def _bytes(file: BinaryIO, place: int, size: int) -> bytes:
    file.seek(place)
    return file.read(size)


def _subtable(file: BinaryIO, table: int) -> int:
    (count,) = _read(file, table + 2, "H")
    found = [_read(file, table + 4 + 8 * number, "HHL") for number in range(count)]
    known = [entry for entry in found if entry[:2] in _UNICODE]
    if not known:
        raise ValueError("the font file has no cmap of Unicode")
    return max(known, key=lambda entry: _UNICODE[entry[0], entry[1]])[2]


def _ranges(file: BinaryIO, place: int) -> list[tuple[int, int]]:
    """Formats 4 and 12, which all fonts of today have one of."""
    (form,) = _read(file, place, "H")
    if form == 12:
        (count,) = _read(file, place + 12, "L")
        count = min(count, SEGMENT_LIMIT)
        flat = _read(file, place + 16, f"{3 * count}L")
        return list(zip(flat[::3], flat[1::3], strict=True))
    if form != 4:
        raise ValueError(f"the font file has a cmap of format {form}")
    count = _read(file, place + 6, "H")[0] // 2
    ends = _read(file, place + 14, f"{count}H")
    starts = _read(file, place + 16 + 2 * count, f"{count}H")
    return [(first, last) for first, last in zip(starts, ends, strict=True) if first <= last and first != 0xFFFF]

"""Text in a box that it never leaves: measured, shrunk, broken into lines, and cut with an ellipsis in the end."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PIL import Image, ImageDraw

from callcast.player.board import line
from callcast.player.board.breaking import NEVER_FIRST, pieces, units, wrapped
from callcast.player.board.fonts import Chain

LEADING = 1.28
"""From baseline to baseline, in ems."""

CAPS = 0.74
"""Height of what is centred, in ems: capitals and digits; Chinese characters, which go lower, have the same middle."""

ELLIPSIS = "…"
NEVER_BEFORE_ELLIPSIS = " \u3000，、,;:：；(（「『"
PAUSES = re.compile(r"(?<=[，。；：、！？）」\u3000])|(?<=[,.;:!?)] )")
"""Where a person reading aloud would breathe."""

UNEVEN = 0.4
"""A line ends at a pause where that leaves the shorter one at least so much of the longer."""

SHARES = (0.55, 0.65, 0.75, 0.85, 0.92)
"""Of the width that is tried to break lines more evenly."""

MARGIN = 8
"""Pixels around the box in which ink is looked for, since letters' measures are rounded."""

TINY = 8
"""Pixels to the em below which nothing is drawn."""


@dataclass(frozen=True)
class Style:
    """How a text stands in its box. Sizes in pixels to the em: `size` where it fits, not below `least`.

    `baseline` is where the baseline of a single line lies below the box's top, so that texts of several sizes in
    one row share it; None centres it.
    """

    chain: Chain
    size: int
    least: int
    lines: int = 1
    align: Literal["left", "centre", "right"] = "left"
    valign: Literal["top", "middle", "bottom"] = "middle"
    baseline: float | None = None


@dataclass(frozen=True)
class Block:
    """Lines as they fit."""

    lines: tuple[str, ...]
    size: int


@dataclass(frozen=True)
class Tile:
    """Ink of a text: `mask` is 8 bit coverage; its top left corner is at (x, y) of the box."""

    mask: Image.Image
    x: int
    y: int


@lru_cache(maxsize=1024)
def fitted(text: str, style: Style, width: int, height: int) -> Block:
    """`text` in the greatest size in which it fits a box of that many pixels, or cut at the least."""
    text = line.clean(text, style.chain)
    if not text or width < 1 or height < 1:
        return Block((), style.size)
    least = min(style.least, style.size)
    size = _guessed(text, style, least, Room(width, height, line.estimated))
    room = Room(width, height, line.measured)
    while size > least and not _fits(lines := _lines(text, style, size, room), style, size, room):
        size -= 1
    if size == least and not _fits(lines := _lines(text, style, size, room), style, size, room):
        return _cut(text, style, size, room)
    return Block(_best(lines, text, style, size, room), size)


@dataclass(frozen=True)
class Room:
    """A box in pixels, and how texts for it are measured."""

    width: float
    height: float
    ink: Callable[[str, Chain, int], line.Ink]

    def holds(self, style: Style, size: int) -> Callable[[str], bool]:
        """Whether a text is no wider."""
        return lambda part: self.ink(part, style.chain, size).width <= self.width


def _guessed(text: str, style: Style, least: int, room: Room) -> int:
    """The greatest size that should fit."""
    low, high = least, style.size + 1
    while low < high - 1:
        middle = (low + high) // 2
        if _whole(text, style, middle, room) and _fits(_lines(text, style, middle, room), style, middle, room):
            low = middle
        else:
            high = middle
    return low


def _whole(text: str, style: Style, size: int, room: Room) -> bool:
    """Whether no word would have to be cut."""
    words = [unit.rstrip() for unit in units(text) if len(unit) > 2] if style.lines > 1 else []
    return all(map(room.holds(style, size), words))


def _lines(text: str, style: Style, size: int, room: Room) -> list[str]:
    if style.lines == 1 or len(text) * size > 4 * style.lines * room.width:  # the latter is hopeless
        return [text]
    return wrapped(text, room.holds(style, size))


def _fits(lines: list[str], style: Style, size: int, room: Room) -> bool:
    if len(lines) > style.lines:
        return False
    inks = [room.ink(one, style.chain, size) for one in lines]
    tall = inks[-1].bottom - inks[0].top + _leading(size) * (len(lines) - 1)
    return tall <= room.height and all(ink.width <= room.width for ink in inks)


def _leading(size: int) -> int:
    return round(LEADING * size)


def _best(lines: list[str], text: str, style: Style, size: int, room: Room) -> tuple[str, ...]:
    """Another way to break it into as many lines, at a pause or more evenly, where there is one."""
    if len(lines) == 2:
        ends = [pause.start() for pause in PAUSES.finditer(text)]
        halves = [[text[:end].strip(), text[end:].strip()] for end in ends if text[end : end + 1] not in NEVER_FIRST]
        good = [pair for pair in halves if all(pair) and _evenness(pair) > UNEVEN and _fits(pair, style, size, room)]
        if good:
            return tuple(max(good, key=_evenness))
    for share in SHARES if len(lines) > 1 else ():
        narrow = Room(room.width * share, room.height, room.ink)
        others = _lines(text, style, size, narrow)
        if len(others) == len(lines) and _whole(text, style, size, narrow) and _fits(others, style, size, narrow):
            return tuple(others)
    return tuple(lines)


def _evenness(pair: Iterable[str]) -> float:
    lengths = [len(half) for half in pair]
    return min(lengths) / max(lengths)


def _cut(text: str, style: Style, size: int, room: Room) -> Block:
    """As many lines as there is room for, the last with an ellipsis; smaller still where not even that fits."""
    for count in range(style.lines, 0, -1):
        kept = pieces(text, room.holds(style, size))[: count - 1]
        last = _ellipsed(text[sum(map(len, kept)) :], style, size, room)
        lines = [*(one.strip() for one in kept), last]
        if last and _fits(lines, style, size, room):
            return Block(tuple(lines), size)
    return Block((), size) if size <= TINY else _cut(text, style, max(TINY, size * 3 // 4), room)


def _ellipsed(text: str, style: Style, size: int, room: Room) -> str:
    low, high = 0, min(len(text), 1 + int(8 * room.width) // max(1, size))
    while low < high:
        middle = (low + high + 1) // 2
        if room.holds(style, size)(text[:middle].rstrip() + ELLIPSIS):
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip(NEVER_BEFORE_ELLIPSIS) + ELLIPSIS if low else ""


@lru_cache(maxsize=512)
def tile(text: str, style: Style, width: int, height: int) -> Tile | None:
    """The ink of `text` in a box of that many pixels; None when there is none."""
    block = fitted(text, style, width, height)
    if not block.lines:
        return None
    inks = [line.measured(one, style.chain, block.size) for one in block.lines]
    leading = _leading(block.size)
    spread = leading * (len(inks) - 1)
    first = _first_baseline(style, block.size, height, spread)
    first = min(max(first, -inks[0].top), height - spread - inks[-1].bottom)
    mask = Image.new("L", (width + 2 * MARGIN, height + 2 * MARGIN))
    onto = ImageDraw.Draw(mask)
    for number, (one, ink) in enumerate(zip(block.lines, inks, strict=True)):
        spare = width - ink.width
        x = {"left": 0.0, "centre": spare / 2, "right": spare}[style.align] - ink.left
        line.draw(onto, round(x) + MARGIN, round(first) + leading * number + MARGIN, one, style.chain, block.size)
    return _moved(mask, width, height)


def _moved(mask: Image.Image, width: int, height: int) -> Tile | None:
    """The ink of `mask`, moved by what rounding took it out of the box, and no larger than that."""
    box = mask.getbbox()
    if box is None:
        return None
    mask = mask.crop((box[0], box[1], min(box[2], box[0] + width), min(box[3], box[1] + height)))
    x = min(max(box[0] - MARGIN, 0), width - mask.width)
    return Tile(mask, x, min(max(box[1] - MARGIN, 0), height - mask.height))


def _first_baseline(style: Style, size: int, height: int, spread: int) -> float:
    if style.valign == "top":
        return 0.88 * size
    if style.valign == "bottom":
        return height - spread - 0.12 * size
    if style.baseline is not None and not spread:
        return style.baseline
    return (height - spread + CAPS * size) / 2

"""Text in a box that it never leaves: measured, shrunk, broken into lines, and cut with an ellipsis in the end."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PIL import Image, ImageDraw

from callcast.player.board import line
from callcast.player.board.breaking import pieces, wrapped
from callcast.player.board.fonts import Chain

LEADING = 1.34
"""From baseline to baseline, in ems."""

CAPS = 0.74
"""Height of what is centred, in ems: capitals and digits; Chinese characters, which go lower, have the same middle."""

ELLIPSIS = "…"


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


def fitted(text: str, style: Style, width: int, height: int) -> Block:
    """`text` in the greatest size in which it fits a box of that many pixels, or cut at the least."""
    text = line.clean(text, style.chain)
    if not text or width < 1 or height < 1:
        return Block((), style.size)
    low, high = min(style.least, style.size), style.size
    if _fits(lines := _lines(text, style, high, width), style, high, width, height):
        return Block(_balanced(text, lines, style, high, width), high)
    while low < high - 1:
        middle = (low + high) // 2
        if _fits(_lines(text, style, middle, width), style, middle, width, height):
            low = middle
        else:
            high = middle
    lines = _lines(text, style, low, width)
    if _fits(lines, style, low, width, height):
        return Block(_balanced(text, lines, style, low, width), low)
    return _cut(text, style, low, width, height)


def _lines(text: str, style: Style, size: int, width: int) -> list[str]:
    if style.lines == 1:
        return [text]
    if len(text) * size > 4 * style.lines * width:  # cannot fit; breaking it would only take time
        return [text]
    return wrapped(text, lambda part: line.measured(part, style.chain, size).width <= width)


def _fits(lines: list[str], style: Style, size: int, width: int, height: int) -> bool:
    if len(lines) > style.lines:
        return False
    inks = [line.measured(one, style.chain, size) for one in lines]
    tall = inks[-1].bottom - inks[0].top + _leading(size) * (len(lines) - 1)
    return tall <= height and all(ink.width <= width for ink in inks)


def _leading(size: int) -> int:
    return round(LEADING * size)


def _balanced(text: str, lines: list[str], style: Style, size: int, width: int) -> tuple[str, ...]:
    """The same number of lines, about equally long."""
    if len(lines) < 2:
        return tuple(lines)
    for share in (0.55, 0.65, 0.75, 0.85, 0.92):
        narrower = _lines(text, style, size, int(width * share))
        if len(narrower) == len(lines) and _narrow(narrower, style, size, int(width * share)):
            return tuple(narrower)
    return tuple(lines)


def _narrow(lines: list[str], style: Style, size: int, width: int) -> bool:
    return all(line.measured(one, style.chain, size).width <= width for one in lines)


def _cut(text: str, style: Style, size: int, width: int, height: int) -> Block:
    """As many lines as there is room for, the last with an ellipsis; nothing where not even that fits."""
    for room in range(style.lines, 0, -1):
        kept = pieces(text, lambda part: line.measured(part, style.chain, size).width <= width)[: room - 1]
        last = _ellipsed(text[sum(map(len, kept)) :], style, size, width)
        kept = [one.strip() for one in kept]
        if last and _fits([*kept, last], style, size, width, height):
            return Block((*kept, last), size)
    return Block((), size) if size <= 8 else _cut(text, style, max(8, size * 3 // 4), width, height)


def _ellipsed(text: str, style: Style, size: int, width: int) -> str:
    low, high = 0, min(len(text), 1 + 8 * width // max(1, size))
    while low < high:
        middle = (low + high + 1) // 2
        if line.measured(text[:middle].rstrip() + ELLIPSIS, style.chain, size).width <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip(" ，、,;:：；(（「『") + ELLIPSIS if low else ""


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
    mask = Image.new("L", (width, height))
    onto = ImageDraw.Draw(mask)
    for number, (one, ink) in enumerate(zip(block.lines, inks, strict=True)):
        spare = width - ink.width
        x = {"left": 0.0, "centre": spare / 2, "right": spare}[style.align]
        line.draw(onto, _within(x, spare) - ink.left, round(first) + leading * number, one, style.chain, block.size)
    box = mask.getbbox()
    return Tile(mask.crop(box), box[0], box[1]) if box else None


def _first_baseline(style: Style, size: int, height: int, spread: int) -> float:
    if style.valign == "top":
        return 0.88 * size
    if style.valign == "bottom":
        return height - spread - 0.12 * size
    if style.baseline is not None and not spread:
        return style.baseline
    return (height - spread + CAPS * size) / 2


def _within(x: float, spare: float) -> float:
    """`x` on a whole pixel, for sharp stems, without leaving the box."""
    return min(round(x), int(spare))

"""Where a line may end: between Chinese or Japanese characters; no closing sign begins one, no opening one ends it."""

import unicodedata
from collections.abc import Callable, Iterator

NEVER_FIRST = frozenset(
    "。，、．！？：；）」』】〕〉》〗〙〛｝］”’…‥・ー～々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ%％‰℃°,.!?:;)]}"
)
NEVER_LAST = frozenset("（「『【〔〈《〖〘〚｛［“‘([{$＄¥￥#＃")


def units(text: str) -> list[str]:
    """`text` in pieces that stay whole; a space stays at the end of its piece."""
    found: list[str] = []
    for place, letter in enumerate(text):
        if place and not _may_break(text[place - 1], letter):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in NEVER_FIRST or before in NEVER_LAST or unicodedata.combining(after):
        return False
    if before in "～〜–" and after.isdigit():
        return False
    return before == " " or _wide(before) or _wide(after)


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def wrapped(text: str, fits: Callable[[str], bool]) -> list[str]:
    """`text` in lines that each fit, as far as single letters do: a piece too wide for a line is cut."""
    return [line.strip() for line in pieces(text, fits)]


def pieces(text: str, fits: Callable[[str], bool]) -> list[str]:
    """The same with the spaces at their ends: together they are `text`."""
    lines = [""]
    for unit in units(text):
        if fits((lines[-1] + unit).rstrip()):
            lines[-1] += unit
        elif fits(unit.rstrip()):
            lines.append(unit)
        else:
            lines += _cut(unit, fits)
    return [line for line in lines if line]


def _cut(unit: str, fits: Callable[[str], bool]) -> Iterator[str]:
    part = ""
    for letter in unit:
        if part and not fits(part + letter):
            yield part
            part = ""
        part += letter
    yield part

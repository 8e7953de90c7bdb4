"""How tones change in running Mandarin: 一, 不, and the third tone before another."""

from collections.abc import Sequence

_DIGITS = frozenset("零〇一二三四五六七八九十百千萬万")
_COUNTED = frozenset("個个位次些下起般定樣样直百千萬万億亿天年張张份杯件條条塊块元人組组台同切共道邊边")
"""What 一 is spoken with as one word or one measure, in its tone; before others, as 號 and 樓, it is an ordinal."""
_ORDINAL = frozenset("第期週周拜")


def sandhi(chars: str, syllables: Sequence[str]) -> list[str]:
    """The `syllables` of `chars` ("hao4"; "" for what is no Han), with the tones that they have beside each other."""
    changed = list(syllables)
    for place, char in enumerate(chars):
        if char == "一" and changed[place][:-1] == "yi":
            changed[place] = _one(chars, changed, place)
        elif char == "不" and changed[place] in ("bu2", "bu4"):
            changed[place] = "bu2" if _tone(syllables, place + 1) == "4" else "bu4"
    for place in range(len(changed) - 2, -1, -1):
        # from the end, on the tones of before: each third tone of a row but the last rises
        if _tone(changed, place) == "3" and _tone(syllables, place + 1) == "3":
            changed[place] = changed[place][:-1] + "2"
    return changed


def _one(chars: str, syllables: Sequence[str], place: int) -> str:
    """一 is yi1 in numbers and ordinals, yi2 before a fourth tone, else yi4."""
    before, behind = chars[place - 1 : place] or " ", chars[place + 1 : place + 2] or " "
    if before == behind and before not in _DIGITS and syllables[place - 1]:
        return "yi5"  # 看一看
    if before in _DIGITS or before in _ORDINAL or behind not in _COUNTED:
        return "yi1"
    return "yi2" if behind in "個个" or _tone(syllables, place + 1) == "4" else "yi4"


def _tone(syllables: Sequence[str], place: int) -> str:
    return syllables[place][-1:] if place < len(syllables) else ""

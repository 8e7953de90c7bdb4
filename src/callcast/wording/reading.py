"""Typed segments, read: what voices are given."""

from collections.abc import Iterable

from callcast.wording.customs import Customs
from callcast.wording.segment import Digits, Number, Segment, Text
from callcast.wording.spoken import Spelled, Spoken, Words

_DIGITS = {
    "zh": "零一二三四五六七八九",
    "yue": "零一二三四五六七八九",
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "ja": ("ゼロ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"),
}


def read(segments: Iterable[Segment], language: str, customs: Customs) -> tuple[Spoken, ...]:
    """What is said for the `segments` in `language`."""
    names = _DIGITS.get(language.lower().partition("-")[0], "0123456789")
    found: list[Spoken] = []
    for one in segments:
        if isinstance(one, Text):
            found.append(Words(one.text))
        elif isinstance(one, Digits):
            found.append(Spelled(tuple(names[int(digit)] for digit in one.digits)))
        elif isinstance(one, Number):
            found.append(Spelled(tuple(names[int(digit)] for digit in str(one.value))))
        else:
            found.append(one)
    return tuple(found)

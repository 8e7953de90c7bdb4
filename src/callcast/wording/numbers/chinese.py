"""Numbers in Mandarin and Cantonese, in traditional characters; `simplified` makes those of the mainland of them.

二 becomes 兩 where people say so: Taiwan 兩百, 兩千, 兩萬; the mainland 二百, but 两千 and 两万 at a number's head;
Cantonese never within a number.
"""

from enum import Enum

DIGITS = "零一二三四五六七八九"
_SMALL = ("", "十", "百", "千")
_LARGE = ("", "萬", "億")
_SIMPLIFIED = str.maketrans("兩萬億點負號幣歐圓鎊時華氏攝", "两万亿点负号币欧圆镑时华氏摄")


class Habit(Enum):
    """Whose numbers."""

    TAIWAN = "兩百"
    MAINLAND = "二百"
    CANTONESE = "二千"


def simplified(text: str) -> str:
    """The words of these rules in simplified characters: no converter for any text."""
    return text.translate(_SIMPLIFIED)


def digits(text: str) -> str:
    """Digit by digit: "2026" is 二零二六."""
    return "".join(DIGITS[int(digit)] for digit in text)


def number(value: int, habit: Habit) -> str:
    """`value` in words: 12 is 十二, 105 一百零五, 110 一百一十, 10,010 一萬零一十."""
    if value == 0:
        return DIGITS[0]
    words = ""
    gap = False
    for place in reversed(range(len(_LARGE))):
        group = value // 10 ** (4 * place) % 10_000
        if group == 0:
            gap = bool(words)
            continue
        if words and (gap or group < 1000):
            words += DIGITS[0]
        words += _group(group, habit, head=not words, large=bool(place)) + _LARGE[place]
        gap = False
    return words.removeprefix("一") if words.startswith("一十") else words


def _group(group: int, habit: Habit, *, head: bool, large: bool) -> str:
    """1 to 9999, at the head of the number or in it; `large`: 萬 or 億 follows."""
    if group == 2 and large and head and habit is not Habit.CANTONESE:
        return "兩"
    words = ""
    for place in reversed(range(len(_SMALL))):
        digit = group // 10**place % 10
        if digit == 0:
            continue
        if words and group // 10 ** (place + 1) % 10 == 0:
            words += DIGITS[0]
        two = digit == 2 and _is_pair(place, habit, head=head and not words)
        words += ("兩" if two else DIGITS[digit]) + _SMALL[place]
    return words


def _is_pair(place: int, habit: Habit, *, head: bool) -> bool:
    """Whether 2 at 10**`place` is 兩."""
    if habit is Habit.TAIWAN:
        return place >= 2
    return habit is Habit.MAINLAND and place == 3 and head

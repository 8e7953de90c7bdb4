"""Japanese."""

import re
from collections.abc import Mapping, Sequence

from callcast.wording.numbers import japanese
from callcast.wording.segment import Digits, Segment, Text
from callcast.wording.spoken import Spoken, Words
from callcast.wording.tongues.tongue import Clock, Currency, Decimal

_LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        re.findall(
            r"\S+",
            "エー ビー シー ディー イー エフ ジー エイチ アイ ジェー ケー エル エム エヌ オー ピー キュー アール エス "
            "ティー ユー ブイ ダブリュー エックス ワイ ゼット",
        ),
        strict=True,
    )
)
_MONEY: Mapping[Currency, str] = {
    "$": "ドル",
    "NT$": "たいわんドル",
    "HK$": "ほんこんドル",
    "US$": "ドル",
    "¥": "円",
    "€": "ユーロ",
    "£": "ポンド",
    "RMB": "げん",
}


class Japanese:
    """Japanese, its numbers and letters in kana, so that no engine reads them otherwise."""

    spaced = False
    digits: Sequence[str] = japanese.DIGITS
    to = "から"
    over = "の"
    point = "てん"
    floor = "階"

    def number(self, value: int) -> str:
        """12 is じゅうに."""
        return japanese.number(value)

    def counted(self, value: int, before: str, after: str) -> tuple[str, int]:
        """3 before 番 is さんばん."""
        space = len(after) - len(after.lstrip())
        written = japanese.counter(after[space:])
        if written is None:
            return self.number(value), 0
        return japanese.counted(value, written), space + len(written)

    def after_digits(self, after: str) -> tuple[str, int]:
        """番 is ばん."""
        space = len(after) - len(after.lstrip())
        written = japanese.counter(after[space:])
        return ("", 0) if written is None else (japanese.COUNTERS[written].kana, space + len(written))

    def letters(self, letters: str) -> Spoken:
        """By their Japanese names: エー, ビー."""
        return Words("".join(_LETTERS[letter] for letter in letters.upper()))

    def is_number(self, digits: str, before: str, after: str) -> bool:
        """Up to four digits, a ticket's too: さんじゅうななばん; more with what they count."""
        return len(digits) <= 4 or japanese.counter(after.lstrip()) is not None

    def clock(self, clock: Clock) -> tuple[Segment, ...]:
        """14:30 is じゅうよじさんじゅっぷん."""
        half = {"am": "ごぜん", "pm": "ごご", None: ""}[None if clock.told else clock.half]
        words = half + japanese.counted(clock.hour, "時")
        words += japanese.counted(clock.minute, "分") if clock.minute or clock.second is not None else ""
        words += japanese.counted(clock.second, "秒") if clock.second is not None else ""
        return (Text(words),)

    def date(self, year: int | None, month: int, day: int) -> tuple[Segment, ...]:
        """にせんにじゅうろくねんじゅういちがつにじゅうよっか."""
        head = japanese.counted(year, "年") if year is not None else ""
        return (Text(head + japanese.counted(month, "月") + japanese.counted(day, "日")),)

    def year(self, year: int) -> None:
        """As any number, with 年."""

    def amount(self, currency: Currency, amount: Decimal) -> tuple[Segment, ...]:
        """¥500 is ごひゃくえん."""
        unit = _MONEY[currency]
        if unit == "円":
            whole = int(amount.whole)
            return (Text(self.decimal(amount) + "えん" if amount.fraction else japanese.counted(whole, unit)),)
        return (Text(self.decimal(amount) + unit),)

    def percent(self, number: Decimal) -> str:
        """50% is ごじゅっパーセント."""
        if number.fraction:
            return f"{self.decimal(number)}パーセント"
        return japanese.counted(int(number.whole), "パーセント")

    def degrees(self, number: Decimal, scale: str) -> str:
        """さんじゅうろくてんごど."""
        return ("かし" if scale == "F" else "") + self.decimal(number) + "ど"

    def decimal(self, number: Decimal) -> str:
        """さんてんいちよん; before てん, いち, はち and じゅう end in っ."""
        if not number.fraction:
            return self.number(int(number.whole))
        return japanese.counted(int(number.whole), "点") + "".join(self.digits[int(digit)] for digit in number.fraction)

    def groups(self, groups: Sequence[str]) -> tuple[Segment, ...]:
        """With の between: ゼロさんのいちにさんよん."""
        found: list[Segment] = []
        for group in groups:
            found += [Text("の"), Digits(group, exact=True)] if found else [Digits(group, exact=True)]
        return tuple(found)


JAPANESE = Japanese()

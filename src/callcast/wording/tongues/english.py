"""English."""

import re
from collections.abc import Mapping, Sequence

from callcast.wording.numbers import english
from callcast.wording.segment import Letters, Segment, Text
from callcast.wording.spoken import Spoken
from callcast.wording.tongues.tongue import Clock, Currency, Decimal, paused

_LABEL = re.compile(
    r"\b(?:room|counter|window|desk|gate|order|ticket|number|no|flight|train|bus|bed|suite)"
    r"\.?\s*[:#]?\s*$",
    re.IGNORECASE,
)
"""What has digits for a name, rather than being counted."""
_UNIT = re.compile(r"\s*[a-z]")
_MONEY: Mapping[Currency, tuple[str, str, str]] = {
    "$": ("dollar", "dollars", "cents"),
    "NT$": ("NT dollar", "NT dollars", "cents"),
    "HK$": ("Hong Kong dollar", "Hong Kong dollars", "cents"),
    "US$": ("US dollar", "US dollars", "cents"),
    "¥": ("yen", "yen", "sen"),
    "€": ("euro", "euros", "cents"),
    "£": ("pound", "pounds", "pence"),
    "RMB": ("yuan", "yuan", "fen"),
}
_MONTHS = (
    *("", "January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class English:
    """English as it is understood everywhere."""

    spaced = True
    digits: Sequence[str] = english.DIGITS
    to = "to"
    over = "over"
    point = "point"
    floor = ""

    def number(self, value: int) -> str:
        """12 is "twelve"."""
        return english.number(value)

    def counted(self, value: int, before: str, after: str) -> tuple[str, int]:
        """A number is one whatever stands around it."""
        return self.number(value), 0

    def after_digits(self, after: str) -> tuple[str, int]:
        """As it is."""
        return "", 0

    def letters(self, letters: str) -> Spoken:
        """As they are."""
        return Letters(letters)

    def is_number(self, digits: str, before: str, after: str) -> bool:
        """Of one or two digits; of three and four where something is counted, and of a year."""
        if len(digits) <= 2:
            return True
        return len(digits) <= 4 and not _LABEL.search(before) and bool(_UNIT.match(after))

    def clock(self, clock: Clock) -> tuple[Segment, ...]:
        """14:30 is "two thirty", PM; 9:00 "nine o'clock"."""
        half = clock.half or ("pm" if 12 < clock.hour < 24 else "am" if clock.hour in (0, 24) else None)
        words = self.number(clock.hour % 12 or 12)
        if clock.minute:
            words += f" {'oh ' if clock.minute < 10 else ''}{self.number(clock.minute)}"
        elif half is None:
            words += " o'clock"
        if clock.second is not None:
            words += f" and {self.number(clock.second)} second{'' if clock.second == 1 else 's'}"
        if half is None or clock.told:
            return (Text(words),)
        return (Text(f"{words} "), Letters(half.upper()))

    def date(self, year: int | None, month: int, day: int) -> tuple[Segment, ...]:
        """ "November twenty-fourth, twenty twenty-six"."""
        tail = f", {english.year(year)}" if year is not None else ""
        return (Text(f"{_MONTHS[month]} {english.ordinal(day)}{tail}"),)

    def year(self, year: int) -> str:
        """ "twenty twenty-six"."""
        return english.year(year)

    def amount(self, currency: Currency, amount: Decimal) -> tuple[Segment, ...]:
        """$1.50 is "one dollar and fifty cents"."""
        one, many, cents = _MONEY[currency]
        whole = int(amount.whole)
        head = f"{self.number(whole)} {one if whole == 1 else many}"
        if not amount.fraction:
            return (Text(head),)
        if len(amount.fraction) != 2:
            return (Text(f"{self.decimal(amount)} {many}"),)
        rest = int(amount.fraction)
        tail = f"{self.number(rest)} {cents.removesuffix('s') if rest == 1 and cents == 'cents' else cents}"
        if not whole:
            return (Text(tail),)
        return (Text(f"{head} and {tail}" if rest else head),)

    def percent(self, number: Decimal) -> str:
        """ "fifty percent"."""
        return f"{self.decimal(number)} percent"

    def degrees(self, number: Decimal, scale: str) -> str:
        """ "thirty-six point five degrees"."""
        return f"{self.decimal(number)} degrees{' Fahrenheit' if scale == 'F' else ''}"

    def decimal(self, number: Decimal) -> str:
        """ "three point one four"."""
        words = self.number(int(number.whole))
        return words + (f" point {english.digits(number.fraction)}" if number.fraction else "")

    def groups(self, groups: Sequence[str]) -> tuple[Segment, ...]:
        """With a short pause between."""
        return paused(groups)


ENGLISH = English()

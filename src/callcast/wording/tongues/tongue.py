"""What a language must know to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, get_args

from callcast.wording.segment import Break, Digits, Segment
from callcast.wording.spoken import Spoken

Currency: TypeAlias = Literal["$", "NT$", "HK$", "US$", "¥", "€", "£", "RMB"]
CURRENCIES: tuple[Currency, ...] = get_args(Currency)
Half: TypeAlias = Literal["am", "pm"]


@dataclass(frozen=True)
class Clock:
    """A time of day, 0:00 to 24:00. `half`: the text says which half of the day, `told`: it has said so in words."""

    hour: int
    minute: int
    second: int | None = None
    half: Half | None = None
    told: bool = False


@dataclass(frozen=True)
class Decimal:
    """A number as it is written: whole digits, and those after the point, "" when there is none."""

    whole: str
    fraction: str = ""


class Tongue(Protocol):
    """The rules of a language. Words come without spaces at their ends."""

    @property
    def spaced(self) -> bool:
        """Words are parted by spaces."""

    @property
    def digits(self) -> Sequence[str]:
        """0 to 9, said one by one."""

    @property
    def to(self) -> str:
        """Between the ends of a range."""

    @property
    def over(self) -> str:
        """Between the two of a blood pressure: 120 over 80."""

    @property
    def point(self) -> str:
        """Between parts that are neither number nor decimal, as those of a version."""

    @property
    def floor(self) -> str:
        """3F, without the number; "" where nobody writes so."""

    def number(self, value: int) -> str:
        """A whole number below `numbers.LIMIT`, by itself."""

    def counted(self, value: int, before: str, after: str) -> tuple[str, int]:
        """A number with the text before it and after it: its words, and how many characters of `after` they say."""

    def after_digits(self, after: str) -> tuple[str, int]:
        """What is said of the beginning of `after`, behind digits that were said one by one, in place of so many."""

    def letters(self, letters: str) -> Spoken:
        """Latin letters, by their names."""

    def is_number(self, digits: str, before: str, after: str) -> bool:
        """Whether digits in running text, without a zero before them, are a number, and not said one by one."""

    def clock(self, clock: Clock) -> tuple[Segment, ...]:
        """A time of day."""

    def date(self, year: int | None, month: int, day: int) -> tuple[Segment, ...]:
        """A date, or a day of any year."""

    def year(self, year: int) -> str | None:
        """1000 to 9999, without a word for year; None where it is read as any number."""

    def amount(self, currency: Currency, amount: Decimal) -> tuple[Segment, ...]:
        """Money."""

    def percent(self, number: Decimal) -> str:
        """Of a hundred."""

    def degrees(self, number: Decimal, scale: str) -> str:
        """A temperature; `scale` is C or F."""

    def decimal(self, number: Decimal) -> str:
        """A number with a point."""

    def groups(self, groups: Sequence[str]) -> tuple[Segment, ...]:
        """Digits in groups, as those of a telephone number."""


GROUP_PAUSE = Break(150)
"""Between groups of digits, lest they run together."""


def paused(groups: Sequence[str]) -> tuple[Segment, ...]:
    """The digits of `groups`, with a short pause between."""
    first, *rest = (Digits(group, exact=True) for group in groups)
    return (first, *(one for group in rest for one in (GROUP_PAUSE, group)))

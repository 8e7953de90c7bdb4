"""What is found in running text, and read by a rule of its own: tickets, times, dates, amounts, telephone numbers.

Each finder has the pattern of what may be one, and makes segments of it or says that it is none. The first that begins
counts; of two that begin together, the one that stands first in `FINDERS`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from callcast.wording import capitals, code
from callcast.wording.numbers import LIMIT, english
from callcast.wording.segment import Digits, Letters, Number, Segment, Text
from callcast.wording.tongues.tongue import CURRENCIES, Clock, Currency, Decimal, Half, Tongue

_MAX_DIGITS = len(str(LIMIT)) - 1


@dataclass(frozen=True)
class Found:
    """A match in its text, and the language that it is in."""

    match: "re.Match[str]"
    tongue: Tongue
    language: str

    @property
    def before(self) -> str:
        """The text before it, as much as rules look at."""
        return self.match.string[max(0, self.match.start() - 16) : self.match.start()]

    @property
    def after(self) -> str:
        """The text behind it, as much as rules look at."""
        return self.match.string[self.match.end() : self.match.end() + 16]


Segments = Sequence[Segment]
Finder = tuple["re.Pattern[str]", Callable[[Found], Segments | None]]

_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,12})"
_CODES: dict[str, Currency] = {
    "NTD": "NT$",
    "TWD": "NT$",
    "HKD": "HK$",
    "USD": "US$",
    "JPY": "¥",
    "EUR": "€",
    "GBP": "£",
    "CNY": "RMB",
}
_CURRENCIES: dict[str, Currency] = {**{sign: sign for sign in CURRENCIES}, **_CODES}
_SIGNS = "|".join(map(re.escape, _CURRENCIES))
_HALVES: tuple[tuple[str, Half | None], ...] = (
    (r"(?:上午|早上|早晨|清晨|凌晨|朝早|上晝|午前|今早)\s*$", "am"),
    (r"(?:下午|晚上|傍晚|中午|夜晚|下晝|午後|今晚|晏晝)\s*$", "pm"),
)


def _decimal(whole: str, fraction: str | None) -> Decimal:
    return Decimal(whole.replace(",", ""), fraction or "")


def _amount(found: Found) -> Segments | None:
    sign, whole, fraction = found.match.groups()
    return found.tongue.amount(_CURRENCIES[sign], _decimal(whole, fraction))


def _date(found: Found) -> Segments | None:
    year, month, day = (int(found.match[group]) for group in (1, 3, 4))
    return found.tongue.date(year, month, day) if _is_day(month, day) else None


def _day(found: Found) -> Segments | None:
    month, day = int(found.match[1]), int(found.match[2])
    if month > 12 and found.tongue.spaced and (month, day) != (24, 7):
        month, day = day, month
    year = int(found.match[3]) if len(found.match.groups()) > 2 else None
    return found.tongue.date(year, month, day) if _is_day(month, day) else None


def _named_day(found: Found) -> Segments | None:
    """November 24, 24 Nov 2026."""
    words = found.match.groupdict()
    month, day = _MONTHS.index(words["month"][:3]) + 1, int(words["day"])
    if not found.tongue.spaced or not _is_day(month, day):
        return None
    return found.tongue.date(int(words["year"]) if words["year"] else None, month, day)


def _over(found: Found) -> Segments | None:
    """A blood pressure, 120/80."""
    over = f" {found.tongue.over} " if found.tongue.spaced else found.tongue.over
    return (Number(int(found.match[1])), Text(over), Number(int(found.match[2])))


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def _clock(found: Found) -> Segments | None:
    hour, minute, second, half = found.match.groups()
    said = next((which for pattern, which in _HALVES if re.search(pattern, found.before)), None)
    clock = Clock(
        int(hour),
        int(minute),
        int(second) if second else None,
        half=None if said is None and int(hour) > 12 else said or _half(half),
        told=said is not None,
    )
    return None if clock.hour == 24 and clock.minute else found.tongue.clock(clock)


def _hour(found: Found) -> Segments | None:
    return found.tongue.clock(Clock(int(found.match[1]), 0, half=_half(found.match[2])))


def _half(text: str | None) -> Half | None:
    if not text:
        return None
    return "am" if text[0] in "aA" else "pm"


def _phone(found: Found) -> Segments | None:
    groups = re.findall(r"\d+", found.match[0])
    if sum(map(len, groups)) < 8:
        return None
    if len(groups) == 1:
        (one,) = groups
        groups = [one[:4], one[4:7], one[7:]] if one[0] == "0" else [one[:3], one[3:7], one[7:]]
    plus = (Text("+"),) if found.match[0][0] == "+" else ()
    return (*plus, *found.tongue.groups(groups))


def _percent(found: Found) -> Segments | None:
    return (Text(found.tongue.percent(_decimal(found.match[1], found.match[2]))),)


def _degrees(found: Found) -> Segments | None:
    return (Text(found.tongue.degrees(_decimal(found.match[1], found.match[2]), found.match[3])),)


def _decimal_number(found: Found) -> Segments | None:
    return (Text(found.tongue.decimal(_decimal(found.match[1], found.match[2]))),)


def _dotted(found: Found) -> Segments | None:
    """A version, an address: 1.2.3."""
    first, *rest = found.match[0].split(".")
    point = f" {found.tongue.point} " if found.tongue.spaced else found.tongue.point
    return (Digits(first, exact=True), *(one for part in rest for one in (Text(point), Digits(part, exact=True))))


def _label(found: Found) -> Segments | None:
    """ "No. 12", "#12"."""
    return (Text("number " if found.tongue.spaced else ""),)


def _ticket(found: Found) -> Segments | None:
    if found.tongue.floor and (floor := _BASEMENT.fullmatch(found.match[0])):
        return (Text("地下"), Number(int(floor[1])), Text(found.tongue.floor))
    word, space, _ = found.match[0].partition(" ")
    if space and not capitals.spelled(word, found.before, found.match.string, english=found.tongue.spaced):
        return None
    return code.segments(found.match[0], found.language)


def _row(found: Found) -> Segments | None:
    """12A is a seat; in Chinese and Japanese 3F is a floor."""
    digits, letter = found.match.groups()
    number = Number(int(digits)) if len(digits) <= 2 and digits[0] != "0" else Digits(digits)
    if letter == "F" and isinstance(number, Number) and not found.tongue.spaced:
        return (number, Text(found.tongue.floor))
    return (number, Letters(letter))


def _ordinal(found: Found) -> Segments | None:
    return (Text(english.ordinal(int(found.match[1]))),) if found.tongue.spaced else None


def _year(found: Found) -> Segments | None:
    """A year of Chinese and English; Japanese counts them."""
    asian = found.after.lstrip().startswith("年")
    western = _YEAR_BEFORE.search(found.before) and found.match[0][:2] in ("19", "20")
    if found.tongue.spaced == asian or not (asian or western):
        return None
    year = found.tongue.year(int(found.match[0]))
    return (Text(year),) if year else None


def _range(found: Found) -> Segments | None:
    low, high = (int(end) for end in found.match.groups())
    if low >= high or found.after.startswith(("-", "/")):
        return None
    words, taken = found.tongue.counted(low, found.before, found.after)
    # 兩到三天, but さんからごふん: where a counter is said with its number, the first has none.
    return (Number(low) if taken else Text(words), Text(_to(found)), Number(high))


def _between(found: Found) -> Segments | None:
    return (Text(_to(found)),)


def _to(found: Found) -> str:
    return f" {found.tongue.to} " if found.tongue.spaced else found.tongue.to


def _grouped(found: Found) -> Segments | None:
    return found.tongue.groups(found.match[0].split("-"))


def _thousands(found: Found) -> Segments | None:
    return (Number(int(found.match[0].replace(",", ""))),)


def _integer(found: Found) -> Segments | None:
    digits = found.match[0]
    if _EXACT.search(found.before):
        return (Digits(digits, exact=True),)
    named = len(digits) > _MAX_DIGITS or (digits[0] == "0" and len(digits) > 1)
    if named or not found.tongue.is_number(digits, found.before, found.after):
        return (Digits(digits),)
    return (Number(int(digits)),)


def _capitals(found: Found) -> Segments | None:
    word = found.match[0]
    spelled = capitals.spelled(word, found.before, found.match.string, english=found.tongue.spaced)
    return (Letters(word),) if spelled else None


def _and(found: Found) -> Segments | None:
    """Q&A."""
    first, last = found.match.groups()
    return (Letters(first), Text("and"), Letters(last)) if found.tongue.spaced else (Letters(first + last),)


_BASEMENT = re.compile(r"B(\d)F")
_EXACT = re.compile(
    r"(?:[密代][碼码]|[驗验][證证][碼码]|分[機机]|[內内][線线]|暗証番号|コード|\b(?:PIN|code|password|ext|extension)\b\.?)"
    r" ?:? ?$",
    re.IGNORECASE,
)
"""What follows is typed into something."""
_AMPM = r"([AaPp]\.?[Mm](?![A-Za-z])\.?)"
_YEAR_BEFORE = re.compile(
    r"\b(?:in|since|of|until|till|by|year|from|spring|summer|autumn|winter|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov"
    r"|Dec)\w*,?(?: \d{1,2}(?:st|nd|rd|th)?,?)?)\s*$",
    re.IGNORECASE,
)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_OF_YEAR = r"(?:,? (?P<year>(?:19|20)\d\d)(?![\w:-]))?(?![\w:/-]|[.,]\d)"

_TICKET = (
    r"(?<![A-Za-z0-9])(?:[A-Z]{1,3} |[A-Z]{1,3}-?|[A-Za-z]{1,2}-?)\d{1,6}(?:-\d{1,6})*[A-Z]?"
    r"(?![A-Za-z0-9]|[.:,/]\d)"
)

FINDERS: tuple[Finder, ...] = tuple(
    (re.compile(pattern, re.ASCII), finder)
    for pattern, finder in (
        (rf"(?<![A-Za-z])({_SIGNS}) ?({_NUMBER})(?:\.(\d{{1,2}}))?(?!\d)(?: ?[元圓圆円塊块])?", _amount),
        (r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)", _date),
        (r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])", _day),
        (r"\+\d{1,3}(?:[ -]\d{1,4}){2,4}(?![\w-])", _phone),
        (r"(?<![\w-])(?:0\d{1,4}[ -]|\(0\d{1,3}\) ?)\d{2,8}(?:[ -]\d{3,4}){0,2}(?![\w-])", _phone),
        (r"(?<![\w-])(?:0[2-9]\d{8}|1[3-9]\d{9}|[2-9]\d{3} \d{4})(?![\w-])", _phone),
        (r"(?<![\w-])(?:(?:1-)?\d{3}-|\(\d{3}\) ?)\d{3}-\d{4}(?![\w-])", _phone),
        (rf"(?<![\d:.])([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?![\d:])(?: ?{_AMPM})?", _clock),
        (rf"(?<![\d:.])(1[0-2]|0?[1-9]) ?{_AMPM}", _hour),
        (r"(?<![\w/.])(\d{1,2})/(\d{1,2})(?![\d/])", _day),
        (rf"(?<![\w-]){_MONTH}\.? {_DAY}{_OF_YEAR}", _named_day),
        (rf"(?<![\w:/.-]){_DAY} {_MONTH}\.?{_OF_YEAR}", _named_day),
        (r"(?<![\w/.-])([89]\d|[12]\d\d)/([4-9]\d|1\d\d)(?![\w/-]|\.\d)", _over),
        (rf"({_NUMBER})(?:\.(\d{{1,6}}))? ?° ?([CF])(?![A-Za-z])", _degrees),
        (rf"({_NUMBER})(?:\.(\d{{1,6}}))? ?%", _percent),
        (r"\d{1,12}(?:\.\d{1,12}){2,}", _dotted),
        (rf"({_NUMBER})\.(\d{{1,12}})(?!\d)", _decimal_number),
        (r"(?<![A-Za-z])[Nn][Oo]\. ?(?=\d)|#(?=\d)", _label),
        (_TICKET, _ticket),
        (r"(?<![A-Za-z0-9])(\d{1,4})([A-Z])(?![A-Za-z0-9])", _row),
        (r"(?<!\d)(\d{1,4})(?:st|nd|rd|th)(?![A-Za-z])", _ordinal),
        (r"(?<![\d,])\d{1,3}(?:,\d{3}){1,3}(?!\d|,\d)", _thousands),
        (r"(?<![\w.])[12]\d{3}(?![A-Za-z\d])", _year),
        (r"(?<![\w-])([1-9]\d{0,2})[-~〜–—−]([1-9]\d{0,2})(?![\w-]*\d)", _range),
        (r"(?<![\w-])\d{1,12}(?:-\d{1,12})+", _grouped),
        (r"\d+", _integer),
        (r"(?:(?<=\d)|(?<=[AaPp][Mm])) ?[-~〜–—−] ?(?=\d|[A-Z]{1,2}\d)", _between),
        (r"(?<![A-Za-z0-9])([A-Z]{1,2})&([A-Z])(?![A-Za-z0-9])", _and),
        (r"(?<![A-Za-z0-9])[A-Z]{1,4}(?![A-Za-z0-9]|['’-][A-Za-z])", _capitals),
    )
)

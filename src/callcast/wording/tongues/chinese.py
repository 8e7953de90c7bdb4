"""Mandarin and Cantonese."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callcast.wording.numbers import chinese
from callcast.wording.numbers.chinese import Habit
from callcast.wording.segment import Letters, Segment, Text
from callcast.wording.spoken import Spoken
from callcast.wording.tongues.tongue import CURRENCIES, Clock, Currency, Decimal, paused

_PAIR = (
    "[個个位名人張张件份杯次天週周歲岁元塊块蚊台間间條条本排包瓶盒樣样種种組组倍滴粒顆颗碗句部支枝趟回]"
    "|分[鐘钟]|小[時时]|[鐘钟][頭头]|點|点|公[里尺斤分]|年(?!級|级)|星期|禮拜|礼拜"
)
"""What 兩 is said before; 二號, 二樓, 二月 and 第二位 are no pairs."""
_IS_PAIR = re.compile(rf"\s*(?:{_PAIR})")
_MEASURED = re.compile(rf"\s*(?:{_PAIR}|[月日年樓楼層层分秒度萬万億亿多餘余級级]|[a-z]+)")
_COUNTER = re.compile(r"\s*[號号]\s*(?:[櫃柜窗診诊房室床樓楼病檯台教座桌線线門门閘闸機机]|月台|出口)")
_CALLED = re.compile(r"\s*[號号]\s*(?:[到至往](?!\s*\d)|[,、，]?\s*[請请來来])")
_CALLING = re.compile(r"(?:[請请號号]|來賓|来宾|[號号][碼码]|[顧顾]客|客人|[訂订][單单]|[編编][號号])[::]?\s*$")
"""A ticket or an order follows."""


def _money(*words: str) -> Mapping[Currency, str]:
    return dict(zip(CURRENCIES, words, strict=True))


@dataclass(frozen=True)
class Chinese:
    """What Taiwan, the mainland and Hong Kong have in common, with their words."""

    habit: Habit
    money: Mapping[Currency, str]
    simple: bool = False
    periods: tuple[str, str, str, str, str] = ("凌晨", "上午", "中午", "下午", "晚上")
    to: str = "到"
    over: str = "、"
    point: str = "點"
    floor: str = "樓"
    spaced: bool = False
    digits: Sequence[str] = tuple(chinese.DIGITS)

    def number(self, value: int) -> str:
        """12 is 十二."""
        return self._written(chinese.number(value, self.habit))

    def counted(self, value: int, before: str, after: str) -> tuple[str, int]:
        """兩位, but 二號 and 第二位."""
        pair = value == 2 and _IS_PAIR.match(after) and not before.rstrip().endswith("第")
        return (self._written("兩") if pair else self.number(value)), 0

    def after_digits(self, after: str) -> tuple[str, int]:
        """As it is."""
        return "", 0

    def letters(self, letters: str) -> Spoken:
        """As they are: a voice says them, or lends another's."""
        return Letters(letters)

    def is_number(self, digits: str, before: str, after: str) -> bool:
        """What is measured, or a counter of one or two digits; no ticket, nor what is longer."""
        if _MEASURED.match(after) or before.rstrip().endswith("第"):
            return True
        short = len(digits) <= 2
        if short and _COUNTER.match(after):
            return True
        return short and not _CALLED.match(after) and not _CALLING.search(before)

    def clock(self, clock: Clock) -> tuple[Segment, ...]:
        """14:30 is 下午兩點半, 9:05 上午九點零五分."""
        hour = clock.hour + 12 if clock.half == "pm" and clock.hour < 12 else clock.hour
        if clock.half == "am" and hour == 12:
            hour = 0
        period = "" if clock.told else self._period(hour)
        shown = hour if hour <= 12 else hour - 12
        words = {0: "零點", 2: "兩點"}.get(shown, f"{chinese.number(shown, self.habit)}點")
        if hour == 24:
            period, words = self.periods[4], "十二點"
        words += self._minutes(clock)
        return (Text(self._written(period + words)),)

    def _period(self, hour: int) -> str:
        dawn, morning, noon, afternoon, evening = self.periods
        if hour < 6:
            return dawn
        if hour < 12:
            return morning
        if hour == 12:
            return noon
        return afternoon if hour < 18 else evening

    def _minutes(self, clock: Clock) -> str:
        if clock.second is None and clock.minute in (0, 30):
            return "半" if clock.minute else ""
        words = self._below_sixty(clock.minute) + "分"
        return words + (f"{self._below_sixty(clock.second)}秒" if clock.second is not None else "")

    def _below_sixty(self, value: int) -> str:
        return ("零" if 0 < value < 10 else "") + chinese.number(value, self.habit)

    def date(self, year: int | None, month: int, day: int) -> tuple[Segment, ...]:
        """二零二六年十一月二十四日."""
        head = f"{chinese.digits(str(year))}年" if year is not None else ""
        return (Text(f"{head}{self.number(month)}月{self.number(day)}日"),)

    def year(self, year: int) -> str:
        """Digit by digit."""
        return chinese.digits(str(year))

    def amount(self, currency: Currency, amount: Decimal) -> tuple[Segment, ...]:
        """$1,250 is 一千兩百五十元."""
        two = amount == Decimal("2")
        words = self._written("兩") if two else self.decimal(amount)
        return (Text(words + self.money[currency]),)

    def percent(self, number: Decimal) -> str:
        """百分之五十."""
        return "百分之百" if number == Decimal("100") else f"百分之{self.decimal(number)}"

    def degrees(self, number: Decimal, scale: str) -> str:
        """三十六點五度."""
        return self._written("華氏" if scale == "F" else "") + self.decimal(number) + "度"

    def decimal(self, number: Decimal) -> str:
        """三點一四."""
        words = self.number(int(number.whole))
        return words + (self._written("點") + chinese.digits(number.fraction) if number.fraction else "")

    def groups(self, groups: Sequence[str]) -> tuple[Segment, ...]:
        """With a short pause between."""
        return paused(groups)

    def _written(self, words: str) -> str:
        return chinese.simplified(words) if self.simple else words


TAIWAN = Chinese(Habit.TAIWAN, _money("元", "元", "元港幣", "美元", "日圓", "歐元", "英鎊", "元人民幣"))
MAINLAND = Chinese(
    Habit.MAINLAND,
    _money("美元", "元新台币", "港元", "美元", "元", "欧元", "英镑", "元"),
    simple=True,
    point="点",
    floor="楼",
)
CANTONESE = Chinese(
    Habit.CANTONESE,
    _money("元", "元新台幣", "元", "美元", "日圓", "歐元", "英鎊", "元人民幣"),
    periods=("凌晨", "上晝", "中午", "下晝", "夜晚"),
)

"""A site file's JSON: each table as people write it, and the value that it means. What is as usual is left out."""

import re
from datetime import time
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer
from pydantic_core import PydanticCustomError

from callcast.desk.queueing.hall.counter import Counter, Share
from callcast.desk.queueing.hall.item import Choice, Item, Option
from callcast.desk.queueing.hall.line import POLICY, WEIGHTS, Line, Opening
from callcast.desk.queueing.hall.policy import Policy, Then
from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.queueing.hall.site import Site

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def _time(value: object) -> time:
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise PydanticCustomError("file-wants-time", "no time")
    return time.fromisoformat(value)


def _hours(value: object) -> str:
    start, dash, end = value.partition("-") if isinstance(value, str) else ("", "", "")
    if not (dash and _TIME.fullmatch(start) and (_TIME.fullmatch(end) or end == "24:00")):
        raise PydanticCustomError("file-wants-hours", "no hours")
    return f"{start}-{end}"


Minute = Annotated[time, BeforeValidator(_time), PlainSerializer(lambda at: f"{at:%H:%M}")]
"""08:30"""
Hours = Annotated[str, BeforeValidator(_hours)]
"""08:30-12:00"""
Names = dict[str, str]
"""By language."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SiteTable(_Table):
    """The place."""

    name: str = ""
    zone: str = "UTC"
    lang: str = "zh-TW"
    currency: str = "TWD"

    @classmethod
    def of(cls, site: Site) -> "SiteTable":
        """As it is."""
        return cls(name=site.name, zone=site.zone, lang=site.lang, currency=site.currency)

    def value(self) -> Site:
        """What it means."""
        return Site(self.name, self.zone, self.lang, self.currency)


class PolicyTable(_Table):
    """What happens to somebody who was called and does not come."""

    calls: int = POLICY.calls
    spacing: float = POLICY.spacing
    then: Then = POLICY.then
    behind: int = POLICY.behind


class LineTable(_Table):
    """A line; its hours by weekday."""

    id: str
    name: str
    names: Names = {}
    prefix: str = ""
    first: int = 1
    last: int = 999
    digits: int = 3
    reset: Minute = time(0)
    hours: dict[Weekday, tuple[Hours, ...]] = {}
    capacity: int | None = None
    channels: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    template: str = "counter"
    policy: PolicyTable = PolicyTable()
    weights: dict[Precedence, float] = dict(WEIGHTS)
    early: float = 900.0
    late: float = 900.0
    paper: bool = False
    closed: bool = False

    @classmethod
    def of(cls, line: Line) -> "LineTable":
        """As it is."""
        hours: dict[Weekday, tuple[Hours, ...]] = {}
        for one in line.hours:
            end = "24:00" if one.end == time(0) else f"{one.end:%H:%M}"
            day = DAYS[one.weekday]
            hours[day] = (*hours.get(day, ()), f"{one.start:%H:%M}-{end}")
        same = {name: getattr(line, name) for name in _SAME_OF_LINE}
        policy = PolicyTable(**vars(line.policy))
        return cls(
            **same,
            names=dict(line.names),
            reset=line.reset,
            hours=hours,
            policy=policy,
            weights=dict(line.weights),
        )

    def value(self) -> Line:
        """What it means."""
        same = {name: getattr(self, name) for name in _SAME_OF_LINE}
        policy = Policy(self.policy.calls, self.policy.spacing, self.policy.then, self.policy.behind)
        return Line(
            **same,
            names=tuple(self.names.items()),
            reset=self.reset,
            hours=tuple(_opening(day, text) for day in DAYS for text in self.hours.get(day, ())),
            policy=policy,
            weights=tuple(self.weights.items()),
        )


_SAME_OF_LINE = (
    "id", "name", "prefix", "first", "last", "digits", "capacity", "channels", "langs", "template", "early", "late",
    "paper", "closed",
)  # fmt: skip


class CounterTable(_Table):
    """A counter; the weights of its lines by their ids. Whether it is open is no setting."""

    id: str
    name: str
    place: str
    lines: dict[str, float]
    channels: tuple[str, ...] = ()

    @classmethod
    def of(cls, counter: Counter) -> "CounterTable":
        """As it is."""
        lines = {share.line: share.weight for share in counter.shares}
        return cls(id=counter.id, name=counter.name, place=counter.place, lines=lines, channels=counter.channels)

    def value(self) -> Counter:
        """What it means."""
        shares = tuple(Share(line, weight) for line, weight in self.lines.items())
        return Counter(self.id, self.name, self.place, shares, self.channels)


class ChoiceTable(_Table):
    """One of the choices of an option."""

    id: str
    name: str
    names: Names = {}
    price: int = 0
    sold_out: bool = False


class OptionTable(_Table):
    """What a customer chooses of an item."""

    id: str
    name: str
    names: Names = {}
    least: int = 0
    most: int = 1
    choices: tuple[ChoiceTable, ...]

    @classmethod
    def of(cls, option: Option) -> "OptionTable":
        """As it is."""
        choices = tuple(
            ChoiceTable(id=one.id, name=one.name, names=dict(one.names), price=one.price, sold_out=one.sold_out)
            for one in option.choices
        )
        names = dict(option.names)
        return cls(id=option.id, name=option.name, names=names, least=option.least, most=option.most, choices=choices)

    def value(self) -> Option:
        """What it means."""
        choices = tuple(
            Choice(one.id, one.name, tuple(one.names.items()), one.price, one.sold_out) for one in self.choices
        )
        return Option(self.id, self.name, choices, tuple(self.names.items()), self.least, self.most)


class ItemTable(_Table):
    """What can be ordered."""

    id: str
    line: str
    name: str
    category: str = ""
    names: Names = {}
    price: int | None = None
    options: tuple[OptionTable, ...] = ()
    sold_out: bool = False

    @classmethod
    def of(cls, item: Item) -> "ItemTable":
        """As it is."""
        return cls(
            id=item.id,
            line=item.line,
            name=item.name,
            category=item.category,
            names=dict(item.names),
            price=item.price,
            options=tuple(map(OptionTable.of, item.options)),
            sold_out=item.sold_out,
        )

    def value(self) -> Item:
        """What it means."""
        options = tuple(option.value() for option in self.options)
        names = tuple(self.names.items())
        return Item(self.id, self.line, self.name, self.category, names, self.price, options, self.sold_out)


class FileTable(_Table):
    """All of it. `callcast_site` is the version of this shape."""

    callcast_site: Literal[1]
    site: SiteTable
    lines: tuple[LineTable, ...] = ()
    counters: tuple[CounterTable, ...] = ()
    items: tuple[ItemTable, ...] = ()


def _opening(day: Weekday, text: str) -> Opening:
    start, _, end = text.partition("-")
    return Opening(DAYS.index(day), time.fromisoformat(start), time(0) if end == "24:00" else time.fromisoformat(end))

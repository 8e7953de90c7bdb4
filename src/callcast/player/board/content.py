"""What a layout's items show of a state."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast, get_args

from callcast.bus.messages import Line
from callcast.player.board.layout import Field_, Item, Rows, Source
from callcast.player.board.state import BoardState, Called
from callcast.tags import lookup

NOBODY = Called("", "", "")
BETWEEN = " · "
"""Between a label's two languages."""


@dataclass(frozen=True)
class Row:
    """A row of a table; `lit` when it is being called."""

    number: str = ""
    place: str = ""
    name: str = ""
    waiting: str = ""
    lit: bool = False

    def get(self, field: Field_) -> str:
        """The text of a cell."""
        text: str = getattr(self, field)
        return text


def shown(state: BoardState) -> Called:
    """The call that stands large: the one being called, else the last one, which stays until the next."""
    return next(iter((*state.now, *state.recent)), NOBODY)


def text(state: BoardState, source: Source) -> str:
    """What there is to show for `source`."""
    where, _, field = source.rpartition(".")
    return str(getattr(shown(state) if where else state, field))


def rows(state: BoardState, source: Rows) -> list[Row]:
    """The rows there are to show."""
    if source == "recent":
        return [_row(called, state) for called in (*state.now, *state.recent)[1:] if called.number]
    if source == "counters":
        return _counters(state)
    if source == "lines":
        return [_line(line) for line in state.lines]
    called, large = {call.number for call in state.now}, shown(state).number
    return [Row(number=number, lit=number in called) for number in getattr(state, source) if number != large]


def _row(called: Called, state: BoardState) -> Row:
    return Row(called.number, called.place, called.name, lit=called in state.now)


def _line(line: Line) -> Row:
    return Row(line.number, line.name, "", str(line.waiting))


def _counters(state: BoardState) -> list[Row]:
    """The newest call of each place, each place where it always is."""
    newest: dict[str, Row] = {}
    for called in (*state.now, *state.recent):
        if called.number and called.place:
            newest.setdefault(called.place, _row(called, state))
    return sorted(newest.values(), key=lambda row: _natural(row.place))


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """A sort key by which 2 comes before 10."""
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", text))


def visible(item: Item, state: BoardState) -> bool:
    """Whether `item` is drawn."""
    return all(_has(state, need) for need in item.needs) and not any(_has(state, need) for need in item.unless)


def _has(state: BoardState, need: str) -> bool:
    if need == "now":
        return bool(state.now)
    if need in get_args(Rows):
        return bool(rows(state, cast("Rows", need)))
    return bool(text(state, cast("Source", need)))


def label(words: dict[str, str], languages: Sequence[str], most: int) -> str:
    """A label in the first (`most` so many) of `languages` that it is there in; else in English, or what there is."""
    found: Iterable[str | None] = (lookup(language, tuple(words)) for language in languages)
    chosen = list(dict.fromkeys(words[tag] for tag in found if tag))[:most]
    return BETWEEN.join(chosen) or words.get("en") or next(iter(words.values()), "")

"""What a day is to be like."""

from dataclasses import dataclass

from callcast.cli.demo.behaviour import Behaviour
from callcast.cli.demo.visitors import Curve
from callcast.desk.queueing.hall.order import Pick
from callcast.desk.queueing.hall.precedence import Precedence

USUAL = Behaviour()


@dataclass(frozen=True)
class Stream:
    """`count` people come for `line`, and are served `seconds` on average; `mixed` are parts of them."""

    line: str
    count: int
    seconds: float
    mixed: tuple[tuple[Precedence, float], ...] = ()


@dataclass(frozen=True)
class Kitchen:
    """`count` people order at `line` one of `picks`, of which each of the `cooks` makes one in `seconds` on average."""

    line: str
    count: int
    seconds: float
    cooks: int
    picks: tuple[tuple[Pick, ...], ...]


@dataclass(frozen=True)
class Plan:
    """All of it; `counters` serve the lines by their ids."""

    curve: Curve
    streams: tuple[Stream, ...] = ()
    counters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    kitchens: tuple[Kitchen, ...] = ()
    behaviour: Behaviour = USUAL

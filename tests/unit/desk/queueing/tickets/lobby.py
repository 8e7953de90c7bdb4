"""A place in memory where people wait, with three counters."""

from collections.abc import Callable
from dataclasses import replace

from callcast.desk.queueing.hall.calling import Calling
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.counter import Counter, Share
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.period import Period
from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.queueing.hall.site import Site
from callcast.desk.queueing.hall.ticket import Ticket
from callcast.desk.queueing.tickets.call import call_next
from callcast.desk.queueing.tickets.issue import Wish, issue

NOON = 1_795_492_800.0  # Tuesday 2026-11-24 12:00 in Taipei
MINUTE = 60.0


class Lobby:
    """Lines a, b, c and a paper line p; counters 1 (a, b), 2 (a, c) and 3 (p, a). The clock stands until moved on.

    `queued` are announcements that wait to be spoken, `said` all that were made, `periods` the log.
    """

    def __init__(self, **lines: dict[str, object]) -> None:
        self.floor = Floor()
        self.floor.site = Site("診所", "Asia/Taipei")
        base = (
            Line("a", "看診", prefix="A", channels=("hall",), langs=("zh-TW", "en")),
            Line("b", "批價", prefix="B"),
            Line("c", "領藥", prefix="C"),
            Line("p", "抽血", paper=True),
        )
        for line in base:
            self.floor.lines[line.id] = replace(line, **lines.get(line.id, {}))  # type: ignore[arg-type]
        mixes = {"1": ("a", "b"), "2": ("a", "c"), "3": ("p", "a")}
        for id_, shares in mixes.items():
            counter = Counter(id_, f"{id_} 號櫃檯", id_, tuple(map(Share, shares)), open=True, operator="ann")
            self.floor.counters[id_] = counter
        self.at = NOON
        self.queued: set[str] = set()
        self.said: list[Calling] = []
        self.periods: list[Period] = []
        self._ids = 0

    def do(self, rule: Callable[..., Change], *given: object, who: str = "ann") -> Change:
        change = rule(self.floor, Moment(self.at, who, self._id, self.queued.__contains__), *given)
        self.floor.apply(change)
        self.queued |= {call.id for call in change.calls}
        self.queued -= set(change.withdrawn)
        self.said += change.calls
        self.periods += change.periods
        return change

    def issue(self, line: str = "a", precedence: Precedence = Precedence.NORMAL, **more: object) -> str:
        return self.do(issue, Wish(line, precedence, **more)).subject  # type: ignore[arg-type]

    def next(self, counter: str = "1") -> Ticket:
        return self[self.do(call_next, counter).subject]

    def spoken(self) -> None:
        self.queued.clear()

    def later(self, minutes: float = 1) -> None:
        self.at += minutes * MINUTE

    def log(self, ticket: str) -> list[str]:
        return [one.stage for one in self.periods if one.subject == ticket]

    def __getitem__(self, ticket: str) -> Ticket:
        return self.floor.tickets[ticket]

    def _id(self) -> str:
        self._ids += 1
        return f"id{self._ids}"

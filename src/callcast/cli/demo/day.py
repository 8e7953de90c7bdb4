"""A day: what visitors, operators and cooks do, one act after another.

It is pure: it asks for acts at seconds since the doors opened, and goes on by what came of each. Whoever plays it does
them, on the rules in memory or over the API, by a clock of any speed.
"""

import heapq
import random
from collections import deque
from collections.abc import Generator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from callcast.cli.demo.behaviour import Turnout, around
from callcast.cli.demo.plan import Kitchen, Plan, Stream
from callcast.desk.queueing.hall.order import Pick
from callcast.desk.queueing.hall.precedence import Precedence

RECALL_AFTER = 40.0
"""Seconds until somebody who does not come is called again, and until that is given up."""
LEFT_OVER = Stream("", 0, 120.0)
"""Somebody who waited before the day began."""
COLLECTED_IN = (15.0, 180.0)
"""Seconds."""


@dataclass(frozen=True)
class Ask:
    """`what` is to be done `at` that second.

    It is "issue" or "place" at a line, "open", "next", "recall", "start", "finish",
    "no-show" or "park" at a counter, "back" with a ticket, "prepare", "ready" or "collect" with an order: `where`.
    """

    at: float
    what: str
    where: str
    precedence: Precedence = Precedence.NORMAL
    picks: tuple[Pick, ...] = ()


Answer: TypeAlias = str | None
"""The id of the ticket or the order that it was about; None if it was refused, or nobody waits."""
_Life: TypeAlias = Generator[float | Ask | tuple[str, ...], Answer, None]
"""Somebody's: waits so many seconds, asks for something, or sleeps until somebody comes to one of these lines."""


def day(plan: Plan, seed: int) -> Generator[Ask, Answer, None]:
    """All acts of it, in order of their time; the same for the same seed and the same answers."""
    yield from _Day(plan, random.Random(seed)).acts()  # noqa: S311 - nobody is to be kept from guessing it


class _Person(NamedTuple):
    """With chances of their own: the same person comes whatever becomes of others."""

    stream: Stream
    rng: random.Random


class _Day:
    def __init__(self, plan: Plan, rng: random.Random) -> None:
        self._plan, self._rng = plan, rng
        self._now = 0.0
        self._due: list[tuple[float, int, _Life]] = []
        self._begun = 0
        self._asleep: dict[_Life, tuple[str, ...]] = {}
        """With the lines that wake them; the longest asleep first."""
        self._people: dict[str, _Person] = {}
        """By ticket."""
        self._orders: dict[str, deque[str]] = {kitchen.line: deque() for kitchen in plan.kitchens}

    def acts(self) -> Generator[Ask, Answer, None]:
        self._begin_all()
        while self._due:
            self._now, _, life = heapq.heappop(self._due)
            yield from self._live(life)

    def _begin_all(self) -> None:
        curve, rng = self._plan.curve, self._rng
        for counter, lines in self._plan.counters:
            self._begin(self._counter(counter, lines))
        for stream in self._plan.streams:
            for at in curve.arrivals(rng, stream.count):
                self._begin(self._visitor(_Person(stream, random.Random(rng.random()))), at)  # noqa: S311 - as above
        for kitchen in self._plan.kitchens:
            for _ in range(kitchen.cooks):
                self._begin(self._cook(kitchen))
            for at in curve.arrivals(rng, kitchen.count):
                self._begin(self._customer(kitchen), at)

    def _live(self, life: _Life) -> Generator[Ask, Answer, None]:
        """Until it waits, sleeps or ends."""
        answer: Answer = None
        while True:
            try:
                wanted = life.send(answer)
            except StopIteration:
                return
            if not isinstance(wanted, Ask):
                break
            answer = yield wanted
        if isinstance(wanted, tuple):
            self._asleep[life] = wanted
        else:
            self._begin(life, wanted)

    def _begin(self, life: _Life, after: float = 0.0) -> None:
        heapq.heappush(self._due, (self._now + after, self._begun, life))
        self._begun += 1

    def _wake(self, line: str) -> None:
        """Somebody has come to it."""
        life = next((one for one, lines in self._asleep.items() if line in lines), None)
        if life is not None:
            del self._asleep[life]
            self._begin(life)

    def _counter(self, counter: str, lines: tuple[str, ...]) -> _Life:
        yield self._ask("open", counter)
        while True:
            ticket = yield self._ask("next", counter)
            if ticket is None:
                yield lines
                continue
            yield from self._serve(counter, ticket)
            yield self._between(self._plan.behaviour.pause)

    def _serve(self, counter: str, ticket: str) -> _Life:
        behaviour, person = self._plan.behaviour, self._people.get(ticket) or _Person(LEFT_OVER, self._rng)
        turnout = behaviour.turnout(person.rng)
        if turnout is not Turnout.COMES:
            yield RECALL_AFTER
            yield self._ask("recall", counter)
            yield RECALL_AFTER
            yield self._ask("park" if turnout is Turnout.LATE else "no-show", counter)
            if turnout is Turnout.LATE:
                self._begin(self._comes_back(ticket, person), person.rng.uniform(*behaviour.away))
            return
        yield person.rng.uniform(*behaviour.walk)
        yield self._ask("start", counter)
        yield around(person.rng, person.stream.seconds)
        yield self._ask("finish", counter)

    def _visitor(self, person: _Person) -> _Life:
        drawn, precedence = person.rng.random(), Precedence.NORMAL
        for kind, share in person.stream.mixed:
            if 0 <= drawn < share:
                precedence = kind
            drawn -= share
        ticket = yield Ask(self._now, "issue", person.stream.line, precedence)
        if ticket is not None:
            self._people[ticket] = person
            self._wake(person.stream.line)

    def _comes_back(self, ticket: str, person: _Person) -> _Life:
        if (yield self._ask("back", ticket)) is not None:
            self._wake(person.stream.line)

    def _customer(self, kitchen: Kitchen) -> _Life:
        order = yield Ask(self._now, "place", kitchen.line, picks=self._rng.choice(kitchen.picks))
        if order is not None:
            self._orders[kitchen.line].append(order)
            self._wake(kitchen.line)

    def _cook(self, kitchen: Kitchen) -> _Life:
        waiting = self._orders[kitchen.line]
        while True:
            if not waiting:
                yield (kitchen.line,)
                continue
            order = waiting.popleft()
            yield self._ask("prepare", order)
            yield around(self._rng, kitchen.seconds)
            yield self._ask("ready", order)
            self._begin(self._collect(order), self._between(COLLECTED_IN))

    def _collect(self, order: str) -> _Life:
        yield self._ask("collect", order)

    def _ask(self, what: str, where: str) -> Ask:
        return Ask(self._now, what, where)

    def _between(self, limits: tuple[float, float]) -> float:
        return self._rng.uniform(*limits)

"""All that is going on, in memory, as the store has it or is about to."""

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from callcast.desk.queueing.hall.act import Act
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.counter import Counter
from callcast.desk.queueing.hall.item import Item
from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.hall.order import Order
from callcast.desk.queueing.hall.personal import without_name, without_names, without_notes
from callcast.desk.queueing.hall.site import Site
from callcast.desk.queueing.hall.standing import Standing
from callcast.desk.queueing.hall.tally import Tally
from callcast.desk.queueing.hall.ticket import Ticket

PACES = 30
"""Calls of a line that are remembered, for the wait that they let expect."""


class _Numbered(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Numbered)


class Floor:
    """The site, its lines, counters and items; open tickets and orders, and those of today; what was last done where.

    Rules look at it and give a `Change`; only its owner applies one. `acts` has, for each counter, what was done there
    last and can be undone. `latest` is the time of the last change. `paces` are the times of the latest calls of each
    line, oldest first.
    """

    def __init__(self) -> None:
        """Empty: nothing is set up."""
        self.site = Site()
        self.lines: dict[str, Line] = {}
        self.counters: dict[str, Counter] = {}
        self.items: dict[str, Item] = {}
        self.tickets: dict[str, Ticket] = {}
        self.orders: dict[str, Order] = {}
        self.tallies: dict[str, Tally] = {}
        self.acts: dict[str, Act] = {}
        self.paces: dict[str, tuple[float, ...]] = {}
        self.latest = 0.0
        self._standing: Standing | None = None

    @property
    def standing(self) -> Standing:
        """Where the tickets stand. Once it was asked for, they change by `apply` only."""
        if self._standing is None:
            self._standing = Standing(self.tickets.values())
        return self._standing

    def apply(self, change: Change) -> None:
        """It has happened."""
        if change.site is not None:
            self.site = change.site
        for kind, gone in change.removed:
            self._remove(kind, gone)
        _put(self.lines, change.lines)
        _put(self.counters, change.counters)
        _put(self.items, change.items)
        for ticket in change.tickets:
            before = self.tickets.get(ticket.id)
            if ticket.calls == 1 and (before is None or before.calls == 0) and ticket.called_at is not None:
                self.paces[ticket.line] = (*self.paces.get(ticket.line, ()), ticket.called_at)[-PACES:]
            if self._standing is not None:
                self._standing.put(before, ticket)
        _put(self.tickets, change.tickets)
        _put(self.orders, change.orders)
        self.tallies.update({tally.line: tally for tally in change.tallies})
        if change.act.counter:
            self.acts[change.act.counter] = change.act
        self.latest = max(self.latest, change.act.at)

    def copy(self) -> "Floor":
        """Another one with the same on it."""
        other = Floor()
        for name, value in vars(self).items():
            setattr(other, name, value.copy() if isinstance(value, dict | Standing) else value)
        return other

    def forget(self, days: Mapping[str, str]) -> None:
        """Let go of what has ended on another day than that of its line, by `days`."""
        self.tickets = {key: one for key, one in self.tickets.items() if _kept(one, days)}
        self.orders = {key: one for key, one in self.orders.items() if _kept(one, days)}

    def forget_names(self, before: float) -> None:
        """Let go of what people wrote about themselves, in what ended before that time and in what was done before."""
        for ticket in list(self.tickets.values()):
            if ticket.stage.final and ticket.since < before:
                self.tickets[ticket.id] = without_name(ticket)
        for order in list(self.orders.values()):
            if order.stage.final and order.since < before:
                self.orders[order.id] = without_notes(order)
        for counter, act in list(self.acts.items()):
            if act.at < before:
                self.acts[counter] = without_names(act)

    def _remove(self, kind: str, gone: str) -> None:
        if kind == "line":
            del self.lines[gone]
        elif kind == "counter":
            del self.counters[gone]
        else:
            del self.items[gone]


def _kept(one: Ticket | Order, days: Mapping[str, str]) -> bool:
    return not one.stage.final or one.day == days.get(one.line)


def _put(kept: dict[str, N], changed: Iterable[N]) -> None:
    kept.update({one.id: one for one in changed})

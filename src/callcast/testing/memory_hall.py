"""A store of tickets and orders that forgets when the process ends; for tests of what uses one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from callcast.desk.queueing.announcement import Announcement
from callcast.desk.queueing.errors import KeyReused
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.errors import Conflict
from callcast.desk.queueing.hall.event import Event
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.order import Order
from callcast.desk.queueing.hall.period import Period
from callcast.desk.queueing.hall.personal import (
    LEFT_OUT,
    left_out,
    nameless,
    without_name,
    without_names,
    without_notes,
)
from callcast.desk.queueing.hall.store import KEY_KEPT, Done, Entry
from callcast.desk.queueing.hall.ticket import Ticket
from callcast.desk.queueing.ports import Key
from callcast.testing.memory_store import MemoryStore

T = TypeVar("T", Ticket, Order)


class _Reply(NamedTuple):
    digest: str
    done: Done
    at: float


class _Kept:
    """All that a commit changes, or does not; the floor never lets go of a ticket or an order."""

    def __init__(self) -> None:
        self.floor = Floor()
        self.versions: dict[tuple[str, str], int] = {}
        self.serials: set[tuple[str, str, int]] = set()
        self.periods: dict[int, Period] = {}
        self.keys: dict[str, _Reply] = {}
        self.events: dict[int, Event] = {}
        self.announcements: dict[str, Announcement] = {}

    def copy(self) -> "_Kept":
        """Another one, which may be changed."""
        other = _Kept()
        for name, value in vars(self).items():
            setattr(other, name, value.copy())
        return other


class MemoryHall:
    """What `queueing.hall.store.HallStore` asks for. `store` has the announcements; its `broken` breaks this, too."""

    def __init__(self, store: MemoryStore) -> None:
        """Empty."""
        self._store = store
        self._kept = _Kept()

    async def floor(self) -> Floor:
        """As it was after the last change."""
        floor = self._kept.floor.copy()
        floor.forget({tally.line: tally.day for tally in floor.tallies.values()})
        floor.acts = {counter: act for counter, act in floor.acts.items() if counter in floor.counters}
        floor.paces = {line: paces for line, paces in floor.paces.items() if line in floor.lines}
        return floor

    async def commit(self, entries: Sequence[Entry], events: Sequence[Event]) -> tuple[Event, ...]:
        """Keep all of them, or none; returns the events with their numbers."""
        await self._store.check()
        draft = self._kept.copy()
        announcements = dict(self._store.announcements)
        try:
            for entry in entries:
                _keep(draft, entry)
                for announcement in entry.announcements:
                    await self._store.add(announcement, None)
                self._withdraw(entry.change.withdrawn)
        except Exception:
            self._store.announcements = announcements
            raise
        newest = max(draft.events, default=0)
        numbered = tuple(replace(event, number=number) for number, event in enumerate(events, newest + 1))
        draft.events.update({event.number: event for event in numbered})
        self._kept = draft
        return numbered

    def _withdraw(self, ids: Sequence[str]) -> None:
        for id_ in ids:
            if announcement := self._store.announcements.get(id_):
                self._store.announcements[id_] = announcement.cancel()

    async def replied(self, key: Key) -> Done | None:
        """What came of it."""
        reply = self._kept.keys.get(key.text)
        if reply and reply.digest != key.digest:
            raise KeyReused(key.text)
        return reply.done if reply else None

    async def ticket(self, id: str) -> Ticket | None:  # noqa: A002 - the field's name
        """One by its id."""
        return self._kept.floor.tickets.get(id)

    async def tickets(self, *, limit: int, before: str | None = None, **fits: str | None) -> list[Ticket]:
        """Newest first."""
        return _page(list(self._kept.floor.tickets.values()), limit, before, fits)

    async def order(self, id: str) -> Order | None:  # noqa: A002 - the field's name
        """One by its id."""
        return self._kept.floor.orders.get(id)

    async def orders(self, *, limit: int, before: str | None = None, **fits: str | None) -> list[Order]:
        """Newest first."""
        return _page(list(self._kept.floor.orders.values()), limit, before, fits)

    async def periods(self, subject: str) -> list[Period]:
        """The log of one ticket or order, oldest first."""
        return [period for period in self._kept.periods.values() if period.subject == subject]

    async def between(self, start: float, end: float, limit: int, after: int = 0) -> list[tuple[int, Period]]:
        """Periods that began in that time, with their numbers, above `after`."""
        periods = self._kept.periods.items()
        return [(number, one) for number, one in periods if number > after and start <= one.start < end][:limit]

    async def events(self, after: int, limit: int) -> list[Event]:
        """Those with a number above `after`, oldest first."""
        return [event for number, event in self._kept.events.items() if number > after][:limit]

    async def newest_event(self) -> int:
        """The number of the last one."""
        return max(self._kept.events, default=0)

    async def forget(self, *, names_before: float, final_before: float, events_before: float) -> int:
        """All at once."""
        await self._store.check()
        gone = _forget_old(self._kept, final_before, events_before)
        return gone + _unname(self._kept, names_before) + self._unname_calls(names_before)

    def _unname_calls(self, before: float) -> int:
        named = [one for one in self._store.announcements.values() if one.call and one.call.name]
        over = [one for one in named if one.state.final and one.accepted_at < before]
        for one in over:
            assert one.call is not None
            name, rest = one.call.name, replace(one.call, name="")
            texts = tuple((lang, text.replace(name, LEFT_OUT)) for lang, text in one.texts)
            call = rest if rest.number or rest.place else None
            after = replace(one, call=call, text=one.text.replace(name, LEFT_OUT), texts=texts)
            self._store.announcements[one.id] = after
        return len(over)


def _keep(draft: _Kept, entry: Entry) -> None:
    change, at = entry.change, entry.change.act.at
    for gone in change.removed:
        _check(draft.versions.pop(gone, None) is not None)
    for kind, id_, version in _versions(change):
        before = draft.versions.get((kind, id_), 0 if kind == "site" else -1)
        _check(version == before + 1 or (kind == "site" and version == before == 0))
        draft.versions[kind, id_] = version
    serials = [(f"ticket of {one.origin}", one.day, one.serial) for one in change.tickets if one.version == 0]
    serials += [(f"order of {one.line}", one.day, one.serial) for one in change.orders if one.version == 0]
    for serial in serials:
        _check(serial not in draft.serials)
        draft.serials.add(serial)
    draft.floor.apply(change)
    draft.floor.latest = at
    _keep_periods(draft, change)
    if entry.key is not None:
        draft.keys = {text: reply for text, reply in draft.keys.items() if reply.at >= at - KEY_KEPT}
        _check(entry.key.text not in draft.keys)
        draft.keys[entry.key.text] = _Reply(entry.key.digest, Done(change.subject, change.because), at)


def _versions(change: Change) -> list[tuple[str, str, int]]:
    return [
        *(("site", "site", one.version) for one in (change.site,) if one is not None),
        *(("line", one.id, one.version) for one in change.lines),
        *(("counter", one.id, one.version) for one in change.counters),
        *(("item", one.id, one.version) for one in change.items),
        *(("ticket", one.id, one.version) for one in change.tickets),
        *(("order", one.id, one.version) for one in change.orders),
    ]


def _check(fits: bool) -> None:
    if not fits:
        raise Conflict("changed-meanwhile")


def _keep_periods(draft: _Kept, change: Change) -> None:
    for period in change.periods:
        for number, before in draft.periods.items():
            if before.subject == period.subject and before.end is None:
                draft.periods[number] = replace(before, end=period.start)
        draft.periods[max(draft.periods, default=0) + 1] = period


def _page(kept: list[T], limit: int, before: str | None, fits: dict[str, str | None]) -> list[T]:
    ids = [one.id for one in kept]
    older = kept[: ids.index(before)] if before is not None else kept
    wanted = {name: value for name, value in fits.items() if value is not None}
    return [one for one in reversed(older) if all(getattr(one, name) == wanted[name] for name in wanted)][:limit]


def _forget_old(kept: _Kept, final_before: float, events_before: float) -> int:
    floor = kept.floor
    both: list[Ticket | Order] = [*floor.tickets.values(), *floor.orders.values()]
    old = {one.id for one in both if _ended(one, final_before)}
    floor.tickets = {key: one for key, one in floor.tickets.items() if key not in old}
    floor.orders = {key: one for key, one in floor.orders.items() if key not in old}
    kept.periods = {number: one for number, one in kept.periods.items() if one.subject not in old}
    newest = max(kept.events, default=0)
    told = [number for number, one in kept.events.items() if one.at < events_before and number < newest]
    for number in told:
        del kept.events[number]
    return len(old) + len(told)


def _unname(kept: _Kept, before: float) -> int:
    floor, count = kept.floor, 0
    for ticket in list(floor.tickets.values()):
        if _ended(ticket, before) and (nameless_ticket := without_name(ticket)) != ticket:
            floor.tickets[ticket.id] = nameless_ticket
            count += _unname_periods(kept, ticket.id, ticket.name)
    for order in list(floor.orders.values()):
        if _ended(order, before) and (nameless_order := without_notes(order)) != order:
            floor.orders[order.id] = nameless_order
            count += _unname_periods(kept, order.id, order.name)
    for number, event in kept.events.items():
        if event.at < before and event.kind in ("ticket", "order") and (data := nameless(event.data)) != event.data:
            kept.events[number] = replace(event, data=data)
            count += 1
    for counter, act in floor.acts.items():
        if act.at < before:
            floor.acts[counter] = without_names(act)
    return count


def _unname_periods(kept: _Kept, subject: str, name: str) -> int:
    for number, period in kept.periods.items():
        if period.subject == subject and period.because is not None and name:
            kept.periods[number] = replace(period, because=left_out(period.because, name))
    return 1


def _ended(one: Ticket | Order, before: float) -> bool:
    return one.stage.final and one.since < before

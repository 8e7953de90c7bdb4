"""What is said on one channel, and when: the order of announcements, in ticks.

Pure: time comes in as a tick and events go out. Whoever owns a timeline calls `advance` after each change, and when
`next_tick` has come; it calls `cut` in answer to each `CutWanted`.
"""

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from callcast.bus.messages import LINE_LIMIT
from callcast.player.media.clip import RATE
from callcast.player.playout.errors import QueueFull
from callcast.player.playout.script import Body, Laid, Part, Placement, Script, fitting
from callcast.player.playout.turns import Turns


@dataclass(frozen=True)
class Rules:
    """How announcements follow one another. All in ticks, but `limit`.

    `gap` between two, `repeat_pause` within one, `rest` behind a chime, `settle` between a cut and what made it
    necessary; an item that is not ready holds others for `patience` at most; after `asleep` without a sound the
    loudspeakers must be woken. While others of its rank or a higher one wait, repeats and other languages that would
    make the voice of one longer than `longest` are left out. `limit` is how many of one priority may wait.
    """

    gap: int = 700 * RATE // 1000
    repeat_pause: int = 600 * RATE // 1000
    rest: int = 200 * RATE // 1000
    settle: int = 100 * RATE // 1000
    patience: int = 1500 * RATE // 1000
    asleep: int = 5 * RATE
    longest: int = 15 * RATE
    limit: int = LINE_LIMIT


@dataclass(frozen=True)
class Request:
    """An announcement as it comes. `rank` 0 is normal, 2 emergency; `expires` is a tick; `replay` when it was cut.

    Of the same rank, those of several `source`s take turns.
    """

    id: str
    rank: int = 0
    repeat: int = 1
    expires: int | None = None
    replay: bool = True
    source: str = ""


@dataclass(frozen=True)
class Started:
    """`id` is spoken: `placements` in order, up to the end of what is said first; from `voiced_from` to `voiced_to`.

    The latter is exclusive, here and below. What else is said of it comes with `GoneOn`.
    """

    id: str
    placements: tuple[Placement, ...]
    voiced_from: int
    voiced_to: int


@dataclass(frozen=True)
class GoneOn:
    """`id`, which is being spoken, is repeated, or said in another language, from `voiced_from` to `voiced_to`."""

    id: str
    placements: tuple[Placement, ...]
    voiced_from: int
    voiced_to: int


@dataclass(frozen=True)
class Finished:
    """Final: `id` was spoken to its end, or `shortened`, since others waited; `late` others were not ready for it."""

    id: str
    voiced_from: int
    voiced_to: int
    shortened: bool = False
    late: bool = False


@dataclass(frozen=True)
class Expired:
    """Final: the time of `id` was over before its turn came; the ticks are those of what was heard before a cut."""

    id: str
    voiced_from: int | None = None
    voiced_to: int | None = None


@dataclass(frozen=True)
class Failed:
    """Final: `id` cannot be spoken."""

    id: str
    reason: str


@dataclass(frozen=True)
class Cancelled:
    """Final: `id` was cancelled; the ticks are those of its voice if some of it was heard."""

    id: str
    voiced_from: int | None = None
    voiced_to: int | None = None


@dataclass(frozen=True)
class Preempted:
    """`id` was cut for a more important one: waits again if `replay`, else final."""

    id: str
    replay: bool
    voiced_from: int | None = None
    voiced_to: int | None = None


@dataclass(frozen=True)
class CutWanted:
    """`id` should fall silent soon; answer with `cut`. Nothing else starts before it has."""

    id: str


Event: TypeAlias = Started | GoneOn | Finished | Expired | Failed | Cancelled | Preempted | CutWanted


@dataclass
class _Item:
    request: Request
    turn: int
    number: int
    expires: int | None
    script: Script | None = None
    failed: str | None = None
    cancelled: bool = False
    held: int | None = None
    heard: tuple[int | None, int | None] = (None, None)

    @property
    def order(self) -> tuple[int, int, int]:
        return (-self.request.rank, self.turn, self.number)

    def waits(self, tick: int) -> bool:
        """It is still to be said."""
        return not self.cancelled and self.failed is None and (self.expires is None or self.expires > tick)


@dataclass
class _Speaking:
    """`bodies` are still to be said after what is laid on, which ends at `end`."""

    item: _Item
    bodies: Sequence[Body]
    voiced_from: int
    voiced_to: int
    end: int
    cutting: Literal["cancel", "preempt"] | None = None
    cut: bool = False
    shortened: bool = False

    @property
    def more(self) -> bool:
        """Something is still being made of what is to be said after `bodies`."""
        return not self.cut and self.item.script is not None and self.item.script.more

    @property
    def heard(self) -> tuple[int | None, int | None]:
        """Ticks of the first and behind the last of its voice up to its end, if any."""
        if self.voiced_from >= self.end:
            return None, None
        return self.voiced_from, min(self.voiced_to, self.end)


class Timeline:
    """The announcements of one channel. Ids are unique among those that are not final."""

    def __init__(self, channel: str, rules: Rules) -> None:
        """`rules` may be replaced at any time; they count from the next start on."""
        self.rules = rules
        self.next_tick: int | None = None
        self._channel = channel
        self._line: list[_Item] = []
        self._items: dict[str, _Item] = {}
        self._speaking: _Speaking | None = None
        self._last: tuple[int, int] | None = None
        self._count = 0
        self._turns: dict[int, Turns] = {}

    @property
    def speaking(self) -> str | None:
        """The id of what is being said."""
        return self._speaking.item.request.id if self._speaking else None

    @property
    def waiting(self) -> tuple[str, ...]:
        """The ids of what waits, in the order in which it should be said."""
        return tuple(item.request.id for item in self._line)

    @property
    def length(self) -> int:
        """How many wait."""
        return len(self._line)

    def unready(self, depth: int) -> list[str]:
        """Those of the first `depth` in the line that are not ready."""
        return [item.request.id for item in self._line[:depth] if item.script is None]

    def due(self, item_id: str) -> tuple[int, int]:
        """Minus its rank, and how many come before it; what is gone comes last."""
        if (item := self._items.get(item_id)) is None:
            return 1, 0
        place = next((n for n, other in enumerate(self._line) if other is item), 0)
        return -item.request.rank, place + (self.speaking is not None)

    def add(self, request: Request) -> None:
        """Take a place in the line; `QueueFull` when as many of its priority wait as may."""
        if request.id in self._items:
            raise ValueError(f"{request.id} is on the timeline already")
        if sum(item.request.rank == request.rank for item in self._line) >= self.rules.limit:
            raise QueueFull(self._channel, self.rules.limit)
        self._count += 1
        turn = self._turns.setdefault(request.rank, Turns()).of(request.source)
        item = _Item(request, turn, self._count, request.expires)
        self._items[request.id] = item
        insort(self._line, item, key=lambda other: other.order)

    def ready(self, item_id: str, script: Script) -> None:
        """`item_id` can be spoken. Unknown ids are ignored here and below: they may have become final meanwhile."""
        if (item := self._items.get(item_id)) is not None:
            item.script = script

    def extend(self, item_id: str, others: tuple[tuple[Part, ...], ...]) -> None:
        """The other languages of `item_id`, whose script said that there is `more`, can be spoken, too."""
        item = self._items.get(item_id)
        if item is None or item.script is None:
            return
        item.script = replace(item.script, others=others, more=False)
        if self._speaking is not None and self._speaking.item is item and not self._speaking.cut:
            self._speaking.bodies = [*self._speaking.bodies, *map(Body, others)]

    def fail(self, item_id: str, reason: str) -> None:
        """`item_id` cannot be spoken; not for one that is being spoken."""
        if (item := self._items.get(item_id)) is not None:
            item.failed = reason

    def cancel(self, item_id: str) -> None:
        """Do not say `item_id`, or stop saying it."""
        if (item := self._items.get(item_id)) is not None:
            item.cancelled = True

    def expire(self, item_id: str, tick: int) -> None:
        """Set anew when the time of `item_id` is over, since the clock on the wall was moved."""
        if (item := self._items.get(item_id)) is not None:
            item.expires = tick

    def cut(self, item_id: str, tick: int) -> None:
        """`item_id` is silent from `tick` on, its fade included; of no effect when it ends by then anyway."""
        speaking = self._speaking
        if speaking is None or speaking.item.request.id != item_id or not speaking.cutting:
            return
        if tick < speaking.end or speaking.bodies or speaking.more:
            speaking.end, speaking.cut, speaking.bodies = tick, True, ()

    def advance(self, tick: int) -> list[Event]:
        """All that happens up to `tick`, which never goes back. What starts, starts at `tick` or later."""
        events: list[Event] = []
        self._finish(tick, events)
        self._drop(tick, events)
        wake = None
        if self._speaking is None:
            item, wake = self._pick(tick)
            if item is not None:
                events.append(self._start(item, tick))
        if self._speaking is not None:
            self._interrupt(self._speaking, events)
            wake = self._wake(self._speaking, tick)
        times = [item.expires for item in self._line if item.expires is not None]
        self.next_tick = min([*times, wake] if wake is not None else times, default=None)
        return events

    def _wake(self, speaking: _Speaking, tick: int) -> int | None:
        if speaking.end > tick:
            return speaking.end
        return None if speaking.cutting else speaking.end + self.rules.patience

    def _finish(self, tick: int, events: list[Event]) -> None:
        speaking = self._speaking
        if speaking is None or speaking.end > tick:
            return
        if (speaking.bodies or speaking.more) and self._goes_on(speaking, tick, events):
            return
        self._speaking = None
        request = speaking.item.request
        self._last = (speaking.end, request.rank)
        if not speaking.cut:
            del self._items[request.id]
            events.append(
                Finished(request.id, speaking.voiced_from, speaking.voiced_to, speaking.shortened, speaking.more)
            )
        elif speaking.cutting == "cancel" or speaking.item.cancelled:
            del self._items[request.id]
            events.append(Cancelled(request.id, *speaking.heard))
        else:
            events.append(Preempted(request.id, request.replay, *speaking.heard))
            if request.replay:
                speaking.item.heard = speaking.heard
                insort(self._line, speaking.item, key=lambda other: other.order)
            else:
                del self._items[request.id]

    def _drop(self, tick: int, events: list[Event]) -> None:
        kept: list[_Item] = []
        for item in self._line:
            item_id = item.request.id
            if item.cancelled:
                events.append(Cancelled(item_id, *item.heard))
            elif item.failed is not None:
                events.append(Failed(item_id, item.failed))
            elif item.expires is not None and item.expires <= tick:
                events.append(Expired(item_id, *item.heard))
            else:
                kept.append(item)
                continue
            del self._items[item_id]
        self._line = kept

    def _pick(self, tick: int) -> tuple[_Item | None, int | None]:
        """What starts at `tick`, or the tick at which to ask again."""
        place = next((n for n, item in enumerate(self._line) if item.script is not None), None)
        if place is None:
            return None, None
        item, before = self._line[place], self._line[:place]
        if self._last is not None:
            end, rank = self._last
            free = end + (self.rules.settle if item.request.rank > rank else self.rules.gap)
            if tick < free:
                return None, free
        for held in (item, *before) if before else ():
            held.held = tick if held.held is None else held.held
        if before:
            # Neither may one that is not ready hold many in turn, nor many hold one in turn.
            since = min(item.held or 0, max(other.held or 0 for other in before))
            if tick < since + self.rules.patience:
                return None, since + self.rules.patience
        return item, None

    def _start(self, item: _Item, tick: int) -> Started:
        script = item.script
        if script is None:
            raise AssertionError("only what is ready is picked")
        self._line.remove(item)
        self._turns[item.request.rank].begun(item.turn)
        laid = Laid(tick)
        asleep = self._last is None or tick - self._last[0] >= self.rules.asleep
        for part in (script.wake if asleep else None, script.chime):
            if part is not None:
                laid.lay(part)
                laid.at += self.rules.rest
        laid.lay(*script.body)
        self._speaking = _Speaking(item, script.after(item.request.repeat), *laid.voice, laid.at)
        return Started(item.request.id, tuple(laid.placements), *laid.voice)

    def _goes_on(self, speaking: _Speaking, tick: int, events: list[Event]) -> bool:
        """What was being said is over: say the next, if there is any; wait for a cut, or for what is being made."""
        if speaking.cutting:
            return True
        bodies = self._kept(speaking, tick)
        speaking.shortened = speaking.shortened or bodies != speaking.bodies
        speaking.bodies = bodies[1:]
        if not bodies:
            return speaking.more and tick < speaking.end + self.rules.patience
        laid = Laid(max(tick, speaking.end + self.rules.repeat_pause))
        laid.lay(*bodies[0].parts)
        speaking.voiced_to, speaking.end = laid.voice[1], laid.at
        events.append(GoneOn(speaking.item.request.id, tuple(laid.placements), *laid.voice))
        return True

    def _kept(self, speaking: _Speaking, tick: int) -> Sequence[Body]:
        """What is still to be said: all of it, or what fits while others wait."""
        rank = speaking.item.request.rank
        if not any(item.request.rank >= rank and item.waits(tick) for item in self._line):
            return speaking.bodies
        room = self.rules.longest - (speaking.end - speaking.voiced_from)
        return fitting(speaking.bodies, self.rules.repeat_pause, room)

    def _interrupt(self, speaking: _Speaking, events: list[Event]) -> None:
        if speaking.cutting is None:
            rank = speaking.item.request.rank
            if speaking.item.cancelled:
                speaking.cutting = "cancel"
            elif any(item.script is not None and item.request.rank > rank for item in self._line):
                speaking.cutting = "preempt"
            else:
                return
            events.append(CutWanted(speaking.item.request.id))

"""The one ticker of the process: which frame, and which turn of a timeline, is due when."""

import asyncio
import heapq
import logging
from collections.abc import Callable

from callcast.player.media.clip import RATE
from callcast.player.media.gop import GopProfile
from callcast.player.media.profile import Profile
from callcast.player.playout.clock import SECOND, Clock, FrameClock
from callcast.player.playout.group import Group, Member
from callcast.player.playout.lateness import Lateness
from callcast.player.playout.track import Track
from callcast.player.playout.video import VideoTrack

log = logging.getLogger(__name__)

STALL = RATE
"""Ticks: what is later than this is not caught up, but the epoch moves."""

SHORT = 25_000_000
"""Nanoseconds: a longer sleep ends when something sooner comes up, which is not worth its price for a short one."""

LONG = SECOND
"""Nanoseconds: how long the ticker sleeps with nothing due."""

PHASES, PHASE = 8, 120
"""Channels are spread over so many phases, so many ticks apart (2.5 ms), lest all their frames are due at once."""

TOGETHER = 32
"""Channels of a phase before the next one gets any: each phase costs a wake for each frame, whoever is in it."""


class Pulse:
    """A channel's hold on the ticker. Ticks here are the channel's own, a phase ahead of the process's."""

    def __init__(self, ticker: "Ticker", phase: int, advance: Callable[[int], None]) -> None:
        """`advance(tick)` is called when the tick given to `call_at` has come, before the frames of that tick."""
        self.clock = ticker.frames.phased(phase)
        self._ticker = ticker
        self._phase = phase
        self._advance = advance
        self._due: int | None = None

    def tick(self) -> int:
        """Now, or the first tick whose frames are not sent yet."""
        return self._ticker.tick() + self._phase

    def call_at(self, tick: int | None) -> None:
        """Call `advance` at `tick`, or a second from now if that is sooner, and no more at the tick of before.

        None: not at all. A second at most, so that what was called off does not pile up.
        """
        if tick is None:
            self._due = None
            return
        soon = max(tick - self._phase, self._ticker.processed + 1)
        soon = min(soon, self._ticker.tick() + RATE)
        if soon != self._due:
            self._due = soon
            self._ticker.push(soon, self)

    def call(self, tick: int) -> None:
        """For the ticker: the process's `tick` has come."""
        if self._due == tick:
            self._due = None
            self._advance(tick + self._phase)

    def track(self, profile: Profile, turn: Callable[[Track, bool], None]) -> Track:
        """A new track of this channel; `turn(track, on)` is called when it begins and ceases to tick."""
        ticker, group = self._ticker, self._ticker.group(profile, self._phase)

        def turned(track: Track, on: bool) -> None:
            ticker.turn_track(group, track, on)
            turn(track, on)

        return Track(profile, lambda: ticker.number(group), turned, group.change)

    def video(self, profile: GopProfile) -> VideoTrack:
        """A new picture of this channel."""
        ticker, group = self._ticker, self._ticker.group(profile, self._phase)

        def turned(track: VideoTrack, on: bool) -> None:
            ticker.turn_track(group, track, on)

        return VideoTrack(profile, lambda: ticker.number(group), turned, group.change)


class Ticker:
    """Sends the frames of all channels, and lets their timelines go on, in the order of their ticks.

    When it was held up for less than `STALL` everything due is done at once, with the numbers it would have had; after
    longer (the machine was suspended) the epoch moves, so that nothing that was to be said is skipped.
    """

    def __init__(self, clock: Clock) -> None:
        """Tick 0 is now."""
        self.clock = clock
        self.frames = FrameClock(clock.now(), clock.unix())
        self.lateness = Lateness()
        self.stalls = 0
        self._groups: dict[tuple[Profile | GopProfile, int], Group] = {}
        self._heap: list[tuple[int, bool, int, Group | Pulse]] = []
        self._order = 0
        self.processed = -1
        self._pulses = 0
        self._pushed = asyncio.Event()

    def pulse(self, advance: Callable[[int], None]) -> Pulse:
        """A hold for one more channel."""
        self._pulses += 1
        phase = -(-self._pulses // TOGETHER) % PHASES
        return Pulse(self, phase * PHASE, advance)

    def tick(self) -> int:
        """Now, or the first tick of which not everything is done."""
        return max(self.processed + 1, self.frames.tick_at(self.clock.now()))

    async def run(self) -> None:
        """Tick for ever."""
        while True:
            now = self.clock.now()
            self.turn(now)
            await self._rest()

    async def _rest(self) -> None:
        """Until the next is due, or something was pushed in a long sleep."""
        now = self.clock.now()
        wake = self.frames.due(self._heap[0][0]) if self._heap else now + LONG
        if wake - now <= SHORT:
            await self.clock.sleep_until(wake)
            return
        self._pushed.clear()
        waits = [asyncio.ensure_future(wait) for wait in (self.clock.sleep_until(wake), self._pushed.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def turn(self, now: int) -> None:
        """Do all that is due by `now` (monotonic ns)."""
        last = self.frames.tick_at(now)
        heap = self._heap
        if heap and last - heap[0][0] > STALL:
            late = now - self.frames.due(heap[0][0])
            self.stalls += 1
            log.warning("frames were held up for %.1f s; the channels go on where they were", late / 1e9)
            self.frames.shift(late)
            last = self.frames.tick_at(now)
        while heap and heap[0][0] <= last:
            tick, _, _, what = heap[0]
            self.processed = max(self.processed, tick)
            if isinstance(what, Group):
                self._emit(what)
            else:
                heapq.heappop(heap)
                self._call(what, tick)
        self.processed = max(self.processed, last)

    def _emit(self, group: Group) -> None:
        """Send the frame of the group on top of the heap."""
        number, due = group.number, group.tick
        if not group.tracks:
            group.scheduled = False
            heapq.heappop(self._heap)
            return
        group.number = number + 1
        self._order += 1
        heapq.heapreplace(self._heap, (group.tick, True, self._order, group))
        group.emit(number)
        now = self.clock.now()
        self.lateness.note(now, now - self.frames.due(due), len(group.tracks))

    def _call(self, pulse: Pulse, tick: int) -> None:
        try:
            pulse.call(tick)
        except Exception:
            log.exception("a channel's timeline failed")

    def push(self, tick: int, what: "Pulse | Group") -> None:
        """For what hangs on the ticker: see to `what` at the process's `tick`, pulses before groups."""
        self._order += 1
        heapq.heappush(self._heap, (tick, isinstance(what, Group), self._order, what))
        self._pushed.set()

    def group(self, profile: Profile | GopProfile, phase: int) -> Group:
        """For pulses: where tracks of this profile and phase belong."""
        key = (profile, phase)
        if key not in self._groups:
            self._groups[key] = Group(profile, phase)
        return self._groups[key]

    def number(self, group: Group) -> int:
        """For pulses: of its next frame, which for one that does not tick follows from the time."""
        return group.number if group.scheduled else -(-(self.tick() + group.phase) // group.ticks)

    def turn_track(self, group: Group, track: Member, on: bool) -> None:
        """For pulses: let a track tick, or no more."""
        if not on:
            group.tracks = tuple(other for other in group.tracks if other is not track)
            return
        if not group.scheduled:
            group.number = self.number(group)
            group.scheduled = True
            self.push(group.tick, group)
        group.tracks = (*group.tracks, track)

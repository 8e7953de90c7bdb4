"""A channel: one continuous stream, what is said on it, and its tracks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any

from callcast.bus.messages import ChannelStatus, Priority, Report, State
from callcast.errors import CallcastError
from callcast.player.media.clip import RATE, Clip
from callcast.player.media.encode import EncodedClip
from callcast.player.media.profile import AAC, PROFILES, Profile
from callcast.player.playout.clock import SECOND, FrameClock
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.errors import UnknownProfile
from callcast.player.playout.gate import Due
from callcast.player.playout.settings import ChannelSettings
from callcast.player.playout.ticker import Ticker
from callcast.player.playout.timeline import (
    Cancelled,
    CutWanted,
    Event,
    Expired,
    Failed,
    Finished,
    Part,
    Preempted,
    Request,
    Rules,
    Script,
    Started,
    Timeline,
)
from callcast.player.playout.track import Track

log = logging.getLogger(__name__)

AHEAD = AAC
"""The profile that every clip is coded in, so that the first reader need not wait."""

DEPTH = 3
"""So many at the head of the line are rendered and coded ahead; more would take the time of other channels' heads."""

CUT_LEADS = (40 * RATE // 1000, 100 * RATE // 1000, 250 * RATE // 1000, 600 * RATE // 1000)
"""Ticks from a try to cut to the cut, one for each try: the fade must be coded before its first frame is due."""

REST = 125 * RATE // 1000
"""Ticks behind a clip's end in which codecs may still send the last of it; Opus takes longest."""

FADE_TICKS = 62 * RATE // 1000
"""Ticks from a cut until nothing of the clip is heard; AAC takes longest: one frame as it was, then 40 ms of fade."""

INTERNAL = "An internal fault of the player; its log says more."


@dataclass(eq=False)
class Sound:
    """A clip and what it is coded in so far, by the profile's name."""

    clip: Clip
    coded: dict[str, EncodedClip] = field(default_factory=dict)


@dataclass(frozen=True)
class House:
    """The sounds that a channel's settings ask for, loaded."""

    chime: Clip | None = None
    wake: Clip | None = None


@dataclass(frozen=True)
class Announcement:
    """Something to say. `expires_at` in Unix seconds; `render` gives its clip, and may be called more than once."""

    id: str
    render: Callable[[], Awaitable[Clip]]
    rank: int = 0
    repeat: int = 1
    expires_at: float | None = None


@dataclass(eq=False)
class _Item:
    announcement: Announcement
    task: "asyncio.Task[None] | None" = None
    sounds: dict[str, Sound] = field(default_factory=dict)


@dataclass(eq=False)
class _Placed:
    id: str
    sound: Sound
    tick: int

    @property
    def end(self) -> int:
        return self.tick + self.sound.clip.ticks


class Channel:
    """Takes announcements, tells by `Report`s what becomes of them, and has a track for each profile asked for."""

    def __init__(
        self, settings: ChannelSettings, house: House, ticker: Ticker, encoder: Encoder, tell: Callable[[Report], None]
    ) -> None:
        """Silent. `tell` gets every change of state, on the event loop."""
        self.settings = settings
        self._ticker = ticker
        self._pulse = ticker.pulse(self._step)
        self._encoder = encoder
        self._tell = tell
        self._items: dict[str, _Item] = {}
        self._tracks: dict[str, Track] = {}
        self._placed: list[_Placed] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._set(settings, house)
        self._timeline = Timeline(settings.id, self._rules)

    @property
    def id(self) -> str:
        """Name in addresses."""
        return self.settings.id

    @property
    def clock(self) -> FrameClock:
        """When the ticks of this channel are due: frame n of a track at tick n * profile.ticks."""
        return self._pulse.clock

    def status(self, readers: int | None = None, dropped: int = 0) -> ChannelStatus:
        """As it is now, with so many `readers` (or as many as its tracks see), which lost `dropped` elsewhere."""
        # All channels are asked every second, and most of their tracks have never been listened to.
        seen = frames = 0
        for track in self._tracks.values():
            if track.used:
                seen += track.readers
                frames += track.emitted
                dropped += track.dropped
        timeline = self._timeline
        if readers is None:
            readers = seen
        return ChannelStatus(self.id, readers, timeline.length, timeline.speaking, frames, dropped)

    @property
    def unfinished(self) -> tuple[str, ...]:
        """The ids of what is not final."""
        return tuple(self._items)

    def track(self, profile: str | Profile) -> Track:
        """The track in that profile, or in the one of that name; `UnknownProfile` when there is no such."""
        if isinstance(profile, str):
            if profile not in PROFILES:
                raise UnknownProfile(profile, PROFILES)
            profile = PROFILES[profile]
        if profile.name not in self._tracks:
            self._tracks[profile.name] = self._pulse.track(profile, self._turn)
        return self._tracks[profile.name]

    def change(self, settings: ChannelSettings, house: House) -> None:
        """Take other settings of the same id; the stream goes on, what is prepared stays as it is."""
        self._set(settings, house)
        self._timeline.rules = self._rules

    def _set(self, settings: ChannelSettings, house: House) -> None:
        self.settings, self.house = settings, house
        self._rules = Rules(gap=settings.gap_ms * RATE // 1000, repeat_pause=settings.repeat_pause_ms * RATE // 1000)
        self._chime = Sound(house.chime) if house.chime else None
        self._wake = Sound(house.wake) if house.wake else None

    def submit(self, announcement: Announcement) -> None:
        """Say it when its turn comes; `QueueFull` when too much waits. Its id must be none that is not final."""
        request = Request(
            announcement.id,
            announcement.rank,
            max(1, announcement.repeat),
            self._tick_of(announcement.expires_at) if announcement.expires_at is not None else None,
            self.settings.preempted == "replay",
        )
        self._timeline.add(request)
        self._items[announcement.id] = _Item(announcement)
        self._tell(Report(announcement.id, self.id, State.QUEUED))
        self._poke()

    def cancel(self, item_id: str) -> None:
        """Do not say it, or stop saying it; unknown ids are ignored."""
        self._timeline.cancel(item_id)
        self._poke()

    def due(self, item_id: str) -> tuple[int, int]:
        """How soon it is wanted, as `Gate` asks: minus its rank, and how many come before it."""
        return self._timeline.due(item_id)

    def set_wall(self) -> None:
        """The clock on the wall was moved: reckon anew when what waits expires."""
        for item in self._items.values():
            if (expires := item.announcement.expires_at) is not None:
                self._timeline.expire(item.announcement.id, self._tick_of(expires))
        self._poke()

    def close(self, reason: str | None) -> None:
        """End tracks and tasks. With a `reason` all that is not final has failed for it."""
        self._pulse.call_at(None)
        for track in self._tracks.values():
            track.close()
        for task in [*self._tasks, *(item.task for item in self._items.values() if item.task)]:
            task.cancel()
        if reason is not None:
            self._fail_all(reason)
        self._items.clear()

    # -- time --------------------------------------------------------------------------------------------------

    def _tick_of(self, unix: float) -> int:
        """The tick of a wall time, by the machine's clock as it is now."""
        return self._pulse.tick() + int((unix - self._ticker.clock.unix()) * RATE)

    def _unix_of(self, tick: int | None) -> float | None:
        if tick is None:
            return None
        clock = self._ticker.clock
        return clock.unix() + (self.clock.due(tick) - clock.now()) / SECOND

    def _poke(self) -> None:
        self._step(self._pulse.tick())

    def _step(self, tick: int) -> None:
        """Let the timeline go on to `tick`, and do what it says; a fault costs what waits, never the stream."""
        try:
            for event in self._timeline.advance(tick):
                self._do(event)
        except Exception:
            log.exception("the timeline of channel %s failed and begins anew", self.id)
            self._begin_anew()
        self._placed = [placed for placed in self._placed if placed.end + REST > tick]
        self._pulse.call_at(self._timeline.next_tick)
        for item_id in self._timeline.unready(DEPTH):
            item = self._items[item_id]
            if item.task is None:
                item.task = asyncio.ensure_future(self._prepare(item))

    def _begin_anew(self) -> None:
        self._timeline = Timeline(self.id, self._rules)
        self._placed.clear()
        for track in self._tracks.values():
            track.cut(track.position, ())
        self._fail_all(INTERNAL)

    def _fail_all(self, reason: str) -> None:
        for item_id in list(self._items):
            self._end(Report(item_id, self.id, State.FAILED, reason))

    # -- what the timeline says --------------------------------------------------------------------------------

    def _do(self, event: Event) -> None:
        if isinstance(event, Started):
            self._start(event)
        elif isinstance(event, CutWanted):
            self._spawn(self._cut(event.id))
        elif isinstance(event, Preempted) and event.replay:
            self._tell(Report(event.id, self.id, State.QUEUED, "Cut by a more important one; it is said again."))
        else:
            self._end(self._report(event))

    def _report(self, event: Finished | Expired | Failed | Cancelled | Preempted) -> Report:
        if isinstance(event, Failed):
            return Report(event.id, self.id, State.FAILED, event.reason)
        times = self._unix_of(event.voiced_from), self._unix_of(event.voiced_to)
        if isinstance(event, Finished):
            return Report(event.id, self.id, State.SPOKEN, None, *times)
        if isinstance(event, Expired):
            reason = "Its time was over before its turn came" + (" again." if event.voiced_from is not None else ".")
            return Report(event.id, self.id, State.EXPIRED, reason, *times)
        cut = "Cut by a more important one." if isinstance(event, Preempted) else None
        return Report(event.id, self.id, State.CANCELLED, cut, *times)

    def _end(self, report: Report) -> None:
        item = self._items.pop(report.id)
        if item.task is not None:
            item.task.cancel()
        self._tell(report)

    def _start(self, event: Started) -> None:
        sounds = self._items[event.id].sounds
        for tick, key in event.placements:
            placed = _Placed(event.id, sounds[key], tick)
            self._placed.append(placed)
            for track in self._listened():
                self._place(track, placed)
        self._tell(Report(event.id, self.id, State.SPEAKING, spoken_from=self._unix_of(event.voiced_from)))

    def _place(self, track: Track, placed: _Placed) -> None:
        """A track that came after the clip was coded gets it from `_join`."""
        if (coded := placed.sound.coded.get(track.profile.name)) is not None:
            track.place(track.frame_of(placed.tick), coded.packets)

    # -- clips and tracks --------------------------------------------------------------------------------------

    def _listened(self) -> list[Track]:
        return [track for track in self._tracks.values() if track.active]

    def _wanted(self) -> list[Profile]:
        """What a clip must be coded in before it is ready."""
        return list({track.profile: None for track in self._listened()} | {AHEAD: None})

    async def _prepare(self, item: _Item) -> None:
        """Render and code; nothing is ready before all tracks have its packets."""
        item_id = item.announcement.id
        try:
            voice = Sound(await item.announcement.render())
            chime, wake = self._chime, self._wake
            item.sounds = {sound.clip.digest: sound for sound in (chime, wake, voice) if sound is not None}
            while missing := self._missing(item.sounds.values(), self._wanted()):
                await asyncio.gather(*(self._code(*pair, lambda: self.due(item_id)) for pair in missing))
            self._timeline.ready(
                item_id, Script((_part(voice, True),), _part(chime) if chime else None, _part(wake) if wake else None)
            )
        except CallcastError as error:
            self._timeline.fail(item_id, str(error))
        except Exception:
            log.exception("announcement %s could not be prepared for channel %s", item_id, self.id)
            self._timeline.fail(item_id, INTERNAL)
        item.task = None
        self._poke()

    def _missing(self, sounds: Iterable[Sound], profiles: Iterable[Profile]) -> list[tuple[Sound, Profile]]:
        return [(sound, profile) for sound in sounds for profile in profiles if profile.name not in sound.coded]

    async def _code(self, sound: Sound, profile: Profile, due: Due) -> None:
        sound.coded[profile.name] = await self._encoder.encode(sound.clip, profile, due)

    def _turn(self, track: Track, on: bool) -> None:
        """A track got its first reader, or lost its last."""
        if on:
            for placed in self._placed:
                self._place(track, placed)
            if self._to_join(track):
                self._spawn(self._join(track))

    def _to_join(self, track: Track) -> list[tuple[Sound, Profile]]:
        ready = [sound for item in self._items.values() for sound in item.sounds.values()]
        return self._missing([*(placed.sound for placed in self._placed), *ready], [track.profile])

    async def _join(self, track: Track) -> None:
        """Code for a new track what was ready before it came, what is being heard first."""
        while track.active and (missing := self._to_join(track)):
            sound, profile = missing[0]
            await self._code(sound, profile, _heard_now)
            for placed in self._placed:
                if placed.sound is sound:
                    self._place(track, placed)

    # -- cutting -----------------------------------------------------------------------------------------------

    async def _cut(self, item_id: str) -> None:
        """Fade out what is being heard of `item_id`; a fade that comes too late is tried again with more time."""
        for lead in CUT_LEADS:
            tick = self._between(item_id, self._pulse.tick() + lead)
            tails = await self._tails_or_none(item_id, tick)
            if self._timeline.speaking != item_id:
                return
            if all(track.position <= track.frame_of(tick) for track in self._listened()):
                self._fall_silent(item_id, tick, tails)
                return
        log.warning("channel %s: no fade was made in time; it is cut without", self.id)
        self._fall_silent(item_id, self._pulse.tick(), {})

    def _between(self, item_id: str, tick: int) -> int:
        """`tick`, or behind the last packet of a clip that is about to end."""
        ends = [placed.end for placed in self._placed if placed.id == item_id]
        return next((end + REST for end in ends if end - FADE_TICKS <= tick < end + REST), tick)

    async def _tails_or_none(self, item_id: str, tick: int) -> dict[str, tuple[bytes, ...]]:
        """A click is better than an emergency that waits."""
        try:
            return await self._tails(item_id, tick)
        except Exception:
            log.exception("channel %s: a fade failed; it is cut without", self.id)
            return {}

    async def _tails(self, item_id: str, tick: int) -> dict[str, tuple[bytes, ...]]:
        """By profile, what fades out the clip that is heard at `tick`, if one is."""
        tails: dict[str, tuple[bytes, ...]] = {}
        for placed in self._placed:
            if placed.id != item_id or not placed.tick <= tick < placed.end:
                continue
            for track in self._listened():
                at = track.frame_of(tick) - track.frame_of(placed.tick)
                if at > 0 and track.profile.name in placed.sound.coded:
                    tails[track.profile.name] = await self._encoder.fade(placed.sound.clip, track.profile, at)
        return tails

    def _fall_silent(self, item_id: str, tick: int, tails: dict[str, tuple[bytes, ...]]) -> None:
        for track in self._listened():
            track.cut(track.frame_of(tick), tails.get(track.profile.name, ()))
        self._placed = [placed for placed in self._placed if placed.id != item_id]
        self._timeline.cut(item_id, tick + FADE_TICKS)
        self._poke()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(self._watched(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _watched(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            log.exception("channel %s: a clip could not be fitted in", self.id)


def _heard_now() -> tuple[int, int]:
    """Before all that is to be heard, but for an emergency."""
    return 1 - Priority.EMERGENCY.rank, -1


def _part(sound: Sound, voice: bool = False) -> Part:
    return Part(sound.clip.ticks, sound.clip.digest, voice)

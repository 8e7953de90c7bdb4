"""A channel: one continuous stream, what is said on it, and its tracks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeAlias

from callcast.bus.messages import ChannelStatus, Report, State
from callcast.errors import CallcastError
from callcast.player.media.clip import RATE
from callcast.player.media.gop import GopProfile
from callcast.player.media.picture import Picture
from callcast.player.media.profile import Profile
from callcast.player.playout.announcement import Announcement, House, Rendered, Scene, Sound
from callcast.player.playout.clock import SECOND, FrameClock
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.errors import INTERNAL
from callcast.player.playout.screen import Reel, Screen
from callcast.player.playout.script import Part, Script
from callcast.player.playout.settings import ChannelSettings
from callcast.player.playout.ticker import Ticker
from callcast.player.playout.timeline import (
    Cancelled,
    CutWanted,
    Event,
    Expired,
    Failed,
    Finished,
    GoneOn,
    Preempted,
    Request,
    Rules,
    Started,
    Timeline,
)
from callcast.player.playout.track import Track
from callcast.player.playout.tracks import FADE_TICKS, Tracks
from callcast.player.playout.video import VideoTrack

log = logging.getLogger(__name__)

P = ParamSpec("P")
Task: TypeAlias = asyncio.Task[None]

DEPTH = 3
"""So many at the head of the line are rendered and coded ahead; more would take the time of other channels' heads."""

CUT_LEADS = (40 * RATE // 1000, 100 * RATE // 1000, 250 * RATE // 1000, 600 * RATE // 1000)
"""Ticks from a try to cut to the cut, one for each try: the fade must be coded before its first frame is due."""

PATIENCE = 0.5
"""Seconds that a voice which is ready waits for its picture."""

LATE = "Not said in all languages: the others were not ready in time."
SHORTENED = "Said shorter, since others waited."


@dataclass(eq=False)
class _Item:
    announcement: Announcement
    task: Task | None = None
    sounds: dict[str, Sound] = field(default_factory=dict)
    reel: Reel | None = None
    notes: list[str] = field(default_factory=list)
    voiced_from: int | None = None


class Channel:
    """Takes announcements, tells by `Report`s what becomes of them, and has a track for each profile asked for.

    And a picture where one is asked for: sound and picture are on one clock.
    """

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
        self._tracks = Tracks(self._pulse, encoder, self._turn)
        self._screen: Screen | None = None
        self._tasks: set[Task] = set()
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
        seen, frames, lost = self._tracks.heard()
        dropped += lost
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
        return self._tracks[profile]

    @property
    def video(self) -> VideoTrack | None:
        """Its picture, if it has one."""
        return self._screen.track if self._screen else None

    def set_video(self, profile: GopProfile | None) -> None:
        """Have a picture in that profile from now on, or none; the readers of another one are parted from it.

        Await `GopEncoder.ready` before, or the first who asks how it is coded holds up the event loop.
        """
        if self._screen is not None and self._screen.track.profile == profile:
            return
        before = self._screen
        self._screen = Screen(self._pulse.video(profile), self._encoder.gops) if profile else None
        for item in self._items.values():
            item.reel = None  # coded for what was before
        if before is not None:
            before.track.close()

    def show(self, picture: Picture) -> None:
        """Show `picture`, of the size of `video`, as soon as it is coded. Of no effect without `video`."""
        if self._screen is not None:
            self._spawn(self._screen.show, picture)

    def change(self, settings: ChannelSettings, house: House) -> None:
        """Take other settings of the same id; the stream goes on, what is prepared stays as it is."""
        self._set(settings, house)
        self._timeline.rules = self._rules

    def _set(self, settings: ChannelSettings, house: House) -> None:
        self.settings, self.house = settings, house
        self._rules = Rules(
            gap=settings.gap_ms * RATE // 1000,
            repeat_pause=settings.repeat_pause_ms * RATE // 1000,
            longest=settings.longest_ms * RATE // 1000,
        )
        self._chime = Sound(house.chime) if house.chime else None
        self._wake = Sound(house.wake) if house.wake else None

    @property
    def listened(self) -> frozenset[Profile]:
        """What clips are coded in for those who listen now, and for the first who may come."""
        return self._tracks.listened

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
        self._tracks.close()
        if self._screen is not None:
            self._screen.track.close()
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
        self._tracks.pass_by(tick)
        self._pulse.call_at(self._timeline.next_tick)
        for item_id in self._timeline.unready(DEPTH):
            item = self._items[item_id]
            if item.task is None:
                item.task = asyncio.ensure_future(self._prepare(item))

    def _begin_anew(self) -> None:
        self._timeline = Timeline(self.id, self._rules)
        self._tracks.clear()
        self._fail_all(INTERNAL)

    def _fail_all(self, reason: str) -> None:
        for item_id in list(self._items):
            self._end(Report(item_id, self.id, State.FAILED, reason))

    # -- what the timeline says --------------------------------------------------------------------------------

    def _do(self, event: Event) -> None:
        if isinstance(event, Started):
            self._start(event)
        elif isinstance(event, GoneOn):
            self._lay(event)
        elif isinstance(event, CutWanted):
            self._spawn(self._cut, event.id)
        elif isinstance(event, Preempted) and event.replay:
            self._leave_board(self._items[event.id])
            self._tell(Report(event.id, self.id, State.QUEUED, "Cut by a more important one; it is said again."))
        else:
            self._end(self._report(event))

    def _report(self, event: Finished | Expired | Failed | Cancelled | Preempted) -> Report:
        if isinstance(event, Failed):
            return Report(event.id, self.id, State.FAILED, event.reason)
        times = self._unix_of(event.voiced_from), self._unix_of(event.voiced_to)
        if isinstance(event, Finished):
            notes = [*self._items[event.id].notes, *[SHORTENED] * event.shortened, *[LATE] * event.late]
            return Report(event.id, self.id, State.SPOKEN, " ".join(notes) or None, *times)
        if isinstance(event, Expired):
            reason = "Its time was over before its turn came" + (" again." if event.voiced_from is not None else ".")
            return Report(event.id, self.id, State.EXPIRED, reason, *times)
        cut = "Cut by a more important one." if isinstance(event, Preempted) else None
        return Report(event.id, self.id, State.CANCELLED, cut, *times)

    def _end(self, report: Report) -> None:
        item = self._items.pop(report.id)
        if item.task is not None:
            item.task.cancel()
        self._leave_board(item)
        if item.announcement.scene is not None and report.state is not State.SPOKEN:
            item.announcement.scene.take_back()
        self._tell(report)

    def _leave_board(self, item: _Item) -> None:
        """It is not being spoken any more; of no effect while it waits: the board may show another one then."""
        if item.announcement.scene is not None and item.voiced_from is not None:
            item.announcement.scene.end()
        item.voiced_from = None

    def _lay(self, event: Started | GoneOn) -> None:
        sounds = self._items[event.id].sounds
        for tick, key in event.placements:
            self._tracks.lay(event.id, sounds[key], tick)

    def _start(self, event: Started) -> None:
        item = self._items[event.id]
        self._lay(event)
        item.voiced_from = event.voiced_from
        self._show_reel(item)
        if item.announcement.scene is not None and not item.announcement.scene.begin():
            self._spawn(self._draw, item)
        self._tell(Report(event.id, self.id, State.SPEAKING, spoken_from=self._unix_of(event.voiced_from)))

    # -- clips, pictures and tracks ----------------------------------------------------------------------------

    async def _prepare(self, item: _Item) -> None:
        """Render and code; nothing is ready before all tracks have its packets."""
        item_id = item.announcement.id
        drawing = self._spawn(self._draw, item) if self._screen and item.announcement.scene else None
        rest: asyncio.Future[Rendered] | None = None
        try:
            rendered = await item.announcement.render()
            if rendered.rest is not None:
                rest = asyncio.ensure_future(rendered.rest())
            chime, wake = self._chime, self._wake
            voices = await self._coded(item, rendered, *(sound for sound in (chime, wake) if sound is not None))
            if drawing is not None and not drawing.done():
                await asyncio.wait([drawing], timeout=PATIENCE)
            self._timeline.ready(item_id, _script(voices, chime, wake, more=rest is not None))
            if rest is not None:
                self._poke()
                self._timeline.extend(item_id, await self._others(item, rest))
        except CallcastError as error:
            self._timeline.fail(item_id, str(error))
        except Exception:
            log.exception("announcement %s could not be prepared for channel %s", item_id, self.id)
            self._timeline.fail(item_id, INTERNAL)
        finally:
            if rest is not None:
                rest.cancel()
        item.task = None
        self._poke()

    async def _coded(self, item: _Item, rendered: Rendered, *more: Sound) -> tuple[Sound, ...]:
        """What was rendered, which can be laid on then, with `more`."""
        voices = tuple(map(Sound, rendered.clips))
        item.notes += [rendered.note] if rendered.note else []
        item.sounds |= {sound.clip.digest: sound for sound in (*more, *voices)}
        while missing := self._tracks.missing(item.sounds.values()):
            await asyncio.gather(
                *(self._tracks.code(*pair, lambda: self.due(item.announcement.id)) for pair in missing)
            )
        return voices

    async def _others(self, item: _Item, rest: Awaitable[Rendered]) -> tuple[tuple[Part, ...], ...]:
        """The other languages; none, with a note, where that goes wrong: the main one is being said."""
        try:
            return tuple((_part(voice, True),) for voice in await self._coded(item, await rest))
        except Exception:
            log.exception("announcement %s is not said in all languages on channel %s", item.announcement.id, self.id)
            item.notes.append(f"Not said in all languages: {INTERNAL}")
            return ()

    async def _draw(self, item: _Item) -> None:
        """Code what it shows; what comes late is shown late."""
        scene, screen = item.announcement.scene, self._screen
        if scene is None or screen is None or (showing := await scene.draw(self._before(item))) is None:
            return
        reel = await screen.prepare(showing)
        if screen is self._screen:
            item.reel = reel
            self._show_reel(item)

    def _before(self, item: _Item) -> list[Scene]:
        """What is shown until then, the call that is being spoken left out."""
        place = self.due(item.announcement.id)
        ahead = sorted(
            (due, name) for name in self._items if name != self._timeline.speaking and (due := self.due(name)) < place
        )
        scenes = (self._items[name].announcement.scene for _, name in ahead)
        return [scene for scene in scenes if scene is not None]

    def _show_reel(self, item: _Item) -> None:
        """From its voice on, if it is being spoken."""
        if (
            item.reel
            and self._screen
            and item.voiced_from is not None
            and self._timeline.speaking == item.announcement.id
        ):
            self._screen.begin(item.reel, item.voiced_from)

    def _turn(self, track: Track, on: bool) -> None:
        """A track got its first reader, or lost its last."""
        if on:
            self._tracks.resume(track)
            if self._tracks.to_join(track, self._ready()):
                self._spawn(self._tracks.join, track, self._ready)

    def _ready(self) -> Iterable[Sound]:
        return [sound for item in self._items.values() for sound in item.sounds.values()]

    # -- cutting -----------------------------------------------------------------------------------------------

    async def _cut(self, item_id: str) -> None:
        """Fade out what is being heard of `item_id`; a fade that comes too late is tried again with more time."""
        for lead in CUT_LEADS:
            tick = self._tracks.between(item_id, self._pulse.tick() + lead)
            tails = await self._tails_or_none(item_id, tick)
            if self._timeline.speaking != item_id:
                return
            if self._tracks.in_time(tick):
                self._fall_silent(item_id, tick, tails)
                return
        log.warning("channel %s: no fade was made in time; it is cut without", self.id)
        self._fall_silent(item_id, self._pulse.tick(), {})

    async def _tails_or_none(self, item_id: str, tick: int) -> dict[str, tuple[bytes, ...]]:
        """A click is better than an emergency that waits."""
        try:
            return await self._tracks.tails(item_id, tick)
        except Exception:
            log.exception("channel %s: a fade failed; it is cut without", self.id)
            return {}

    def _fall_silent(self, item_id: str, tick: int, tails: dict[str, tuple[bytes, ...]]) -> None:
        self._tracks.cut(item_id, tick, tails)
        if self._screen is not None:
            self._screen.stop(tick)
        self._timeline.cut(item_id, tick + FADE_TICKS)
        self._poke()

    def _spawn(self, work: Callable[P, Coroutine[Any, Any, None]], *args: P.args, **kwargs: P.kwargs) -> Task:
        task = asyncio.ensure_future(self._watched(work, *args, **kwargs))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _watched(self, work: Callable[P, Coroutine[Any, Any, None]], *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            await work(*args, **kwargs)
        except CallcastError as error:
            log.warning("channel %s: %s", self.id, error)
        except Exception:
            log.exception("channel %s: a clip or a picture could not be fitted in", self.id)


def _script(voices: Sequence[Sound], chime: Sound | None, wake: Sound | None, *, more: bool) -> Script:
    body, *others = ((_part(voice, True),) for voice in voices)
    return Script(body, _part(chime) if chime else None, _part(wake) if wake else None, tuple(others), more)


def _part(sound: Sound, voice: bool = False) -> Part:
    return Part(sound.clip.ticks, sound.clip.digest, voice)

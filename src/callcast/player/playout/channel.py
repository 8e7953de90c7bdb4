"""A channel: one continuous stream, what is said on it, and its tracks."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, ParamSpec, TypeAlias

from callcast.bus.messages import ChannelStatus, Report, State
from callcast.errors import CallcastError
from callcast.player.media.clip import RATE
from callcast.player.media.gop import GopProfile
from callcast.player.media.picture import Picture
from callcast.player.media.profile import Profile
from callcast.player.playout.announcement import Announcement, House, Rendered, Scene, Sound
from callcast.player.playout.clips import Clips, script
from callcast.player.playout.clock import SECOND, FrameClock
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.errors import INTERNAL
from callcast.player.playout.item import Item
from callcast.player.playout.scenes import PATIENCE, Scenes
from callcast.player.playout.screen import Screen
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

LATE = "Not said in all languages: the others were not ready in time."
SHORTENED = "Said shorter, since others waited."


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
        self._items: dict[str, Item] = {}
        self._tracks = Tracks(self._pulse, encoder, self._turn)
        self._clips = Clips(self._tracks, settings.id, self.due)
        self._scenes = Scenes(lambda: self._timeline.speaking, self._before)
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
        return self._scenes.video

    def set_video(self, profile: GopProfile | None) -> None:
        """Have a picture in that profile from now on, or none; the readers of another one are parted from it.

        Await `GopEncoder.ready` before, or the first who asks how it is coded holds up the event loop.
        """
        before = self.video
        if before is not None and before.profile == profile:
            return
        screen = Screen(self._pulse.video(profile), self._encoder.gops) if profile else None
        self._scenes.change(screen, self._items.values())

    def show(self, picture: Picture) -> None:
        """Show `picture`, of the size of `video`, as soon as it is coded. Of no effect without `video`."""
        if self._scenes.screen is not None:
            self._spawn(self._scenes.screen.show, picture)

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
            announcement.source,
        )
        self._timeline.add(request)
        self._items[announcement.id] = Item(announcement)
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
        self._scenes.close()
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
            self._scenes.leave(self._items[event.id])
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
        self._scenes.leave(item)
        if item.announcement.scene is not None and report.state is not State.SPOKEN:
            item.announcement.scene.take_back()
        self._tell(report)

    def _lay(self, event: Started | GoneOn) -> None:
        sounds = self._items[event.id].sounds
        for tick, key in event.placements:
            self._tracks.lay(event.id, sounds[key], tick)

    def _start(self, event: Started) -> None:
        item = self._items[event.id]
        self._lay(event)
        item.voiced_from = event.voiced_from
        self._scenes.begin(item)
        if item.announcement.scene is not None and not item.announcement.scene.begin():
            self._spawn(self._scenes.draw, item)
        self._tell(Report(event.id, self.id, State.SPEAKING, spoken_from=self._unix_of(event.voiced_from)))

    # -- clips, pictures and tracks ----------------------------------------------------------------------------

    async def _prepare(self, item: Item) -> None:
        """Render and code; nothing is ready before all tracks have its packets."""
        item_id = item.announcement.id
        drawing = self._spawn(self._scenes.draw, item) if self.video and item.announcement.scene else None
        rest: asyncio.Future[Rendered] | None = None
        try:
            rendered = await item.announcement.render()
            if rendered.rest is not None:
                rest = asyncio.ensure_future(rendered.rest())
            chime, wake = self._chime, self._wake
            voices = await self._clips.coded(item, rendered, *(sound for sound in (chime, wake) if sound is not None))
            if drawing is not None and not drawing.done():
                await asyncio.wait([drawing], timeout=PATIENCE)
            self._timeline.ready(item_id, script(voices, chime, wake, more=rest is not None))
            if rest is not None:
                self._poke()
                self._timeline.extend(item_id, await self._clips.others(item, rest))
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

    def _before(self, item: Item) -> list[Scene]:
        """What is shown until then, the call that is being spoken left out."""
        place = self.due(item.announcement.id)
        ahead = sorted(
            (due, name) for name in self._items if name != self._timeline.speaking and (due := self.due(name)) < place
        )
        scenes = (self._items[name].announcement.scene for _, name in ahead)
        return [scene for scene in scenes if scene is not None]

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
        if self._scenes.screen is not None:
            self._scenes.screen.stop(tick)
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

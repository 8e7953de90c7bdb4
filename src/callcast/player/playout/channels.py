"""All channels of the process, as the settings have them."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar

from callcast.bus.messages import Report
from callcast.errors import CallcastError
from callcast.player.media import chime
from callcast.player.media.clip import Clip
from callcast.player.media.errors import UnreadableSound
from callcast.player.media.names import is_file
from callcast.player.playout.announcement import House
from callcast.player.playout.channel import Channel
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.errors import ChannelRemoved, UnknownChannel
from callcast.player.playout.settings import ChannelSettings
from callcast.player.playout.ticker import Ticker

T = TypeVar("T")

log = logging.getLogger(__name__)

LOAD_LIMIT = 5.0
"""Seconds in which a sound must be there; what is to be said waits meanwhile."""


@dataclass(frozen=True)
class Changes:
    """What `ChannelSet.apply` did, by ids."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


class ChannelSet:
    """Channels by id, in the order of the settings. You must call `close`."""

    def __init__(self, ticker: Ticker, encoder: Encoder, *, executor: Executor | None = None) -> None:
        """None yet. Sounds are loaded in `executor`."""
        self.ticker = ticker
        self.encoder = encoder
        self.tell: Callable[[Report], None] = lambda report: None
        self._executor = executor
        self._channels: dict[str, Channel] = {}

    def __iter__(self) -> Iterator[Channel]:
        return iter(self._channels.values())

    def __len__(self) -> int:
        return len(self._channels)

    def __contains__(self, name: object) -> bool:
        return name in self._channels

    def __getitem__(self, name: str) -> Channel:
        """The channel with the id `name`; `UnknownChannel` when there is none."""
        try:
            return self._channels[name]
        except KeyError:
            raise UnknownChannel(name, self._channels) from None

    async def apply(self, settings: Sequence[ChannelSettings], *, strict: bool = False) -> Changes:
        """Add, remove and change the channels concerned; the others are not touched.

        A channel whose chime cannot be loaded keeps the one that it has of that name, or goes without: what is to be
        said is more than what goes before it. If `strict`, nothing is changed then, and its error raised.
        """
        wanted = {one.id: one for one in settings}
        fresh = [one for one in settings if one.id not in self or self[one.id].settings != one]
        houses = await self._load(fresh, strict)
        removed = [name for name in self._channels if name not in wanted]
        for name in removed:
            self._channels.pop(name).close(str(ChannelRemoved(name)))
        changed = [one.id for one in fresh if one.id in self]
        added = [one.id for one in fresh if one.id not in self]
        for one in fresh:
            if one.id in self:
                self[one.id].change(one, houses[one.id])
            else:
                self._channels[one.id] = Channel(one, houses[one.id], self.ticker, self.encoder, self._told)
        self._channels = {name: self._channels[name] for name in wanted}
        return Changes(tuple(added), tuple(removed), tuple(changed))

    def close(self) -> None:
        """End all channels; what waits on them stays unsaid, and unreported."""
        for channel in self:
            channel.close(None)
        self._channels.clear()
        self.encoder.close()

    def _told(self, report: Report) -> None:
        self.tell(report)

    async def _load(self, settings: Iterable[ChannelSettings], strict: bool) -> dict[str, House]:
        """Each sound once."""
        clips: dict[str | int, Clip] = {}
        houses = {}
        for one in settings:
            if one.chime != "none" and one.chime not in clips:
                try:
                    clips[one.chime] = await self._sound(one.chime, load_chime, one.chime)
                except CallcastError as error:
                    if strict:
                        raise
                    if (had := self._had(one)) is not None:
                        clips[one.chime] = had
                        log.error("channel %s keeps the chime that it has: %s", one.id, error)
                    else:
                        log.error("channel %s goes without its chime: %s", one.id, error)
            if one.lead_in_ms and one.lead_in_ms not in clips:
                clips[one.lead_in_ms] = await self._sound("lead_in_ms", chime.wake, one.lead_in_ms)
            houses[one.id] = House(clips.get(one.chime), clips.get(one.lead_in_ms))
        return houses

    def _had(self, one: ChannelSettings) -> Clip | None:
        """The chime that the channel has already, if it is the one it is to have."""
        now = self._channels.get(one.id)
        return now.house.chime if now is not None and now.settings.chime == one.chime else None

    async def _sound(self, name: str, load: Callable[[T], Clip], what: T) -> Clip:
        """Beside the frames; a disk that does not answer must not keep the channels waiting."""
        loading = asyncio.get_running_loop().run_in_executor(self._executor, load, what)
        done, _ = await asyncio.wait({loading}, timeout=LOAD_LIMIT)
        if not done:
            raise UnreadableSound(name, f"could not be read within {LOAD_LIMIT:.0f} s")
        return loading.result()


def load_chime(name: str) -> Clip:
    """The sound file, when `name` looks like a path, or the generated chime of that name; errors of media."""
    return chime.load(name) if is_file(name) else chime.chime(name)

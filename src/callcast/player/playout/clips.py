"""The clips that a channel's announcements are made of, coded in all that is listened to."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from callcast.player.playout.announcement import Rendered, Sound
from callcast.player.playout.errors import INTERNAL
from callcast.player.playout.item import Item
from callcast.player.playout.script import Part, Script
from callcast.player.playout.tracks import Tracks

log = logging.getLogger(__name__)


class Clips:
    """Codes what was rendered, the most urgent first."""

    def __init__(self, tracks: Tracks, channel_id: str, due: Callable[[str], tuple[int, int]]) -> None:
        """`due`: how soon an item is wanted, as `Gate` asks."""
        self._tracks = tracks
        self._channel_id = channel_id
        self._due = due

    async def coded(self, item: Item, rendered: Rendered, *more: Sound) -> tuple[Sound, ...]:
        """What was rendered, which can be laid on then, with `more`."""
        voices = tuple(map(Sound, rendered.clips))
        item.notes += [rendered.note] if rendered.note else []
        item.sounds |= {sound.clip.digest: sound for sound in (*more, *voices)}
        while missing := self._tracks.missing(item.sounds.values()):
            await asyncio.gather(
                *(self._tracks.code(*pair, lambda: self._due(item.announcement.id)) for pair in missing)
            )
        return voices

    async def others(self, item: Item, rest: Awaitable[Rendered]) -> tuple[tuple[Part, ...], ...]:
        """The other languages; none, with a note, where that goes wrong: the main one is being said."""
        try:
            return tuple((_part(voice, True),) for voice in await self.coded(item, await rest))
        except Exception:
            name = item.announcement.id
            log.exception("announcement %s is not said in all languages on channel %s", name, self._channel_id)
            item.notes.append(f"Not said in all languages: {INTERNAL}")
            return ()


def script(voices: Sequence[Sound], chime: Sound | None, wake: Sound | None, *, more: bool) -> Script:
    """Of a clip for each language, the main one first; with `more` others are still to come."""
    body, *others = ((_part(voice, True),) for voice in voices)
    return Script(body, _part(chime) if chime else None, _part(wake) if wake else None, tuple(others), more)


def _part(sound: Sound, voice: bool = False) -> Part:
    return Part(sound.clip.ticks, sound.clip.digest, voice)

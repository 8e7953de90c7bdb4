"""Ready before it is called: what will likely be said is rendered and coded in idle time."""

import asyncio
import logging
from collections.abc import Container, Iterable, Sequence

from callcast.bus.messages import AheadStatus, Speak
from callcast.errors import CallcastError
from callcast.player.media.clip import Clip
from callcast.player.media.profile import Profile
from callcast.player.playout.channel import Channel
from callcast.player.playout.channels import ChannelSet
from callcast.player.playout.rendering import Rendering
from callcast.player.speech.saying import Sayings
from callcast.player.speech.utterance import Utterance

log = logging.getLogger(__name__)

BYTES = 32 * 2**20
"""Of clips; of what is coded the encoder keeps as much as it keeps of all else."""

LONGEST = 100
"""Characters of what is made ahead: an announcement that comes meanwhile waits for its engine."""


def last() -> tuple[int, int]:
    """How soon it is due, as `Gate` asks: behind all that is to be said."""
    return 2, 0


class Ahead:
    """Keeps up to `capacity` bytes of clips of what is expected: the likeliest first, one at a time.

    Nothing is begun while an announcement waits for its clip, so that none waits for more than the one in progress.
    What is not expected any more stays as long as there is room: it may be what is called now.
    """

    def __init__(self, rendering: Rendering, channels: ChannelSet, sayings: Sayings, capacity: int = BYTES) -> None:
        """Nothing is expected yet. You must `run` it."""
        self._rendering, self._channels, self._sayings = rendering, channels, sayings
        self._capacity = capacity
        self._expected: tuple[Speak, ...] = ()
        self._clips: dict[Utterance, Clip] = {}
        self._size = 0
        self._left_out: set[Utterance] = set()
        self._full = False
        self._changed = asyncio.Event()
        self._used = False
        self._hits = self._misses = 0

    def expect(self, announcements: Sequence[Speak]) -> None:
        """These, the likeliest first, in place of those before."""
        self._expected = tuple(announcements)
        self._used = self._used or bool(announcements)
        self._again()

    def forget(self) -> None:
        """What was made is not what would be made now: make it anew."""
        self._clips.clear()
        self._size = 0
        self._again()

    def look_again(self) -> None:
        """Somebody may listen in a profile that nobody listened in before."""
        if self._expected:
            self._changed.set()

    def _again(self) -> None:
        self._left_out.clear()
        self._full = False
        self._changed.set()

    def called(self, message: Speak) -> None:
        """An announcement has come, for the first time."""
        if not self._used:
            return
        if self._ready(message):
            self._hits += 1
        else:
            self._misses += 1

    def _ready(self, message: Speak) -> bool:
        channels = self._of(message)
        profiles = _listened(channels)
        clips = [self._clips.get(utterance) for utterance in self._said(message, channels)]
        coded = self._channels.encoder.knows
        return bool(clips) and all(clip and all(coded(clip, profile) for profile in profiles) for clip in clips)

    def status(self) -> AheadStatus | None:
        """As it is now; None until something was expected."""
        return AheadStatus(len(self._expected), self._size, self._hits, self._misses) if self._used else None

    async def run(self) -> None:
        """Make ready what is not, for ever."""
        while True:
            self._changed.clear()
            await self._make()
            await self._changed.wait()

    async def _make(self) -> None:
        """All of it that there is room for, until something else is expected."""
        everyone = list(self._channels)
        profiles = _listened(everyone)
        wanted: dict[Utterance, None] = {}
        for message in self._expected:
            wanted.update(self._said(message, self._of(message) if message.channels else everyone))
            await asyncio.sleep(0)  # let frames be sent
        for utterance in wanted:
            if self._changed.is_set():
                return
            if utterance in self._left_out or len(utterance.text) > LONGEST:
                continue
            try:
                clip = await self._made(utterance, wanted)
                if clip is not None:
                    await self._code(clip, profiles)
            except CallcastError as error:
                self._left_out.add(utterance)
                log.info("what is expected is not ready: %s", error)
            except Exception:
                self._left_out.add(utterance)
                log.exception("what is expected could not be made ready")

    async def _made(self, utterance: Utterance, wanted: Container[Utterance]) -> Clip | None:
        """Its clip, kept; None when there is no room for it, or it is not wanted any more."""
        if (clip := self._clips.get(utterance)) is not None or self._full:
            return clip
        await self._rendering.idle()
        if self._changed.is_set():
            return None
        clip = await self._rendering.clip(utterance, last)
        if clip.note:  # made by another voice than it should be, which may be well by then
            self._left_out.add(utterance)
            return None
        return clip if self._kept(utterance, clip, wanted) else None

    async def _code(self, clip: Clip, profiles: Iterable[Profile]) -> None:
        for profile in profiles:
            await self._channels.encoder.ahead(clip, profile)

    def _kept(self, utterance: Utterance, clip: Clip, wanted: Container[Utterance]) -> bool:
        """In place of what is not wanted any more; False when what is wanted fills all the room."""
        self._clips[utterance] = clip
        self._size += clip.samples.nbytes
        for old in [old for old in self._clips if old not in wanted]:
            if self._size <= self._capacity:
                break
            self._drop(old)
        if self._size > self._capacity:
            self._drop(utterance)
            self._full = True
        return not self._full

    def _drop(self, utterance: Utterance) -> None:
        self._size -= self._clips.pop(utterance).samples.nbytes

    def _of(self, message: Speak) -> list[Channel]:
        return [self._channels[name] for name in message.channels if name in self._channels]

    def _said(self, message: Speak, channels: Iterable[Channel]) -> dict[Utterance, None]:
        """By all those channels, in the order in which it is needed."""
        alike = {(one.settings.languages, one.settings.voice): one.settings for one in channels}
        said = (one for settings in alike.values() for one in self._sayings.of(message, settings))
        return {one: None for one in said if isinstance(one, Utterance)}


def _listened(channels: Iterable[Channel]) -> frozenset[Profile]:
    return frozenset[Profile]().union(*(channel.listened for channel in channels))

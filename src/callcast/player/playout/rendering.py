"""What announcements sound like: each utterance made once for all who want it now."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Protocol
from weakref import WeakValueDictionary

from callcast.errors import CallcastError
from callcast.player.media.clip import Clip
from callcast.player.playout.announcement import Rendered
from callcast.player.playout.errors import INTERNAL
from callcast.player.playout.gate import Due, Gate
from callcast.player.speech.language import candidates
from callcast.player.speech.utterance import Utterance
from callcast.tags import primary

log = logging.getLogger(__name__)

RENDERS = 2
"""Utterances of one language that are rendered at once, those that are due soonest; an emergency waits for none."""


class Renderer(Protocol):
    """Words to sound."""

    async def render(self, utterance: Utterance, *, urgent: bool = False) -> Clip:
        """The clip, before any that is not `urgent`; raises `CallcastError` with the reason when there is none."""


class Rendering:
    """Gives clips that were made already, as long as somebody holds them, and has the others made. You must `close`."""

    def __init__(self, renderer: Renderer) -> None:
        """Nothing is made yet."""
        self._renderer = renderer
        self._clips: WeakValueDictionary[Utterance, Clip] = WeakValueDictionary()
        self._gates: defaultdict[str, Gate] = defaultdict(lambda: Gate(RENDERS))
        """By language, since another is mostly another engine's: a slow one shall not keep the quick ones waiting."""
        self._wanted = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def rendered(self, said: Sequence[Utterance | CallcastError], due: Due) -> Rendered:
        """The clip of the first that can be said, and how to have the rest; a note on those that cannot.

        Raises the `CallcastError` of the first when there is none at all.
        """
        faults: list[CallcastError] = []
        for number, one in enumerate(said, 1):
            [made] = await self._all([one], due)
            if isinstance(made, CallcastError):
                faults.append(made)
                continue
            rest = said[number:]
            return Rendered((made,), _note([made], faults), partial(self._rest, rest, due) if rest else None)
        raise faults[0]

    async def _rest(self, said: Sequence[Utterance | CallcastError], due: Due) -> Rendered:
        made = await self._all(said, due)
        clips = tuple(one for one in made if isinstance(one, Clip))
        return Rendered(clips, _note(clips, [one for one in made if isinstance(one, CallcastError)]))

    async def _all(self, said: Sequence[Utterance | CallcastError], due: Due) -> list[Clip | CallcastError]:
        self._wanted += 1
        self._idle.clear()
        try:
            return await asyncio.gather(*(self._one(one, due) for one in said))
        finally:
            self._wanted -= 1
            if not self._wanted:
                self._idle.set()

    async def _one(self, one: Utterance | CallcastError, due: Due) -> Clip | CallcastError:
        if isinstance(one, CallcastError):
            return one
        try:
            return await self.clip(one, due)
        except CallcastError as error:
            return error
        except Exception:
            log.exception("%s could not be rendered", one)
            return CallcastError(INTERNAL)

    async def clip(self, utterance: Utterance, due: Due) -> Clip:
        """Of one utterance; errors of the renderer."""
        if (clip := self._clips.get(utterance)) is not None:
            return clip

        async def made(urgent: bool) -> Clip:
            clip = self._clips[utterance] = await self._renderer.render(utterance, urgent=urgent)
            return clip

        likeliest = candidates(utterance.lang)[0] if utterance.lang else ""
        return await self._gates[primary(likeliest)].once(utterance, due, made)

    async def idle(self) -> None:
        """Return when no announcement waits for a clip."""
        await self._idle.wait()

    def close(self) -> None:
        """End what is being made; who waits is cancelled."""
        for gate in self._gates.values():
            gate.close()


def _note(clips: Sequence[Clip], faults: Sequence[CallcastError]) -> str | None:
    """What whoever asked should know: how the clips were made, and why there are not more."""
    notes = [clip.note for clip in clips if clip.note]
    if faults:
        notes += ["Not said in all languages:", *map(str, faults)]
    return " ".join(dict.fromkeys(notes)) or None

"""A pack that speaks."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from callcast.player.speech.bank.join import Placed, join
from callcast.player.speech.bank.mandarin import readings
from callcast.player.speech.bank.match import match
from callcast.player.speech.bank.pack import Pack
from callcast.player.speech.bank.prosody import Cue, cues
from callcast.player.speech.bank.recording import load
from callcast.player.speech.bank.stretch import stretched
from callcast.player.speech.bank.take import Take, take
from callcast.player.speech.bank.vocabulary import Kind, Piece, Vocabulary
from callcast.player.speech.errors import PackError
from callcast.wording.spoken import Spoken

VERSION = 1
"""Raise it when this folder makes other sound of the same recordings and words: caches name it in their keys."""

MEMORY = 48 * 2**20
"""Bytes of takes that a speaker keeps ready."""

_SAMPLED = 15
"""Syllables that tell the speaker's pace."""


class Speaker:
    """Says what the recordings of one pack say. Recordings are read when they are first needed."""

    def __init__(self, pack: Pack) -> None:
        self.vocabulary = Vocabulary(pack)
        self._pack = pack
        self._shelf = _Shelf(MEMORY)
        self._pace: float | None = None

    def warm(self) -> None:
        """Learn the speaker's pace, and load what Mandarin is read by, before anyone waits for it."""
        if self._pack.syllables:
            self._usual()
            readings("號", taiwan=True)

    def say(self, spoken: Sequence[Spoken]) -> NDArray[np.int16]:
        """The sound of `spoken` at `RATE`, shape (n,), empty when there is nothing to say.

        Raises `Unsaid` when the pack lacks words of it, and `PackError` when a recording is no sound.
        """
        parts = match(spoken, self.vocabulary)
        said = cues(parts, lambda piece: self._take(piece).ms, self._usual())
        return join([Placed(self._shaped(cue), cue.gain, cue.pause or 0.0) for cue in said])

    def _take(self, piece: Piece) -> Take:
        return self._shelf.get(piece.path, lambda: take(load(self._pack.name, piece.path)))

    def _shaped(self, cue: Cue) -> Take:
        speed = round(cue.speed, 2)
        if (speed, cue.pitch) == (1.0, 1.0):
            return self._take(cue.piece)
        key = (cue.piece.path, speed, cue.pitch)
        return self._shelf.get(key, lambda: stretched(self._take(cue.piece), speed, cue.pitch))

    def _usual(self) -> float:
        """The median length of the speaker's syllables in ms; 1 where there are none, of which nothing is asked."""
        if self._pace is None:
            paths = sorted(set(self._pack.syllables.values()))
            lengths: list[float] = []
            for path in paths[:: max(1, len(paths) // _SAMPLED)][:_SAMPLED]:
                with suppress(PackError):  # said when it is to be heard
                    lengths.append(self._take(Piece(Kind.SYLLABLE, "", path)).ms)
            self._pace = float(np.median(lengths)) if lengths else 1.0
        return self._pace


class _Shelf:
    """The takes used last, by what they are."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._takes: OrderedDict[object, Take] = OrderedDict()

    def get(self, key: object, make: Callable[[], Take]) -> Take:
        """The take of that `key`, made when it is not there."""
        if key in self._takes:
            self._takes.move_to_end(key)
            return self._takes[key]
        made = self._takes[key] = make()
        self._room -= made.samples.nbytes
        while self._room < 0 and len(self._takes) > 1:
            self._room += self._takes.popitem(last=False)[1].samples.nbytes
        return made

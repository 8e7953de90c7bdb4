"""A pack that speaks."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from callcast.player.speech.bank.join import Placed, join
from callcast.player.speech.bank.match import Unsaid, match
from callcast.player.speech.bank.pack import Pack
from callcast.player.speech.bank.pitch import fundamental
from callcast.player.speech.bank.prosody import Cue, cues
from callcast.player.speech.bank.recording import load
from callcast.player.speech.bank.stretch import FASTEST, stretched
from callcast.player.speech.bank.take import Take, shortened, take
from callcast.player.speech.bank.vocabulary import Kind, Piece, Vocabulary
from callcast.player.speech.errors import PackError
from callcast.wording.spoken import Spelled, Spoken, Words

VERSION = 2
"""Raise it when this folder makes other sound of the same recordings and words: caches name it in their keys."""

MEMORY = 48 * 2**20
"""Bytes of takes that a speaker keeps ready."""

_SAMPLED = 9
"""Syllables that tell the speaker's pace, and high ones that tell the pitch."""

_MOST_SHIFT = 0.06
"""How far, as a share, a high syllable is brought to the pitch of the others: a semitone."""


_USUAL_WORDS = (Words("來賓請號到櫃檯窗口診間"), Spelled(tuple("零一二三四五六七八九")))


class Speaker:
    """Says what the recordings of one pack say. Recordings are read when they are first needed."""

    def __init__(self, pack: Pack) -> None:
        self.vocabulary = Vocabulary(pack)
        self._pack = pack
        self._shelf = _Shelf(MEMORY)
        self._pace: float | None = None
        self._pitch: float | None = None
        self._shifts: dict[Path, float] = {}

    def warm(self) -> None:
        """Learn the speaker's pace and pitch, and what most calls need, before anyone waits for it."""
        if self._pack.syllables:
            self._usual()
            self._level()
            with suppress(Unsaid, PackError):
                self.say(_USUAL_WORDS)

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
        speed, pitch = round(cue.speed, 2), round(cue.pitch * self._shift(cue.piece), 2)
        if (speed, pitch) == (1.0, 1.0):
            return self._take(cue.piece)
        key = (cue.piece.path, speed, pitch)
        return self._shelf.get(key, lambda: stretched(self._whole(cue.piece, speed), min(speed, FASTEST), pitch))

    def _whole(self, piece: Piece, speed: float) -> Take:
        """What is stretched. A third tone alone is often recorded so long, with the rise at its end that it loses in
        running speech, that it cannot be hurried enough: it loses that."""
        one = self._take(piece)
        return shortened(one, one.ms * FASTEST / speed) if piece.syllable.endswith("3") and speed > FASTEST else one

    def _shift(self, piece: Piece) -> float:
        """What brings a syllable of the first tone, which is level, to where the speaker has that tone.

        One collection was recorded over some days: its first tones are up to three semitones apart.
        """
        if not piece.syllable.endswith("1"):
            return 1.0
        if piece.path not in self._shifts:
            own, usual = fundamental(self._take(piece).samples), self._level()
            shift = usual / own if own and usual else 1.0
            self._shifts[piece.path] = min(1 + _MOST_SHIFT, max(1 - _MOST_SHIFT, shift))
        return self._shifts[piece.path]

    def _usual(self) -> float:
        """The median length of the speaker's syllables in ms; 1 where there are none, of which nothing is asked."""
        if self._pace is None:
            self._pace = _median([one.ms for one in self._some("")]) or 1.0
        return self._pace

    def _level(self) -> float:
        """The median pitch of first tones in Hz; 0 where it cannot be told."""
        if self._pitch is None:
            self._pitch = _median([found for one in self._some("1") if (found := fundamental(one.samples))])
        return self._pitch

    def _some(self, tone: str) -> list[Take]:
        """Takes of syllables from all over the pack, of that tone."""
        paths = sorted({path for said, path in self._pack.syllables.items() if said.endswith(tone)})
        takes: list[Take] = []
        for path in paths[:: max(1, len(paths) // _SAMPLED)][:_SAMPLED]:
            with suppress(PackError):  # said when it is to be heard
                takes.append(self._take(Piece(Kind.SYLLABLE, "", path)))
        return takes


def _median(values: list[float]) -> float:
    return float(np.median(values)) if values else 0.0


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

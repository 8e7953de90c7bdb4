"""An utterance as a model gets it: pieces of phonemes, each short enough, and silence between."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeAlias

from callcast.wording.segment import Break, Letters, Recording
from callcast.wording.spoken import Spelled, Spoken, Words

Piece: TypeAlias = str | int
"""Phonemes to be said in one go, or milliseconds of silence."""

SENTENCE_MS = 300
"""Of silence after a sentence."""
_LEAST = 40
"""Phonemes of a piece; with fewer, models hurry, so what is shorter goes with what follows."""
_MARKS = ",.!?:;…"
_ENDS = re.compile(r"(?<=[.!?…]) +")
_PAUSES = re.compile(r"(?<=[,:;]) +")


class Reader(Protocol):
    """Writes one language in phonemes.

    `runs_on`: digits and letters are heard as one word with what stands before them, unless there is a pause: 請七六一
    is 星期六一.
    """

    runs_on: bool

    def words(self, text: str) -> str:
        """Running words."""

    def spelled(self, words: Sequence[str]) -> str:
        """Words one by one."""

    def letters(self, given: str) -> str:
        """Latin letters by their names."""


class HasRecording(ValueError):
    """There is a recording of the house in it, which no model has; `name` of it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def pieces(spoken: Iterable[Spoken], reader: Reader, most: int) -> list[Piece]:
    """`spoken` as pieces of at most `most` phonemes; `HasRecording` where there is one in it.

    No silence comes first or last. Letters and digits stand apart: "A, zero one two".
    """
    found: list[Piece] = []
    for part in _parts(spoken, reader):
        if isinstance(part, int):
            _be_silent(found, part)
            continue
        for sentence in _sentences(part, most):
            if found and isinstance(found[-1], str):
                _be_silent(found, SENTENCE_MS)
            found.append(sentence)
    return found[:-1] if found and isinstance(found[-1], int) else found


def _be_silent(found: list[Piece], ms: int) -> None:
    if found and isinstance(found[-1], int):
        found[-1] = max(found[-1], ms)
    elif found:
        found.append(ms)


def _parts(spoken: Iterable[Spoken], reader: Reader) -> Iterator[Piece]:
    """Phonemes of what is said without a break, and the breaks."""
    said, apart = "", False
    for segment in spoken:
        if isinstance(segment, Recording):
            raise HasRecording(segment.name)
        if isinstance(segment, Break):
            if said:
                yield said if said[-1] in _MARKS else said + ","  # it goes on: the voice shall not fall
            yield segment.ms
            said, apart = "", False
            continue
        new = _written(segment, reader)
        if new:
            comma = "," if apart and isinstance(segment, Spelled | Letters) and said[-1:] not in _MARKS else ""
            said = f"{said}{comma}{'' if new[0] in _MARKS else ' '}{new}".strip()
            apart = isinstance(segment, Letters) or (reader.runs_on and isinstance(segment, Words))
    if said:
        yield said


def _written(segment: Words | Spelled | Letters, reader: Reader) -> str:
    if isinstance(segment, Words):
        return reader.words(segment.text)
    return reader.spelled(segment.words) if isinstance(segment, Spelled) else reader.letters(segment.letters)


def _sentences(phonemes: str, most: int) -> Iterator[str]:
    """By sentences, the short ones together; what is too long, by its pauses, its words, or anywhere."""
    gathered = ""
    for sentence in _ENDS.split(phonemes):
        if len(gathered) >= _LEAST or len(gathered) + len(sentence) >= most:
            yield from _short(gathered, most)
            gathered = ""
        gathered = f"{gathered} {sentence}".strip()
    yield from _short(gathered, most)


def _short(phonemes: str, most: int) -> Iterator[str]:
    while len(phonemes) > most:
        head = phonemes[: most + 1]
        pauses = [found.start() for found in _PAUSES.finditer(head)]
        place = pauses[-1] if pauses else head.rfind(" ")
        place = place if place > 0 else most
        yield phonemes[:place]
        phonemes = phonemes[place:].lstrip()
    if phonemes:
        yield phonemes

"""How each piece is said, so that recordings one after the other do not sound like a list.

What is measured of announcements, simplified: syllables of about one length, a longer one at the end of a clause,
neutral ones short and soft; loudness and pitch that sink a little from a clause's beginning to its end; digits at an
even pace; and pauses where the sense has them, short enough that nobody takes the call for ended.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from callcast.player.speech.bank.match import Group, Part, Rest
from callcast.player.speech.bank.vocabulary import Kind, Piece

SYLLABLE_MS, DIGIT_MS = 290.0, 325.0
"""A syllable of Mandarin in running words, and as a digit of a number: that of an announcer in no hurry."""

_OWN = 0.3
"""How much is kept of the difference between a speaker's pace and ours, and between syllables, as an exponent."""

_LAST, _LAST_OF_NUMBER, _NEUTRAL, _LOW = 1.25, 1.1, 0.75, 0.92
"""Lengths of the last syllable of a clause and of a number, of a neutral one, and of a third tone that goes on."""

_SINKING_DB, _NEUTRAL_DB = 1.5, -3.0
_SINKING_PITCH = 0.06

LONGEST_PAUSE_MS = 340
"""Of those that nobody asked for; with the soft ends of the words around it, it stays under 400 ms of silence."""
LONGEST_BREAK_MS = 3_000

_CLAUSE_MS = 150
"""A rest of so much ends a clause."""


@dataclass(frozen=True)
class Cue:
    """A piece, how it is said, and the silence before it.

    `speed` and `pitch` are factors, `gain` is in dB, `pause` in ms from what is audible of the piece before; None at
    the beginning.
    """

    piece: Piece
    speed: float = 1.0
    pitch: float = 1.0
    gain: float = 0.0
    pause: float | None = None


def cues(parts: Sequence[Part], ms: Callable[[Piece], float], pace: float) -> tuple[Cue, ...]:
    """How to say `parts`. `ms` tells how long a piece is, `pace` the usual length of the speaker's syllables in ms."""
    said: list[Cue] = []
    for clause, pause in _clauses(parts):
        part = _clause(clause, ms, pace)
        said += [replace(part[0], pause=pause if said else None), *part[1:]]
    return tuple(said)


def _clauses(parts: Sequence[Part]) -> list[tuple[list[Group], float]]:
    """Groups that are said in one breath, and the pause before each such clause."""
    found: list[tuple[list[Group], float]] = []
    pause = 0.0
    for part in parts:
        if isinstance(part, Rest):
            pause = max(pause, min(part.ms, LONGEST_BREAK_MS if part.asked else LONGEST_PAUSE_MS))
        elif pause >= _CLAUSE_MS or not found:
            found.append(([part], pause))
            pause = 0.0
        else:
            found[-1][0].append(part)
            pause = 0.0
    return found


def _clause(groups: Sequence[Group], ms: Callable[[Piece], float], pace: float) -> list[Cue]:
    said: list[Cue] = []
    before: Group | None = None
    for group in groups:
        for number, piece in enumerate(group.pieces):
            pause = _between(before, group) if before and not number else _pause(group, number)
            said.append(Cue(piece, _speed(piece, group, ms(piece), pace, last=group is groups[-1]), pause=pause))
        before = group
    steps = max(1, len(said) - 1)
    return [
        replace(
            cue,
            gain=-_SINKING_DB * place / steps + (_NEUTRAL_DB if cue.piece.syllable.endswith("5") else 0),
            pitch=round(1 + _SINKING_PITCH * (0.5 - place / steps), 2) if cue.piece.kind is Kind.SYLLABLE else 1.0,
        )
        for place, cue in enumerate(said)
    ]


def _speed(piece: Piece, group: Group, ms: float, pace: float, *, last: bool) -> float:
    """Of a syllable: whole phrases and words keep the pace in which they were spoken."""
    if piece.kind is not Kind.SYLLABLE or ms <= 0:
        return 1.0
    usual = DIGIT_MS if group.spelled else SYLLABLE_MS
    length = usual * math.pow(pace / usual, _OWN) * math.pow(ms / pace, 0.0 if group.spelled else _OWN)
    if piece.syllable.endswith("5"):
        return ms / min(ms, length * _NEUTRAL)
    if piece is group.pieces[-1]:
        length *= _LAST if last else _LAST_OF_NUMBER if group.spelled else 1.0
    elif piece.syllable.endswith("3"):
        length *= _LOW
    return ms / length


def _pause(group: Group, number: int) -> float:
    """Before the piece of that number of a group."""
    piece = group.pieces[number]
    if group.spelled:
        return 45.0 if piece.kind is Kind.SYLLABLE else 70.0
    if piece.kind is not Kind.SYLLABLE:
        return 35.0
    if piece.syllable[0] in "aoemnlrwy":
        return 0.0  # the voice goes on from one to the next
    return 10.0 if piece.syllable[0] in "fhsx" else 25.0  # the mouth closes before a b or a zh


def _between(before: Group, group: Group) -> float:
    """Between two groups of a clause."""
    if not before.spelled:
        return 90.0  # who hears the number listens up
    return 60.0 if group.spelled else 30.0

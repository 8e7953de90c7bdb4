"""How each piece is said, so that recordings one after the other do not sound like a list.

What is measured of announcements, simplified: syllables of about one length, a longer one at the end of a clause,
neutral ones short and soft; loudness and pitch that sink a little from a clause's beginning to its end; digits at an
even pace; and pauses where the sense has them, short enough that nobody takes the call for ended.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from callcast.player.speech.bank.match import Group, Part, Rest
from callcast.player.speech.bank.vocabulary import Kind, Piece

SYLLABLE_MS, DIGIT_MS = 290.0, 325.0
"""A syllable of Mandarin in running words, and as a digit of a number: that of an announcer in no hurry."""

_OWN = 0.3
"""How much is kept of the difference between a speaker's pace and ours, and between syllables, as an exponent."""

_LAST, _LAST_OF_NUMBER, _LAST_OF_PLACE, _NEUTRAL, _LOW, _FIRST_LOW = 1.25, 1.1, 1.15, 0.75, 0.92, 1.2
"""Lengths of the last syllable of a clause, of a number, and before where to go; of a neutral one, of a third tone
that goes on, and of one that begins a clause: 請到 is heard as 七到 when it is hurried."""

_SINKING_DB, _NEUTRAL_DB = 1.5, -3.0
_SINKING_PITCH = 0.06

LONGEST_PAUSE_MS = 340
"""Of those that nobody asked for; with the soft ends of the words around it, it stays under 400 ms of silence."""
LONGEST_BREAK_MS = 3_000

_JOINT_MS = 130
"""Where the sense has a joint that no sign shows: before a number, between its letters and its digits, and between whom
is called and where to go. With less, 請七 is heard as one word, and 號到 as a digit."""

_ASKED_MS = 60
"""After 請 at the beginning of a clause."""

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


_Groups: TypeAlias = list[tuple[Group, float]]
"""Groups, each with the rest that was asked for before it, which is too short to end a clause."""


def _clauses(parts: Sequence[Part]) -> list[tuple[_Groups, float]]:
    """What is said in one breath, and the pause before it."""
    found: list[tuple[_Groups, float]] = []
    pause = 0.0
    for part in parts:
        if isinstance(part, Rest):
            pause = max(pause, min(part.ms, LONGEST_BREAK_MS if part.asked else LONGEST_PAUSE_MS))
            continue
        if pause >= _CLAUSE_MS or not found:
            found.append(([(part, 0.0)], pause))
        else:
            found[-1][0].append((part, pause))
        pause = 0.0
    return found


def _clause(groups: _Groups, ms: Callable[[Piece], float], pace: float) -> list[Cue]:
    row = [(group, piece, rest) for group, rest in groups for piece in group.pieces]
    said: list[Cue] = []
    for place, (group, piece, rest) in enumerate(row):
        behind = row[place + 1] if place + 1 < len(row) else None
        asked = place == 0 and _asks(group)
        end = _FIRST_LOW if asked else _end(group, piece, behind)
        speed = _speed(piece, ms(piece), pace, spelled=group.spelled, end=end)
        pause = 0.0
        if place:
            before, last, _ = row[place - 1]
            pause = _pause(last, piece, group.spelled) if before is group else max(rest, _between(before, group))
            pause = max(pause, _ASKED_MS) if place == 1 and _asks(before) else pause
        share = place / max(1, len(row) - 1)
        said.append(
            Cue(
                piece,
                speed,
                round(1 + _SINKING_PITCH * (0.5 - share), 2) if piece.kind is Kind.SYLLABLE else 1.0,
                -_SINKING_DB * share + (_NEUTRAL_DB if piece.syllable.endswith("5") else 0.0),
                pause,
            )
        )
    return said


def _asks(group: Group) -> bool:
    """Whether `group` begins as 請 does."""
    return not group.spelled and group.pieces[0].syllable.endswith("3")


def _end(group: Group, piece: Piece, behind: tuple[Group, Piece, float] | None) -> float:
    """How much longer a syllable is for what ends with it."""
    if behind is None:
        return _LAST
    if behind[0] is not group:
        return _LAST_OF_NUMBER if group.spelled else 1.0
    return _LAST_OF_PLACE if _parts(piece, behind[1]) else 1.0


def _parts(piece: Piece, behind: Piece) -> bool:
    """Between whom is called and where to go, the sense has a joint that no sign shows: 請十二號 到三號櫃檯."""
    return piece.said.endswith(("號", "号")) and behind.said.startswith(("到", "請", "请"))


def _speed(piece: Piece, ms: float, pace: float, *, spelled: bool, end: float) -> float:
    """Of a syllable: whole phrases and words keep the pace in which they were spoken."""
    if piece.kind is not Kind.SYLLABLE or ms <= 0:
        return 1.0
    usual = DIGIT_MS if spelled else SYLLABLE_MS
    length = usual * math.pow(pace / usual, _OWN) * math.pow(ms / pace, 0.0 if spelled else _OWN)
    if piece.syllable.endswith("5"):
        return ms / min(ms, length * _NEUTRAL)
    low = piece.syllable.endswith("3") and end == 1.0
    return ms / (length * (_LOW if low else end))


def _pause(before: Piece, piece: Piece, spelled: bool) -> float:
    """Between two pieces of a group."""
    if spelled:
        return 45.0 if piece.kind is Kind.SYLLABLE else 70.0
    if _parts(before, piece):
        return _JOINT_MS
    if piece.kind is not Kind.SYLLABLE:
        return 35.0
    if piece.syllable[0] in "aoemnlrwy":
        return 0.0  # the voice goes on from one to the next
    return 10.0 if piece.syllable[0] in "fhsx" else 25.0  # the mouth closes before a b or a zh


def _between(before: Group, group: Group) -> float:
    """Between two groups of a clause."""
    return 30.0 if before.spelled and not group.spelled else _JOINT_MS

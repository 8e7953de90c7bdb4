"""What several voices say in turn, as one: letters, or words in another script, in the words of another. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from callcast.player.media import trim
from callcast.wording.segment import Break
from callcast.wording.spoken import Spoken

GAP_MS = 120
"""Between two parts that are said without a pause: who hears another voice needs a moment to follow it."""
LONGEST_MS = 350
"""Of a pause: a longer one sounds as if the call were over."""


@dataclass(frozen=True)
class Run:
    """What one voice says in one go: that of the language `other`, or, if None, the main one; `pause` ms after it."""

    spoken: tuple[Spoken, ...]
    other: str | None
    pause: int = GAP_MS


def runs(spoken: Iterable[Spoken], other: Callable[[Spoken], str | None]) -> tuple[Run, ...]:
    """`spoken` in runs of one `other` each. A break between two runs is the pause between them."""
    found: list[Run] = []
    held: list[Break] = []
    for one in spoken:
        if isinstance(one, Break):
            held.append(one)
            continue
        said_by = other(one)
        if found and found[-1].other == said_by:
            found[-1] = Run((*found[-1].spoken, *held, one), said_by)
        else:
            if found:
                found[-1] = Run(found[-1].spoken, found[-1].other, _pause(held))
            found.append(Run((one,), said_by))
        held = []
    return tuple(found)


def _pause(breaks: Sequence[Break]) -> int:
    return min(LONGEST_MS, max(GAP_MS, sum(each.ms for each in breaks)))


def joined(parts: Sequence[NDArray[np.float32]], pauses: Sequence[int], rate: int) -> NDArray[np.float32]:
    """The `parts`, each of shape (n,) at `rate` Hz, with `pauses` ms of silence between: one fewer, or more.

    A pause is measured from where one part is heard no more to where the next is first heard. What each has around
    that fades and overlaps, so there is no click, whatever the pause.
    """
    result = np.zeros(0, np.float32)
    heard = 0
    for number, part in enumerate(parts):
        first, last = trim.audible(part, rate, trim.THRESHOLD)
        kept, before = _kept(part, first, last, rate)
        at = heard + rate * pauses[number - 1] // 1000 - before if number else 0
        begin = max(0, at)
        result = np.append(result, np.zeros(max(0, begin + len(kept) - len(result)), np.float32))
        result[begin : begin + len(kept)] += kept
        heard = begin + before + last - first
    return result


def _kept(part: NDArray[np.float32], first: int, last: int, rate: int) -> tuple[NDArray[np.float32], int]:
    """What is heard of it, with its faded ends, and the samples before that."""
    before = min(first, rate * trim.PRE_ROLL_MS // 1000)
    kept = part[first - before : last + rate * trim.TAIL_MS // 1000].copy()
    trim.fade_ends(kept, rate, trim.FADE_IN_MS, trim.FADE_OUT_MS)
    return kept, before

"""Typed segments, read: what voices are given."""

import re
from collections.abc import Iterable, Iterator, Sequence

from callcast.wording import free
from callcast.wording.characters import followed, said
from callcast.wording.customs import Customs
from callcast.wording.language import known
from callcast.wording.numbers import LIMIT
from callcast.wording.segment import Digits, Letters, Number, Segment, Text
from callcast.wording.spoken import Spelled, Spoken, Words
from callcast.wording.tongues import tongue
from callcast.wording.tongues.tongue import Tongue

_DIGIT = re.compile(r"\d")


def read(segments: Iterable[Segment], language: str, customs: Customs) -> tuple[Spoken, ...]:
    """What is said for the `segments` in `language`, neighbouring words as one.

    In a language with rules of its own (`language.known`) no digit is left in it; in another, numbers are an engine's.
    """
    rules = tongue(language)
    if rules is None:
        return tuple(_joined(map(_unruled, segments), spaced=True))
    one = customs.one if known(language) in ("zh-TW", "zh-CN") else ""
    reader = _Reader(rules, customs, (rules.digits[0], one or rules.digits[1], *rules.digits[2:]))
    return tuple(_joined(reader.read(tuple(_found(segments, language))), spaced=rules.spaced))


def _found(segments: Iterable[Segment], language: str) -> Iterator[Segment]:
    """With the numbers found that stand in text."""
    for one in segments:
        if isinstance(one, Text) and _DIGIT.search(one.text):
            yield from free.segments(one.text, language)
        else:
            yield one


def _unruled(one: Segment) -> Spoken:
    if isinstance(one, Text):
        return Words(one.text)
    if isinstance(one, Number):
        return Words(str(one.value))
    return Spelled(tuple(one.digits)) if isinstance(one, Digits) else one


class _Reader:
    """One language by one site's customs."""

    def __init__(self, rules: Tongue, customs: Customs, digits: Sequence[str]) -> None:
        self._rules, self._customs, self._digits = rules, customs, digits

    def read(self, segments: Sequence[Segment]) -> Iterator[Spoken]:
        """One by one, with an eye on the text before and after."""
        taken = 0
        for place, one in enumerate(map(self._as_customary, segments)):
            if isinstance(one, Text):
                yield Words(one.text[taken:])
                taken = 0
                continue
            before, after = _text(segments, place - 1), _text(segments, place + 1)
            if isinstance(one, Number):
                words, taken = self._number(one.value, before, after)
                yield words
            elif isinstance(one, Digits):
                yield self._spelled(one.digits)
                said_after, taken = self._rules.after_digits(after)
                yield Words(said_after)
            elif isinstance(one, Letters):
                yield self._rules.letters(one.letters)
            else:
                yield one

    def _as_customary(self, one: Segment) -> Segment:
        """A ticket's digits as the site wants them."""
        if not isinstance(one, Digits) or one.exact or self._customs.zeros == "kept":
            return one
        digits = one.digits.lstrip("0") or "0"
        if self._customs.zeros == "number" and len(digits) < len(str(LIMIT)):
            return Number(int(digits))
        return Digits(digits)

    def _number(self, value: int, before: str, after: str) -> tuple[Spoken, int]:
        if not 0 <= value < LIMIT:
            return self._spelled(str(value).lstrip("-")), 0
        words, taken = self._rules.counted(value, before, after)
        return Words(words), taken

    def _spelled(self, digits: str) -> Spelled:
        return Spelled(tuple(self._digits[int(digit)] for digit in digits))


def _text(segments: Sequence[Segment], place: int) -> str:
    one = segments[place] if 0 <= place < len(segments) else None
    return one.text if isinstance(one, Text) else ""


def _joined(spoken: Iterable[Spoken], *, spaced: bool) -> Iterator[Spoken]:
    """With neighbouring words as one, and no space that is not said."""
    words = ""
    for one in spoken:
        if isinstance(one, Words):
            words = followed(words, one.text, spaced=spaced)
            continue
        yield from _words(words, spaced=spaced)
        words = ""
        yield one
    yield from _words(words, spaced=spaced)


def _words(text: str, *, spaced: bool) -> Iterator[Words]:
    line = " ".join(text.split())
    if line := line if spaced else said(line):
        yield Words(line)

"""Free text into typed segments: what a person wrote, with its tickets, times, dates and amounts found."""

import re
from collections.abc import Iterator

from callcast.wording import code
from callcast.wording.characters import flat, followed
from callcast.wording.finders import FINDERS, Found
from callcast.wording.segment import Digits, Segment, Text
from callcast.wording.tongues import tongue
from callcast.wording.tongues.tongue import Tongue

_CODE = re.compile(r"(?<![^\W_])(?:[A-Z]{1,3}-?\d{1,6}(?:-\d{1,6})*|0\d+)(?![^\W_]*[A-Za-z0-9])")
"""What of a language without rules of its own is no business of an engine: tickets, and digits behind a zero."""


def segments(text: str, language: str) -> tuple[Segment, ...]:
    """`text` as typed segments. Never raises, whatever the text; nothing of it is lost but signs between digits.

    In a language without rules of its own (see `language.known`) only tickets are found.
    """
    plain = flat(text)
    rules = tongue(language)
    found = _ruled(plain, rules, language) if rules else _unruled(plain, language)
    return tuple(_joined(found, spaced=rules is None or rules.spaced))


def _unruled(text: str, language: str) -> Iterator[Segment]:
    end = 0
    for match in _CODE.finditer(text):
        yield Text(text[end : match.start()])
        yield from (Digits(match[0]),) if match[0].isdigit() else code.segments(match[0], language)
        end = match.end()
    yield Text(text[end:])


def _ruled(text: str, rules: Tongue, language: str) -> Iterator[Segment]:
    waiting: list[tuple[re.Match[str], int]] = []
    for number, (pattern, _) in enumerate(FINDERS):
        if match := pattern.search(text):
            waiting.append((match, number))
    end = 0
    while waiting:
        first = min(waiting, key=lambda one: (one[0].start(), one[1]))
        match, number = first
        waiting.remove(first)
        pattern, finder = FINDERS[number]
        made = finder(Found(match, rules, language)) if match.start() >= end else None
        if made is not None:
            yield Text(text[end : match.start()])
            yield from made
            end = match.end()
        if again := pattern.search(text, max(end, match.start() + 1)):
            waiting.append((again, number))
    yield Text(text[end:])


def _joined(segments: Iterator[Segment], *, spaced: bool) -> Iterator[Segment]:
    """With neighbours that are text as one."""
    words = ""
    for one in segments:
        if isinstance(one, Text):
            words = followed(words, one.text, spaced=spaced)
            continue
        if words:
            yield Text(words)
        words = ""
        yield one
    if words:
        yield Text(words)

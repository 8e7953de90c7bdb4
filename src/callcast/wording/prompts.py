"""What a person reads into a microphone so that a house can be called in their voice: as little as will do.

It is found by reading the house's own templates: what is alike in all calls is one phrase, what differs (the number of
a place) is another. So a word has the sound that it has in calls, as さん in さんばん, and nothing is asked twice.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from callcast.bus.messages import Call
from callcast.wording import reading, templates
from callcast.wording.customs import Customs
from callcast.wording.preview import Wording
from callcast.wording.segment import Digits, Letters
from callcast.wording.spoken import Spelled, Spoken, Words

_NUMBER = "0123456789"
_SIGNS = re.compile("[,，、.。!！?？;；:：…]+")
"""Where a voice pauses: no recording goes on over one."""


@dataclass(frozen=True)
class Prompt:
    """One thing to read: `text`, which `table` of a pack's manifest has; `hint` is a call in which it is heard."""

    id: str
    table: Literal["phrases", "digits", "letters"]
    text: str
    hint: str = ""


def prompts(
    language: str,
    kinds: Iterable[str],
    places: int,
    letters: str,
    wording: Wording,
) -> tuple[Prompt, ...]:
    """What is to be read for calls by templates of these `kinds`, to places 1 to `places`, with such `letters`.

    Each text comes once: phrases, numbers, letters.
    """
    phrases: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for kind in kinds:
        template = templates.of(kind, language, wording.templates)
        calls = _calls(places, letters)
        said = [_said(reading.read(template.fill(call, language), language, wording.customs)) for call in calls]
        hint = template.shown(calls[2], language)
        for column in zip(*said, strict=True):
            before, middles, behind = _split(column)
            clauses = (clause for words in (before, behind) for clause in _SIGNS.split(words))
            phrases.update({part: hint for part in map(_bare, clauses) if part and part not in phrases})
            numbers.update({part: hint for part in map(_bare, middles[:places]) if part and part not in numbers})
    numbers = {text: hint for text, hint in numbers.items() if not _made_of(text, numbers.keys() - {text})}
    made = [Prompt(_id("phrases", text), "phrases", text, hint) for text, hint in {**phrases, **numbers}.items()]
    made += _digits(language, wording.customs)
    made += _letters(letters, language, wording.customs)
    return tuple({line.text: line for line in reversed(made)}.values())[::-1]


def _calls(places: int, letters: str) -> list[Call]:
    """Calls that differ in all that differs in a house: to each place, and, behind those, by other letters."""
    first, others = (letters[0], "SR") if letters else ("", "")
    return [
        *(Call(f"{first}{_NUMBER[1:4]}", str(place)) for place in range(1, max(places, 10) + 1)),
        *(Call(f"{other}{_NUMBER[1:4]}", "1") for other in others),
    ]


def _said(spoken: Iterable[Spoken]) -> tuple[str, ...]:
    return tuple(one.text for one in spoken if isinstance(one, Words))


def _split(texts: tuple[str, ...]) -> tuple[str, tuple[str, ...], str]:
    """What all of `texts` begin with, what differs, and what they end with."""
    before = _beginning(texts)
    if all(text == before for text in texts):
        return before, (), ""
    rests = [text[len(before) :] for text in texts]
    behind = _beginning([rest[::-1] for rest in rests])[::-1]
    return before, tuple(rest[: len(rest) - len(behind)] for rest in rests), behind


def _beginning(texts: Sequence[str]) -> str:
    """What all of `texts` begin with."""
    alike = takewhile(lambda chars: len(set(chars)) == 1, zip(*texts, strict=False))
    return "".join(chars[0] for chars in alike)


def _bare(text: str) -> str:
    """Without the spaces and signs around it."""
    while text and not text[0].isalnum():
        text = text[1:]
    while text and not text[-1].isalnum():
        text = text[:-1]
    return text


def _made_of(text: str, parts: Iterable[str]) -> bool:
    """Whether `text` is some of `parts` one behind the other, as 十二 is."""
    text = _bare(text)
    return not text or any(text.startswith(part) and _made_of(text[len(part) :], parts) for part in parts)


def _digits(language: str, customs: Customs) -> Iterator[Prompt]:
    for one in reading.read((Digits(_NUMBER),), language, customs):
        for word in one.words if isinstance(one, Spelled) else ():
            yield Prompt(_id("digits", word), "digits", word)


def _letters(letters: str, language: str, customs: Customs) -> Iterator[Prompt]:
    for letter in dict.fromkeys(letters):
        for one in reading.read((Letters(letter),), language, customs):
            if isinstance(one, Letters):
                yield Prompt(_id("letters", letter), "letters", letter)
            elif isinstance(one, Words):
                yield Prompt(_id("phrases", one.text), "phrases", one.text, letter)


def _id(table: str, text: str) -> str:
    """A name for files and addresses."""
    return f"{table[0]}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"

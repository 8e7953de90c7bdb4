"""One line of text for an engine that takes only text."""

from collections.abc import Iterable

from callcast.wording.segment import Letters
from callcast.wording.spoken import Spelled, Spoken, Words


def plain(spoken: Iterable[Spoken], language: str) -> str:
    """`spoken` as a line of text; a recording of the house is not in it."""
    parts: list[str] = []
    for one in spoken:
        if isinstance(one, Words):
            parts.append(one.text)
        elif isinstance(one, Letters):
            parts.append(" ".join(one.letters) + ("," if language.startswith("en") else ""))
        elif isinstance(one, Spelled):
            parts.append((" " if language.startswith("en") else "").join(one.words))
    return (" " if language.startswith("en") else "").join(parts)

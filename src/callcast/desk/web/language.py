"""The language of whoever asks, by the header Accept-Language (RFC 9110, section 12.5.4)."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends, Header

from callcast.desk.queueing.hall.sentence import MAIN
from callcast.tags import lookup

SPOKEN = ("en", "zh-TW", "zh-CN", "ja")
"""Those of sentences.toml."""
MOST = 20
"""Tags that are looked at."""


def language_of(header: str | None) -> str:
    """The preferred one of those that we have sentences in; English when none is, or nothing was said."""
    ranked = sorted(_wanted(header or ""), key=lambda one: -one[1])
    found = (lookup(_chinese(tag), SPOKEN) for tag, weight in ranked if weight > 0)
    return next((tag for tag in found if tag is not None), MAIN)


def _chinese(tag: str) -> str:
    """What is written, where a tag says what is spoken: in Hong Kong they read what is written in Taiwan."""
    parts = tag.lower().replace("_", "-").split("-")
    if parts[0] not in ("zh", "yue"):
        return tag
    return "zh-TW" if {"hant", "tw", "hk", "mo"} & set(parts) and "hans" not in parts else "zh-CN"


def _wanted(header: str) -> Iterable[tuple[str, float]]:
    for part in header.split(",")[:MOST]:
        tag, _, rest = part.partition(";")
        yield tag.strip(), _weight(rest.strip())


def _weight(text: str) -> float:
    """Of `q=0.8`; 1 if there is none, 0 for what is none."""
    if not text:
        return 1.0
    name, _, value = text.partition("=")
    digits = value.strip()
    fits = name.strip().lower() == "q" and digits.isascii() and digits.replace(".", "", 1).isdigit()
    return min(1.0, float(digits)) if fits else 0.0


async def _language(
    accept_language: Annotated[str | None, Header(description="Of the sentences for people in the answer.")] = None,
) -> str:
    return language_of(accept_language)


Language = Annotated[str, Depends(_language)]
"""For a route: the language of whoever asks."""

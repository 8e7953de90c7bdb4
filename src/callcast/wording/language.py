"""Which of the languages that we have rules for is meant by a tag."""

from functools import lru_cache
from typing import Literal, TypeAlias

from callcast.tags import lookup, primary

Known: TypeAlias = Literal["zh-TW", "zh-CN", "yue", "en", "ja"]

_TAGS: dict[str, Known] = {
    "zh-TW": "zh-TW",
    "zh-Hant": "zh-TW",
    "zh-CN": "zh-CN",
    "zh-Hans": "zh-CN",
    "zh-SG": "zh-CN",
    "zh-MY": "zh-CN",
    "yue": "yue",
    "en": "en",
    "ja": "ja",
}
"""The first that fits counts, so that Chinese without a country is Taiwan's."""


def known(tag: str) -> Known | None:
    """`zh-Hant` is `zh-TW`, `zh-HK` is `yue`, `en-GB` is `en`; None for a language without rules of its own."""
    found = lookup(tag, tuple(_TAGS))
    return _TAGS[found] if found else None


@lru_cache(maxsize=256)
def home(tag: str) -> str:
    """What the language is known by: that of `known`, else the language alone."""
    return known(tag) or primary(tag)

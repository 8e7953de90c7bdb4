"""The word that was probably meant."""

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of `known` that was probably meant by `word`."""
    lowered = {name.lower(): name for name in known}
    found = difflib.get_close_matches(word.lower()[:100], list(lowered), n=1, cutoff=0.55)
    return lowered[found[0]] if found else None

"""Foreign words in our sentences."""

import difflib

SHOWN = 40
"""Characters of a foreign value that a sentence shows."""


def quoted(text: str) -> str:
    """`text` between quotation marks, on one line, short, and of characters that any encoding can carry."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[: SHOWN + 1])
    return f'"{shown}"' if len(shown) <= SHOWN else f'"{shown[:SHOWN]}…"'


def listed(words: tuple[str, ...], limit: int = 20) -> str:
    """`a, b and 3 more`; `none` when there are none."""
    if len(words) > limit:
        return f"{', '.join(words[:limit])} and {len(words) - limit} more"
    return ", ".join(words) or "none"


def unknown(what: str, word: str, known: tuple[str, ...]) -> str:
    """The sentence on a `word` that is none of the `known`."""
    near = difflib.get_close_matches(word[:100], known, 1)
    hint = f"did you mean {quoted(near[0])}?" if near else f"there are: {listed(known)}."
    return f"There is no {what} {quoted(word)}; {hint}"

"""Text as engines get it: one normal form, so that what sounds the same is the same."""

import unicodedata

from callcast.player.speech.errors import TextRejected

_JOINERS = "\u200c\u200d"  # change how Persian, Hindi and others are read
_SPEAKABLE = ("L", "N", "S")


def _kept(char: str) -> str:
    category = unicodedata.category(char)
    if char.isspace() or category in ("Zl", "Zp", "Zs", "Cc"):
        return " "
    return "" if category in ("Cf", "Cs", "Co") and char not in _JOINERS else char


def normalise(text: str, limit: int) -> str:
    """`text` in NFKC, of one line, without control characters; `limit` in characters of the result.

    NFKC because full-width digits are silent in espeak. A control character becomes a space, an invisible one
    (bidi marks, lone surrogates, private use) nothing. Idempotent. Raises `TextRejected`.
    """
    if len(text) > 4 * limit + 1000:  # NFKC makes a character up to 18, and takes its time
        raise _too_long(len(text), limit)
    plain = unicodedata.normalize("NFKC", text)
    plain = " ".join("".join(map(_kept, plain)).split())
    plain = unicodedata.normalize("NFKC", plain)
    if not plain:
        raise TextRejected("The text is empty; give at least one word.")
    if len(plain) > limit:
        raise _too_long(len(plain), limit)
    if not any(unicodedata.category(char).startswith(_SPEAKABLE) for char in plain):
        raise TextRejected(f'The text "{plain[:40]}" has nothing to speak; give at least one letter or digit.')
    return plain


def _too_long(length: int, limit: int) -> TextRejected:
    return TextRejected(
        f"The text has {length} characters and the limit is {limit}; "
        "shorten it, split it into several, or raise speech.text_limit.",
        length=length,
        limit=limit,
    )

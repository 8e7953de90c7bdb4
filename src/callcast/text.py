"""What text can be spoken, and its one normal form: the same rule at the door and before the engines."""

import unicodedata

from callcast.errors import CallcastError

_JOINERS = "\u200c\u200d"  # change how Persian, Hindi and others are read
_SPEAKABLE = ("L", "N", "S")
_CONTROL = ("Cc", "Cs")
_LINES = "\t\n\v\f\r\x85"


class TextRejected(CallcastError):
    """The text cannot be spoken by any engine. Lengths in characters after normalising."""

    def __init__(self, message: str, *, length: int | None = None, limit: int | None = None) -> None:
        super().__init__(message)
        self.length, self.limit = length, limit


def normalise(text: str, limit: int | None) -> str:
    """`text` in NFKC, of one line; `limit` in characters of the result. Raises `TextRejected`.

    NFKC because full-width digits are silent in espeak. An invisible character (bidi marks, private use) becomes
    nothing; one of control, or half of a pair, is refused. Idempotent.
    """
    if limit is not None and len(text) > 4 * limit + 1000:  # NFKC makes a character up to 18, and takes its time
        raise _too_long(len(text), limit)
    if bad := next(filter(_refused, text), None):
        raise TextRejected(
            f"The text has the control character U+{ord(bad):04X} in it; only letters, signs and line ends can be "
            "spoken."
        )
    plain = unicodedata.normalize("NFKC", text)
    plain = " ".join("".join(map(_kept, plain)).split())
    plain = unicodedata.normalize("NFKC", plain)
    if not plain:
        raise TextRejected("The text is empty; write what is to be said.")
    if limit is not None and len(plain) > limit:
        raise _too_long(len(plain), limit)
    if not any(unicodedata.category(char).startswith(_SPEAKABLE) for char in plain):
        raise TextRejected("The text has nothing to speak in it; write at least one letter or digit.")
    return plain


def control(text: str) -> str | None:
    """The first character of control, line ends among them, or half of a pair in `text`."""
    return next((char for char in text if unicodedata.category(char) in _CONTROL), None)


def blank(text: str) -> bool:
    """Nothing of `text` can be seen: it is empty, or of spaces and invisible characters."""
    return not "".join(map(_kept, unicodedata.normalize("NFKC", text))).strip(" " + _JOINERS)


def _refused(char: str) -> bool:
    return unicodedata.category(char) in _CONTROL and char not in _LINES


def _kept(char: str) -> str:
    if char.isspace():
        return " "
    return "" if unicodedata.category(char) in ("Cf", "Co") and char not in _JOINERS else char


def _too_long(length: int, limit: int) -> TextRejected:
    return TextRejected(
        f"The text has {length} characters and the limit is {limit}; "
        "shorten it, say it in more than one announcement, or raise speech.text_limit.",
        length=length,
        limit=limit,
    )

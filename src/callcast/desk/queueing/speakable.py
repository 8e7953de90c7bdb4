"""What the player can speak, by its catalogue."""

from callcast.desk.queueing.errors import RequestRefused
from callcast.desk.queueing.words import unknown
from callcast.tags import lookup
from callcast.text import TextRejected, normalise


def check_text(text: str, limit: int | None, field: str = "text") -> None:
    """At most `limit` characters of what can be spoken, or `RequestRefused` for `field`."""
    try:
        normalise(text, limit)
    except TextRejected as error:
        raise RequestRefused(str(error), field) from error


def check_lang(lang: str, languages: tuple[str, ...], field: str = "lang") -> None:
    """One that somebody speaks, or `RequestRefused` for `field`."""
    if lookup(lang, languages) is None:
        raise RequestRefused(unknown("lang", lang, languages), field)

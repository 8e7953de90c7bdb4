"""What people write into the fields of tickets, orders and settings."""

import re

from callcast.desk.queueing.hall.errors import Wrong
from callcast.desk.queueing.words import quoted
from callcast.tags import canonical
from callcast.text import blank, control

NAME_LIMIT = 100
"""Characters of a name; as many as a board shows."""
LANGS = 4
"""Languages in which one call may be said."""

_TAG = re.compile(r"[a-z]{1,8}(-[a-z0-9]{1,8})*")


def check_text(text: str, field: str, limit: int = NAME_LIMIT, *, needed: bool = False) -> None:
    """It fits on a line of at most `limit` characters, and has something to see if it is `needed`; `Wrong`."""
    if len(text) > limit:
        raise Wrong("text-too-long", field, length=len(text), limit=limit)
    if bad := control(text):
        raise Wrong("text-control", field, code=f"U+{ord(bad):04X}")
    if needed and blank(text):
        raise Wrong("text-empty", field)


def check_langs(langs: tuple[str, ...], field: str) -> None:
    """At most four, each a language tag, none twice; `Wrong`."""
    if len(langs) > LANGS:
        raise Wrong("langs-many", field, count=len(langs), limit=LANGS)
    for lang in langs:
        check_lang(lang, field)
    if len({canonical(lang) for lang in langs}) < len(langs):
        raise Wrong("langs-twice", field, langs=", ".join(langs))


def check_lang(lang: str, field: str) -> None:
    """A language tag, as in BCP 47; `Wrong`."""
    if not _TAG.fullmatch(canonical(lang)):
        raise Wrong("lang-malformed", field, lang=quoted(lang))

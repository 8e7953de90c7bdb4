"""What the checks of all settings have in common. Each raises `Wrong` for the field."""

import re
from collections.abc import Iterable
from datetime import time

from callcast.desk.queueing.hall.errors import Wrong
from callcast.desk.queueing.hall.texts import NAME_LIMIT, check_lang, check_text
from callcast.desk.queueing.words import listed, quoted
from callcast.tags import canonical

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def check_id(id: str, field: str) -> None:  # noqa: A002 - the field's name
    """It stands in paths and commands."""
    if not _ID.fullmatch(id):
        raise Wrong("id-malformed", field, id=quoted(id))


def check_names(name: str, names: tuple[tuple[str, str], ...], field: str) -> None:
    """`field` is that of the name: "name", "options.0.name"; of the others it is "names"."""
    check_text(name, field, NAME_LIMIT, needed=True)
    for lang, text in names:
        check_lang(lang, f"{field}s")
        check_text(text, f"{field}s.{lang}", NAME_LIMIT, needed=True)
    check_once((canonical(lang) for lang, _ in names), f"{field}s")


def check_once(ids: Iterable[str], field: str) -> None:
    """None of the ids is there twice."""
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise Wrong("named-twice", field, id=quoted(one))
        seen.add(one)


def check_known(id: str, known: Iterable[str], field: str) -> None:  # noqa: A002 - the field's name
    """It is one of those there are."""
    there = tuple(known)
    if id not in there:
        raise Wrong("not-known", field, id=quoted(id), known=listed(there))


def check_range(value: float, least: float, most: float, field: str) -> None:
    """A number from `least` to `most`."""
    if not least <= value <= most:  # no comparison holds of what is no number
        raise Wrong("out-of-range", field, value=str(value)[:20], least=f"{least:g}", most=f"{most:.10g}")


def check_minute(value: time, field: str) -> None:
    """A time of day in hours and minutes."""
    if value.second or value.microsecond or value.tzinfo is not None:
        raise Wrong("no-minute", field, value=value.isoformat())

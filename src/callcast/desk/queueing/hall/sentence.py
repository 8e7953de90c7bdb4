"""A sentence for people, in whichever language they read."""

import string
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from callcast.tags import lookup

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_FOLDER = Path(__file__).with_name("sentences")
MAIN = "en"
_KINDS = ("person:", "token:", "device:", "machine:")
"""What stands before a name in logs."""


@dataclass(frozen=True)
class Sentence:
    """The sentence `key` of a file in sentences/, with its `values` by name."""

    key: str
    values: tuple[tuple[str, str], ...] = ()

    def text(self, lang: str) -> str:
        """In `lang`, or in the language of those written that is closest; English if none is."""
        written = _sentences()[self.key]
        tag = lookup(lang, tuple(written)) or MAIN
        return string.Template(written[tag]).substitute(dict(self.values))


def sentence(key: str, **values: object) -> Sentence:
    """Of `values` as they are written."""
    return Sentence(key, tuple((name, str(value)) for name, value in values.items()))


def name_of(who: str) -> str:
    """As people say it, of `who` as logs have it: `anna` of `person:anna`."""
    return next((who[len(kind) :] for kind in _KINDS if who.startswith(kind)), who)


@cache
def _sentences() -> dict[str, dict[str, str]]:
    """Of all files; a key is in one of them only."""
    known: dict[str, dict[str, str]] = {}
    for file in sorted(_FOLDER.glob("*.toml")):
        known |= tomllib.loads(file.read_text(encoding="utf-8"))
    return known

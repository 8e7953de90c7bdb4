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


@cache
def _sentences() -> dict[str, dict[str, str]]:
    """Of all files; a key is in one of them only."""
    known: dict[str, dict[str, str]] = {}
    for file in sorted(_FOLDER.glob("*.toml")):
        known |= tomllib.loads(file.read_text(encoding="utf-8"))
    return known

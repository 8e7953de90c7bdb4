"""What a text is matched by: a character of Han or kana, else a word; and the signs between them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from callcast.player.speech.bank.mandarin import simplified
from callcast.tags import primary

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd々〆〇"
_KANA = "ぁ-ゖァ-ヺー"
_UNIT = re.compile(
    rf"[{_HAN}{_KANA}]"
    rf"|[^\W_{_HAN}{_KANA}]+(?:['’][^\W_]+)*"
    r"|[^\w\s]",
)
_HIRAGANA = {ord(char): ord(char) - 0x60 for char in map(chr, range(0x30A1, 0x30F7))}


@dataclass(frozen=True)
class Unit:
    """One of them: `said` is its normal form, `written` what stands in the text, `behind` the signs that follow it."""

    said: str
    written: str
    behind: str


def units(text: str, language: str) -> tuple[Unit, ...]:
    """The units of `text`; marks of punctuation are none, other signs are.

    What sounds the same is the same unit: 号 and 號, ぜろ and ゼロ, One and one.
    """
    return tuple(_units(unicodedata.normalize("NFKC", text), primary(language) in ("cmn", "yue")))


def _units(text: str, chinese: bool) -> Iterator[Unit]:
    found = [match for match in _UNIT.finditer(text) if unicodedata.category(match[0][0])[0] != "P"]
    ends = [match.start() for match in found[1:]] + [len(text)]
    for match, end in zip(found, ends, strict=True):
        said = match[0].casefold().translate(_HIRAGANA)
        yield Unit(simplified(said) if chinese else said, match[0], text[match.end() : end])


def key(text: str, language: str) -> tuple[str, ...]:
    """What `text` is found by among those of a pack."""
    return tuple(unit.said for unit in units(text, language))

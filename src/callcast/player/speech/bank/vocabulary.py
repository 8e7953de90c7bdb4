"""What a pack can say, by units."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from callcast.player.speech.bank.pack import Pack
from callcast.player.speech.bank.units import key
from callcast.tags import primary

Key: TypeAlias = tuple[str, ...]

_NUMERALS: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        "cmn": (("零", "〇"), *((char,) for char in "一二三四五六七八九")),
        "yue": (("零", "〇"), *((char,) for char in "一二三四五六七八九")),
        "en": tuple((word,) for word in "zero one two three four five six seven eight nine".split()),  # noqa: SIM905
        "ja": (
            ("ゼロ", "れい", "零", "まる"),
            ("いち", "一"),
            ("に", "二"),
            ("さん", "三"),
            ("よん", "四"),
            ("ご", "五"),
            ("ろく", "六"),
            ("なな", "七"),
            ("はち", "八"),
            ("きゅう", "九"),
        ),
    }
)
"""What the digits "0" to "9" of a pack are called, by language: each of the words of one is said by its recording."""

_OTHER_TONES = {"1": "423", "2": "314", "3": "214", "4": "123", "5": "4213"}
"""Which tone's recording may stand in where a syllable lacks one: the nearest first."""


class Kind(Enum):
    """What a recording is of."""

    PHRASE = 1
    DIGIT = 2
    LETTER = 3
    SYLLABLE = 4
    RECORDING = 5


@dataclass(frozen=True)
class Piece:
    """One recording in its place: `said` is its part of the text, `syllable` its pinyin, where it is one."""

    kind: Kind
    said: str
    path: Path
    syllable: str = ""


class Vocabulary:
    """Recordings of one pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.language = pack.manifest.language
        self._phrases = {key(said, self.language): (Kind.PHRASE, path) for said, path in pack.phrases.items()}
        self._digits = dict(self._numerals())
        self._letters = {said.upper(): path for said, path in pack.letters.items()}
        self.longest = max(map(len, (*self._phrases, *self._digits)), default=1)

    def _numerals(self) -> Iterator[tuple[Key, tuple[Kind, Path]]]:
        words = _NUMERALS.get(primary(self.language), ())
        for said, path in self.pack.digits.items():
            names: Iterable[str] = words[int(said)] if said.isdecimal() and len(words) == 10 else (said,)
            for name in names:
                yield key(name, self.language), (Kind.DIGIT, path)

    @property
    def letters(self) -> bool:
        """Whether it has any letter."""
        return bool(self._letters)

    def words(self, said: Key, *, digits_first: bool) -> tuple[Kind, Path] | None:
        """The recording of those units as a phrase or a digit; which of the two is asked first is said."""
        tables = (self._digits, self._phrases) if digits_first else (self._phrases, self._digits)
        return next((table[said] for table in tables if said in table), None)

    def letter(self, letter: str) -> Path | None:
        """The recording of a Latin letter."""
        return self._letters.get(letter.upper())

    def syllable(self, syllable: str) -> Path | None:
        """The recording of a syllable of Mandarin, "hao4", or of the nearest tone where that one is not there."""
        table = self.pack.syllables
        tones = syllable[-1:] + _OTHER_TONES.get(syllable[-1:], "")
        return next((table[one] for tone in tones if (one := syllable[:-1] + tone) in table), None)

    def recording(self, name: str) -> Path | None:
        """The recording of that name."""
        return self.pack.recordings.get(name)

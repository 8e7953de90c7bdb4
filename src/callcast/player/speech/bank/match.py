"""Which recordings say what is to be said: the longest that fit, and every unit of the text once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from callcast.errors import CallcastError
from callcast.player.speech.bank.mandarin import readings, spelled
from callcast.player.speech.bank.units import Unit, units
from callcast.player.speech.bank.vocabulary import Kind, Piece, Vocabulary
from callcast.tags import canonical
from callcast.wording.segment import Break, Letters
from callcast.wording.spoken import Spelled, Spoken, Words

COMMA_MS, STOP_MS = 180, 300
"""Pauses that signs make."""
_COMMAS, _STOPS = frozenset(",，、"), frozenset(".。!！?？;；:：…")


class Unsaid(CallcastError):
    """The pack has no recordings of `words`."""

    def __init__(self, words: tuple[str, ...]) -> None:
        shown = ", ".join(f'"{word[:30]}"' for word in words[:5])
        more = f" and {len(words) - 5} more" if len(words) > 5 else ""
        super().__init__(f"there is no recording of {shown}{more}")
        self.words = words


@dataclass(frozen=True)
class Group:
    """Pieces said in one go; `spelled` when each is said for itself, as the digits of a ticket."""

    pieces: tuple[Piece, ...]
    spelled: bool = False


@dataclass(frozen=True)
class Rest:
    """Silence of so many milliseconds; `asked` when it was asked for, and not made of a sign."""

    ms: int
    asked: bool = False


Part: TypeAlias = Group | Rest


def match(spoken: Iterable[Spoken], vocabulary: Vocabulary) -> tuple[Part, ...]:
    """What says `spoken`, in order. Raises `Unsaid` with all that nothing says."""
    parts: list[Part] = []
    missing: list[str] = []
    for is_words, run in groupby(spoken, lambda one: isinstance(one, Words)):
        if is_words:
            parts += _words("".join(_joined(run)), vocabulary, missing)
        else:
            for one in run:
                parts.append(_other(one, vocabulary, missing))
    if missing:
        raise Unsaid(tuple(dict.fromkeys(missing)))
    return tuple(part for part in parts if isinstance(part, Rest) or part.pieces)


def _joined(run: Iterable[Spoken]) -> Iterator[str]:
    """The texts of `Words` that follow each other are one text; in letters of words, with a space between."""
    before = ""
    for one in run:
        assert isinstance(one, Words)
        if before[-1:].isalnum() and before[-1:].isascii() and one.text[:1].isascii():
            yield " "
        yield one.text
        before = one.text


def _other(one: Spoken, vocabulary: Vocabulary, missing: list[str]) -> Part:
    if isinstance(one, Break):
        return Rest(one.ms, asked=True)
    if isinstance(one, Spelled):
        return _spelled(one, vocabulary, missing)
    if isinstance(one, Letters):
        letters = [(letter, vocabulary.letter(letter)) for letter in one.letters if not letter.isspace()]
        missing += [letter for letter, path in letters if path is None]
        return Group(tuple(Piece(Kind.LETTER, letter, path) for letter, path in letters if path is not None), True)
    assert not isinstance(one, Words)
    path = vocabulary.recording(one.name)
    if path is None:
        missing.append(one.name)
        return Group(())
    return Group((Piece(Kind.RECORDING, one.name, path),))


def _spelled(one: Spelled, vocabulary: Vocabulary, missing: list[str]) -> Group:
    row = [unit for word in one.words for unit in units(word, vocabulary.language)]
    return Group(_Row(row, list(map(_read_alone, row)), vocabulary, digits_first=True).pieces(missing), True)


def _read_alone(unit: Unit) -> str:
    return spelled(unit.written) if len(unit.written) == 1 else ""


def _words(text: str, vocabulary: Vocabulary, missing: list[str]) -> Iterator[Part]:
    """The clauses of `text`, with the rests between them."""
    row = units(text, vocabulary.language)
    if row and (rest := _rest(text.partition(row[0].written)[0])):
        yield rest
    clause: list[Unit] = []
    for place, unit in enumerate(row, 1):
        clause.append(unit)
        rest = _rest(unit.behind)
        if rest or place == len(row):
            read = _read(clause, vocabulary)
            yield Group(_Row(clause, read, vocabulary, digits_first=False).pieces(missing))
            clause = []
        if rest:
            yield rest


def _rest(signs: str) -> Rest | None:
    if not _STOPS.isdisjoint(signs):
        return Rest(STOP_MS)
    return None if _COMMAS.isdisjoint(signs) else Rest(COMMA_MS)


def _read(clause: Sequence[Unit], vocabulary: Vocabulary) -> list[str]:
    """The syllables of the units, where the pack has such; units that are no character have none."""
    if not vocabulary.pack.syllables:
        return [""] * len(clause)
    taiwan = not canonical(vocabulary.language).endswith(("-cn", "-hans", "-sg"))
    return readings("".join(unit.written if len(unit.written) == 1 else " " for unit in clause), taiwan=taiwan)


@dataclass(frozen=True)
class _Way:
    """From a place to the end: units `unsaid`, `pieces`, and the first of these, of `length` units; None if unsaid."""

    unsaid: int = 0
    pieces: int = 0
    length: int = 0
    piece: Piece | None = None


class _Row:
    """Units of one clause or number; `read` has the syllable of each, or ""."""

    def __init__(self, row: Sequence[Unit], read: Sequence[str], vocabulary: Vocabulary, *, digits_first: bool) -> None:
        self._row, self._read, self._vocabulary, self._digits_first = row, read, vocabulary, digits_first

    def pieces(self, missing: list[str]) -> tuple[Piece, ...]:
        """What says it: the fewest units unsaid, then the fewest pieces, then the longest first."""
        ways = [_Way()] * (len(self._row) + 1)
        for place in range(len(self._row) - 1, -1, -1):
            ways[place] = self._way(place, ways)
        found: list[Piece] = []
        place, lost = 0, ""
        while place < len(self._row):
            way = ways[place]
            if way.piece is not None:
                found.append(way.piece)
                missing += [lost.strip()] if lost else []
                lost = ""
            else:
                lost += self._row[place].written + (" " if self._row[place].behind[:1].isspace() else "")
            place += way.length
        missing += [lost.strip()] if lost else []
        return tuple(found)

    def _way(self, place: int, ways: Sequence[_Way]) -> _Way:
        best = _Way(ways[place + 1].unsaid + 1, ways[place + 1].pieces, 1)
        for length in range(1, min(self._vocabulary.longest, len(self._row) - place) + 1):
            behind = ways[place + length]
            if (behind.unsaid, behind.pieces + 1) <= (best.unsaid, best.pieces):
                piece = self._piece(place, length)
                best = best if piece is None else _Way(behind.unsaid, behind.pieces + 1, length, piece)
        return best

    def _piece(self, place: int, length: int) -> Piece | None:
        row = self._row[place : place + length]
        written = "".join(unit.written for unit in row)
        said = self._vocabulary.words(tuple(unit.said for unit in row), digits_first=self._digits_first)
        if said is not None:
            return Piece(said[0], written, said[1])
        syllable = self._read[place] if length == 1 else ""
        path = self._vocabulary.syllable(syllable) if syllable else None
        return None if path is None else Piece(Kind.SYLLABLE, written, path, syllable)

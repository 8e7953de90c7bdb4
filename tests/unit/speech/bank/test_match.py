"""Which recordings say a text: the longest, and each unit once."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.speech.bank.manifest import Manifest
from callcast.player.speech.bank.match import Group, Rest, Unsaid, match
from callcast.player.speech.bank.pack import Pack
from callcast.player.speech.bank.units import key, units
from callcast.player.speech.bank.vocabulary import Kind, Vocabulary
from callcast.wording.segment import Break, Letters, Recording
from callcast.wording.spoken import Spelled, Spoken, Words


def vocabulary(language: str = "en", **tables: Iterable[str]) -> Vocabulary:
    paths = {
        name: {said: Path(f"{name}/{said}") for said in tables.get(name, ())}
        for name in ("phrases", "digits", "letters", "syllables", "recordings")
    }
    return Vocabulary(Pack("x", Manifest(name="x", language=language), **paths))


def said(known: Vocabulary, *spoken: Spoken) -> list[str | int]:
    found: list[str | int] = []
    for part in match(spoken, known):
        found += [part.ms] if isinstance(part, Rest) else [str(piece.path) for piece in part.pieces]
    return found


CHINESE = vocabulary(
    "zh-TW",
    phrases=("請", "到三號櫃檯", "到", "櫃檯", "現在請"),
    digits=("0", "1", "3", "幺"),
    syllables=("qing3", "hao4", "san1", "yi1", "er4", "ma1", "qing2"),
    letters="A",
    recordings=("叮咚",),
)


def test_the_longest_wins() -> None:
    found = said(CHINESE, Words("請"), Letters("A"), Spelled(("零", "一", "二")), Words("號"), Words("到三号柜台"))
    assert found == [
        *("phrases/請", "letters/A", "digits/0", "digits/1", "syllables/er4", "syllables/hao4", "phrases/到三號櫃檯")
    ]


def test_the_longest_gives_way_where_the_rest_could_not_be_said() -> None:
    known = vocabulary(phrases=("a b c", "a b", "c d"))
    assert said(known, Words("a b c d")) == ["phrases/a b", "phrases/c d"]


def test_of_as_few_pieces_the_longest_comes_first() -> None:
    known = vocabulary(phrases=("a", "a b", "a b c", "b c d", "c d", "d"))
    assert said(known, Words("a b c d")) == ["phrases/a b c", "phrases/d"]


def test_digits_before_syllables() -> None:
    assert said(CHINESE, Words("三號，幺")) == ["digits/3", "syllables/hao4", 180, "digits/幺"]


def test_signs_are_rests() -> None:
    assert said(CHINESE, Words("，請。請、"), Break(70), Recording("叮咚"), Words("請")) == [
        *(180, "phrases/請", 300, "phrases/請", 180, 70, "recordings/叮咚", "phrases/請")
    ]


def test_sandhi_in_a_clause_but_not_across_signs() -> None:
    known = vocabulary("zh-TW", syllables=("qing3", "qing2", "wu3", "hao4"))
    assert said(known, Words("請五")) == ["syllables/qing2", "syllables/wu3"]
    assert said(known, Words("請，五")) == ["syllables/qing3", 180, "syllables/wu3"]


def test_a_tone_that_lacks_has_a_stand_in() -> None:
    assert said(CHINESE, Words("嗎")) == ["syllables/ma1"]


def test_english_by_words() -> None:
    known = vocabulary(phrases=("Number", "please go to counter", "thirty", "don't"), digits="0123456789", letters="ab")
    spoken = (Words("number"), Letters("AB"), Spelled(("zero", "one")), Words("Please go to counter thirty-one. Don’t"))
    assert said(known, *spoken) == [
        *("phrases/Number", "letters/a", "letters/b", "digits/0", "digits/1", "phrases/please go to counter"),
        *("phrases/thirty", "digits/1", 300, "phrases/don't"),
    ]


def test_japanese_by_phrases() -> None:
    known = vocabulary("ja", phrases=("ばんの方", "さんばん窓口", "までお越しください"), digits=("0", "3"))
    assert said(known, Spelled(("ゼロ", "さん")), Words("ばんの方、さんばん窓口までお越しください。")) == [
        *("digits/0", "digits/3", "phrases/ばんの方", 180, "phrases/さんばん窓口", "phrases/までお越しください", 300)
    ]


def test_all_that_is_missing_is_named_once() -> None:
    with pytest.raises(Unsaid) as caught:
        said(CHINESE, Words("請 order pizza 請到廁所，廁所"), Letters("AZ"), Recording("ding"), Words("€"))
    assert caught.value.words == ("order pizza", "廁所", "Z", "ding", "€")
    assert str(caught.value) == 'there is no recording of "order pizza", "廁所", "Z", "ding", "€"'
    with pytest.raises(Unsaid, match=r"and 2 more$"):
        said(CHINESE, *(Words(char) for char in "天，地，玄，黃，宇，宙，洪"))


def test_nothing_to_say() -> None:
    assert match((), CHINESE) == ()
    assert match((Words("…"), Letters(""), Spelled(())), CHINESE) == ()


_ALPHABET = "abcd"
_PHRASES = st.sets(st.lists(st.sampled_from(_ALPHABET), min_size=1, max_size=3).map(" ".join), max_size=8)


@given(_PHRASES, st.lists(st.sampled_from(_ALPHABET), min_size=1, max_size=8))
def test_every_unit_once_by_the_fewest_pieces(phrases: set[str], row: list[str]) -> None:
    known = vocabulary(phrases=phrases)
    fewest = _fewest(row, {tuple(phrase.split()) for phrase in phrases})
    try:
        parts = match((Words(" ".join(row)),), known)
    except Unsaid:
        assert fewest is None
        return
    pieces = [piece for part in parts if isinstance(part, Group) for piece in part.pieces]
    assert "".join(piece.said for piece in pieces) == "".join(row)
    assert len(pieces) == fewest
    assert all(key(piece.path.name, "en") == tuple(piece.said) for piece in pieces)


def _fewest(row: list[str], phrases: set[tuple[str, ...]]) -> int | None:
    least: list[int | None] = [0]
    for end in range(1, len(row) + 1):
        ways = [
            before + 1
            for start in range(end)
            if (before := least[start]) is not None and tuple(row[start:end]) in phrases
        ]
        least.append(min(ways, default=None))
    return least[-1]


@given(st.text(max_size=40))
def test_units_lose_nothing_that_is_said(text: str) -> None:
    import unicodedata

    plain = unicodedata.normalize("NFKC", text)
    kept = "".join(unit.written for unit in units(text, "en"))
    for char in plain:
        if unicodedata.category(char)[0] in "LNS":
            assert kept.count(char) == plain.count(char), (char, kept)


@given(st.text(max_size=30), st.sampled_from(["zh-TW", "en", "ja", "yue"]))
def test_any_text_is_said_or_refused(text: str, language: str) -> None:
    known = vocabulary(language, phrases=("a", "請"), digits="0123456789")
    with suppress(Unsaid):
        parts = match((Words(text), Spelled(tuple(text)), Letters(text)), known)
        assert all(isinstance(part, Rest) or part.pieces for part in parts)


def test_pieces_know_what_they_are() -> None:
    (group,) = match((Spelled(("三", "二")),), CHINESE)
    assert isinstance(group, Group)
    assert group.spelled
    assert [(piece.kind, piece.said, piece.syllable) for piece in group.pieces] == [
        (Kind.DIGIT, "三", ""),
        (Kind.SYLLABLE, "二", "er4"),
    ]

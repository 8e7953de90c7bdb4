"""Numbers in words: by a table that people wrote, and read back by parsers that know nothing of the code."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.wording.tables import LANGUAGES, rows, said

from callcast.wording.customs import Customs
from callcast.wording.numbers import LIMIT, english
from callcast.wording.plain import plain
from callcast.wording.reading import read
from callcast.wording.segment import Number, Segment, Text
from callcast.wording.tongues import tongue

CASES = [
    (int(value), language, words)
    for value, *readings in rows("numbers.tsv")
    for language, words in zip(LANGUAGES, readings, strict=True)
]
NUMBERS = st.integers(0, 10**8 - 1) | st.integers(0, 12_000) | st.sampled_from([10**n for n in range(8)])


def words(value: int, language: str) -> str:
    return plain(read([Number(value)], language, Customs()), language)


@pytest.mark.parametrize(("value", "language", "expected"), CASES)
def test_a_number_is_read_as_people_read_it(value: int, language: str, expected: str) -> None:
    assert words(value, language) == expected


@pytest.mark.parametrize(("written", "expected"), rows("counters.tsv"))
def test_japanese_counters(written: str, expected: str) -> None:
    assert said(written, "ja") == expected


def from_chinese(text: str) -> int:
    text = text.translate(str.maketrans("兩两万亿", "二二萬億"))
    total = group = digit = 0
    for char in text:
        if char in "零一二三四五六七八九":
            digit = "零一二三四五六七八九".index(char)
        elif char in "十百千":
            group += (digit or 1) * 10 ** ("十百千".index(char) + 1)
            digit = 0
        else:
            total += (group + digit) * {"萬": 10**4, "億": 10**8}[char]
            group = digit = 0
    return total + group + digit


UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
SMALL = {word: value for value, word in enumerate([*re.findall(r"\w+", UNITS), "eighteen", "nineteen"])}
TENS = {
    word: 10 * value
    for value, word in enumerate(re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety"), 2)
}
LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9}


def from_english(text: str) -> int:
    total = group = 0
    for word in re.findall(r"[a-z]+", text):
        if word == "hundred":
            group *= 100
        elif word in LARGE:
            total += group * LARGE[word]
            group = 0
        elif word != "and":
            group += SMALL[word] if word in SMALL else TENS[word]
    return total + group


KANA = {
    "いち": 1,
    "に": 2,
    "さん": 3,
    "よん": 4,
    "ご": 5,
    "ろく": 6,
    "ろっ": 6,
    "なな": 7,
    "はち": 8,
    "はっ": 8,
    "きゅう": 9,
}
KANA_UNITS = {"じゅう": 10, "ひゃく": 100, "びゃく": 100, "ぴゃく": 100, "せん": 1000, "ぜん": 1000}
KANA_LARGE = {"まん": 10**4, "おく": 10**8}
TOKEN = re.compile("|".join(sorted([*KANA, "いっ", *KANA_UNITS, *KANA_LARGE, "ゼロ"], key=len, reverse=True)))


def from_japanese(text: str) -> int:
    assert "".join(TOKEN.findall(text)) == text
    total = group = digit = 0
    for token in TOKEN.findall(text):
        if token in KANA_UNITS:
            group += (digit or 1) * KANA_UNITS[token]
            digit = 0
        elif token in KANA_LARGE:
            total += (group + digit) * KANA_LARGE[token]
            group = digit = 0
        else:
            digit = {**KANA, "いっ": 1, "ゼロ": 0}[token]
    return total + group + digit


@given(NUMBERS)
def test_words_are_the_number_again(value: int) -> None:
    for language in ("zh-TW", "zh-CN", "yue"):
        assert from_chinese(words(value, language)) == value
    assert from_english(words(value, "en")) == value
    assert from_japanese(words(value, "ja")) == value


@given(st.integers(1, 9999))
def test_pair_only_where_people_say_it(value: int) -> None:
    taiwan = words(value, "zh-TW")
    assert not re.search("兩(?![百千萬])", taiwan)
    assert "兩" not in words(value, "yue")
    assert not re.search("(?<=.)两", words(value, "zh-CN"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_out_of_reach_are_read_digit_by_digit(language: str) -> None:
    rules = tongue(language)
    assert rules is not None
    assert words(LIMIT - 1, language)
    assert not re.search(r"\d", words(LIMIT, language))
    assert rules.digits[1] in words(LIMIT, language)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, "first"),
        (2, "second"),
        (3, "third"),
        (5, "fifth"),
        (8, "eighth"),
        (9, "ninth"),
        (11, "eleventh"),
        (12, "twelfth"),
        (20, "twentieth"),
        (21, "twenty-first"),
        (42, "forty-second"),
        (100, "one hundredth"),
    ],
)
def test_english_ordinals(value: int, expected: str) -> None:
    assert english.ordinal(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1900, "nineteen hundred"),
        (1905, "nineteen oh five"),
        (1995, "nineteen ninety-five"),
        (2000, "two thousand"),
        (2006, "two thousand and six"),
        (2010, "twenty ten"),
        (2026, "twenty twenty-six"),
    ],
)
def test_english_years(value: int, expected: str) -> None:
    assert english.year(value) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "位", "兩位"),
        ("第", "位", "第二位"),
        ("", "號", "二號"),
        ("", "樓", "二樓"),
        ("", "月", "二月"),
        ("", "個月", "兩個月"),
        ("", " 分鐘", "兩分鐘"),
        ("", "年級", "二年級"),
        ("", "點", "兩點"),
    ],
)
def test_mandarin_pairs(before: str, after: str, expected: str) -> None:
    segments: tuple[Segment, ...] = (Text(before), Number(2), Text(after))
    assert plain(read(segments, "zh-TW", Customs()), "zh-TW") == expected
    assert plain(read(segments, "yue", Customs()), "yue") == expected

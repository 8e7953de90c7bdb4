"""Tickets, by the table of those that people wrote down, and by their grammar."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.wording.tables import LANGUAGES, rows

from callcast.wording import code
from callcast.wording.customs import Customs
from callcast.wording.plain import plain
from callcast.wording.reading import read
from callcast.wording.segment import Digits, Letters, Number

CASES = [
    (ticket, language, said)
    for ticket, chinese, english, japanese in rows("codes.tsv")
    for language, said in zip(LANGUAGES, (chinese, chinese, chinese, english, japanese), strict=True)
]
KEPT = Customs()
ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def said(ticket: str, language: str, customs: Customs = KEPT) -> str:
    bare = code.bare(ticket)
    assert bare is not None
    return plain(read(code.segments(bare, language), language, customs), language)


def test_there_are_enough() -> None:
    assert len(CASES) >= 300


@pytest.mark.parametrize(("ticket", "language", "expected"), CASES)
def test_a_ticket_is_read_as_people_read_it(ticket: str, language: str, expected: str) -> None:
    assert said(ticket, language) == expected


@pytest.mark.parametrize(
    ("ticket", "language", "dropped", "number"),
    [
        ("012", "zh-TW", "一二", "十二"),
        ("012", "en", "one two", "twelve"),
        ("012", "ja", "いち に", "じゅうに"),
        ("A012", "zh-CN", "A一二", "A十二"),
        ("A012", "en", "A, one two", "A, twelve"),
        ("A200", "zh-TW", "A二零零", "A兩百"),
        ("A200", "yue", "A二零零", "A二百"),
        ("A002", "zh-TW", "A二", "A二"),
        ("000", "zh-TW", "零", "零"),
        ("000", "en", "zero", "zero"),
        ("B2-005", "zh-TW", "B二，五", "B二，五"),
    ],
)
def test_leading_zeros_by_setting(ticket: str, language: str, dropped: str, number: str) -> None:
    assert said(ticket, language, Customs(zeros="dropped")) == dropped
    assert said(ticket, language, Customs(zeros="number")) == number


@pytest.mark.parametrize(("language", "expected"), [("zh-TW", "A幺零幺"), ("zh-CN", "A幺零幺"), ("yue", "A一零一")])
def test_one_by_setting_in_mandarin(language: str, expected: str) -> None:
    assert said("A101", language, Customs(one="幺")) == expected
    assert said("101", "ja", Customs(one="幺")) == "ひゃくいち"
    assert said("101", "en", Customs(one="幺")) == "one zero one"


TICKETS = st.from_regex(r"[A-Z]{1,3}[0-9]{1,6}|[0-9]{1,6}|[A-Z]{1,2}|[A-Z][0-9]-[0-9]{1,3}", fullmatch=True)


@given(TICKETS, st.sampled_from((*LANGUAGES, "de", "ko")))
def test_segments_are_the_code_again(ticket: str, language: str) -> None:
    parts = {Letters: "letters", Digits: "digits", Number: "value"}
    made = code.segments(ticket, language)
    assert "".join(str(getattr(one, parts[type(one)])) for one in made if type(one) in parts) == ticket.replace("-", "")
    assert code.bare(ticket) == ticket


@given(st.from_regex(r"[A-Z]{0,3}[0-9]{1,6}", fullmatch=True), st.sampled_from(("zh-TW", "zh-CN", "yue", "en")))
def test_what_is_read_tells_the_ticket(ticket: str, language: str) -> None:
    names = ENGLISH if language == "en" else "零一二三四五六七八九"
    line = said(ticket, language)
    for digit, name in enumerate(names):
        line = line.replace(name, str(digit))
    assert re.sub("[ ,]", "", line) == ticket


@pytest.mark.parametrize("text", ["王小明", "Anna", "three", "", "A012 B013", "A" * 30, "1" * 30, "Mr", "é1", "A/12"])
def test_what_is_no_code(text: str) -> None:
    assert code.bare(text) is None


@given(st.text(max_size=40))
def test_any_text_may_be_asked_about(text: str) -> None:
    bare = code.bare(text)
    if bare is not None:
        assert code.segments(bare, "en")

"""Free text: what is found in it, by tables that people wrote; and that nothing is lost, whatever it is."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.wording.tables import LANGUAGES, rows, said

from callcast.wording import free
from callcast.wording.customs import Customs
from callcast.wording.reading import read
from callcast.wording.segment import Digits, Letters, Number, Segment, Text
from callcast.wording.spoken import Spelled, Words

CASES = [(language, *row) for language in LANGUAGES for row in rows(f"text.{language}.tsv")]
SIGNS = st.text(alphabet="A1Z09 .,:;/-~$¥%°CF#()+號号到請櫃檯年月日點分番円時位個the nd No.pmAM", max_size=30)
ANY = st.text(max_size=40) | SIGNS
SOME = (*LANGUAGES, "zh", "de", "ko", "xx")


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_a_text_is_read_as_people_read_it(language: str, text: str, expected: str) -> None:
    assert said(text, language) == expected


def test_the_call_of_the_issue_is_typed() -> None:
    found = free.segments("請 A012 號到 3 號櫃檯", "zh-TW")
    assert found == (Text("請 "), Letters("A"), Digits("012"), Text(" 號到 "), Number(3), Text(" 號櫃檯"))


def test_telephone_numbers_are_exact_whatever_the_customs() -> None:
    assert said("02-2345-6789", "zh-TW", Customs(zeros="dropped")) == "零二，二三四五，六七八九"
    assert said("請 012 號", "zh-TW", Customs(zeros="dropped")) == "請一二號"
    assert said("電話 02-2111-6789", "zh-CN", Customs(one="幺")) == "电话零二，二幺幺幺，六七八九".replace(
        "电话", "電話"
    )


@given(ANY, st.sampled_from(SOME))
def test_any_text_is_read_and_no_digit_is_left(text: str, language: str) -> None:
    spoken = read(free.segments(text, language), language, Customs())
    if language in LANGUAGES:
        words = "".join("".join(one.words) if isinstance(one, Spelled) else getattr(one, "text", "") for one in spoken)
        assert not re.search(r"[0-9]", words)
    assert all(one.text.strip() == one.text != "" for one in spoken if isinstance(one, Words))


@given(ANY, st.sampled_from(SOME))
def test_without_digits_all_of_the_text_is_there(text: str, language: str) -> None:
    text = unicodedata.normalize("NFKC", text)
    text = "".join(char for char in text if not char.isdigit() and char != "#")
    assert "".join(map(written, free.segments(text, language))) == " ".join(unicodedata.normalize("NFKC", text).split())


@given(
    st.text(alphabet="請到號 ,，the室", max_size=8),
    st.from_regex(r"[B-HJ-Z][0-9]{1,6}|0[0-9]{1,6}", fullmatch=True),
    st.text(alphabet=" ,，。號到", max_size=1),
    st.sampled_from(SOME),
)
def test_the_digits_of_a_ticket_come_out_in_their_order(before: str, ticket: str, after: str, language: str) -> None:
    before = f"{before} "
    digits = "".join(one.digits for one in free.segments(before + ticket + after, language) if isinstance(one, Digits))
    assert digits == re.sub(r"\D", "", ticket)


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(LANGUAGES))
def test_every_minute_of_the_day_is_a_time(hour: int, minute: int, language: str) -> None:
    assert not re.search(r"[:\d]", said(f"{hour:02}:{minute:02}", language))


def test_a_long_text_takes_no_long_time() -> None:
    for piece in ("請 A012 號 14:30 ", "1-", "1,234.5 ", "A", "0912 ", "11/", "$1,", "1.", "+1 2 3 "):
        assert free.segments(piece * (10_000 // len(piece)), "zh-TW")
        assert free.segments(piece * (10_000 // len(piece)), "en")


def test_a_language_without_rules_leaves_numbers_to_its_engine() -> None:
    found = free.segments("Nummer A012, um 14:30 zu Schalter 3, Zimmer 007", "de")
    assert found == (
        Text("Nummer "),
        Letters("A"),
        Digits("012"),
        Text(", um 14:30 zu Schalter 3, Zimmer "),
        Digits("007"),
    )
    assert said("Nummer A012 um 9", "de") == "Nummer A, 0 1 2 um 9"
    assert said("A012번 손님", "ko") == "A, 0 1 2 번 손님"


def written(one: Segment) -> str:
    assert isinstance(one, Text | Letters)
    return one.text if isinstance(one, Text) else one.letters

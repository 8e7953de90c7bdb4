"""The line that an engine gets which takes only text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.wording.plain import plain
from callcast.wording.segment import Break, Letters, Recording
from callcast.wording.spoken import Spelled, Spoken, Words

DIGITS = Spelled(("zero", "one"))
HAN = Spelled(("零", "一"))


@pytest.mark.parametrize(
    ("spoken", "language", "expected"),
    [
        ((Letters("A"), DIGITS), "en", "A, zero one"),
        ((Letters("A"), Words("twelve")), "en-GB", "A, twelve"),
        ((Letters("VIP"), Words("lounge")), "en", "V I P lounge"),
        ((Letters("A"), Words(", please.")), "en", "A, please."),
        ((Words("Wait"), Break(300), Words("now")), "en", "Wait, now"),
        ((Words("Wait."), Break(300), Words("now")), "en", "Wait. now"),
        ((Break(300), Words("now"), Break(300)), "en", "now"),
        ((Recording("chime"), Words("now")), "en", "now"),
        ((Words("請"), Letters("A"), HAN, Words("號")), "zh-TW", "請A零一號"),
        ((Words("請"), Letters("AA"), HAN), "yue", "請A A零一"),
        ((Words("Room"), Letters("A")), "zh-CN", "Room A"),
        ((HAN, Break(150), HAN), "zh-TW", "零一，零一"),
        ((Words("番号"), Spelled(("ゼロ", "いち")), Words("ばん")), "ja", "番号 ゼロ いちばん"),
        ((Letters("A"), Spelled(("0", "1"))), "de", "A, 0 1"),
        ((), "en", ""),
    ],
)
def test_a_line(spoken: tuple[Spoken, ...], language: str, expected: str) -> None:
    assert plain(spoken, language) == expected


WORDS = st.from_regex(r"[a-z]{1,5}", fullmatch=True)
PARTS = (
    st.builds(Words, WORDS)
    | st.builds(Letters, st.from_regex("[A-Z]{1,3}", fullmatch=True))
    | st.builds(Spelled, st.lists(WORDS, min_size=1, max_size=4).map(tuple))
    | st.builds(Break, st.integers(1, 500))
)


@given(st.lists(PARTS), st.sampled_from(("zh-TW", "en", "ja", "de")))
def test_all_words_are_in_the_line_in_their_order(spoken: list[Spoken], language: str) -> None:
    line = plain(spoken, language)
    words = "".join(
        one.text if isinstance(one, Words) else one.letters if isinstance(one, Letters) else "".join(one.words)
        for one in spoken
        if isinstance(one, Words | Letters | Spelled)
    )
    assert "".join(char for char in line if char.isalnum()) == words
    assert line == " ".join(line.split())

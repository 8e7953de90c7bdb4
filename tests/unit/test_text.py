"""Text has one normal form, and what cannot be spoken is refused with the reason."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.text import TextRejected, blank, control, normalise


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("請 A012 號到３號櫃檯", "請 A012 號到3號櫃檯"),
        ("  a \n\t b  ", "a b"),
        ("\u202eabc\u202c\ufeff", "abc"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("①", "1"),
        ("37", "37"),
        ("😀", "😀"),
    ],
)
def test_one_form(text: str, plain: str) -> None:
    assert normalise(text, 500) == plain


@pytest.mark.parametrize("text", ["", "  \n", "\u200b\ufeff"])
def test_empty(text: str) -> None:
    with pytest.raises(TextRejected, match="is empty"):
        normalise(text, 500)


@pytest.mark.parametrize("text", ["...", "！？。", "\u0301", "-- --"])
def test_nothing_to_speak(text: str) -> None:
    with pytest.raises(TextRejected, match="nothing to speak"):
        normalise(text, 500)


@pytest.mark.parametrize(("text", "word"), [("a\x00b", "U+0000"), ("\x1b[31m", "U+001B"), ("\ud800a", "U+D800")])
def test_control(text: str, word: str) -> None:
    with pytest.raises(TextRejected, match=re.escape(word)):
        normalise(text, None)


def test_the_first_of_control_is_told() -> None:
    assert control("a\n\x00") == "\n"
    assert control("\ud800") == "\ud800"
    assert control("號 👍\u200d\u3000") is None


@pytest.mark.parametrize("text", ["", " \u3000", "\u200b\ufeff", "\u200d", " \u202e "])
def test_nothing_can_be_seen(text: str) -> None:
    assert blank(text)


@pytest.mark.parametrize("text", ["a", " 1 ", "…", "！", "號", "👩\u200d⚕"])
def test_something_can_be_seen(text: str) -> None:
    assert not blank(text)


@pytest.mark.parametrize("length", [501, 5_000_000])
def test_too_long_says_how_long(length: int) -> None:
    with pytest.raises(TextRejected, match=f"has {length} characters and the limit is 500") as caught:
        normalise("a" * length, 500)
    assert (caught.value.length, caught.value.limit) == (length, 500)


def test_the_limit_counts_after_normalising() -> None:
    assert len(normalise(" a" * 250 + " " * 600, 500)) == 499
    with pytest.raises(TextRejected):
        normalise("\ufdfa" * 50, 500)  # each becomes 18 characters


@given(st.text(st.characters(), max_size=200))
def test_any_text_is_refused_or_normal(text: str) -> None:
    try:
        plain = normalise(text, 500)
    except TextRejected:
        return
    assert plain == " ".join(plain.split())
    assert unicodedata.is_normalized("NFKC", plain)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Co") for char in plain)
    assert normalise(plain, 500) == plain
    plain.encode()

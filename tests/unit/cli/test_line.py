"""Lines typed at the prompt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.cli.console.book import Book
from callcast.cli.console.line import Act, Call, Line, Nothing, Quit, Show, Speak, parse
from callcast.cli.errors import BadInput


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("請到三號櫃檯", Speak("請到三號櫃檯")),
        ("  hello  ", Speak("hello")),
        ("quit", Speak("quit")),
        ("q", Quit()),
        ("Q ", Quit()),
        ("ｑ", Quit()),
        ("", Nothing()),
        ("/list", Show("list")),
        ("/channels", Show("channels")),
        ("／help", Show("help")),
        ("/cancel", Act("cancel", "last")),
        ("/cancel 3", Act("cancel", "3")),
        ("/repeat last", Act("repeat", "last")),
        ("/say q", Speak("q")),
        ("/call counter A012 3", Call("counter", "A012", "3")),
        ("／CALL counter A012 3 號櫃檯 in zh-TW,en", Call("counter", "A012", "3 號櫃檯", ("zh-TW", "en"))),
        ("/call closing", Call("closing")),
        ("/call closing in en", Call("closing", langs=("en",))),
        ("/call pick-up 37", Call("pick-up", "37")),
        ("/say /list", Speak("/list")),
    ],
)
def test_understood(text: str, line: Line) -> None:
    assert parse(text) == line


@pytest.mark.parametrize("text", ["/", "/lst", "/cancel 1 2", "/list all", "/say"])
def test_not_understood(text: str) -> None:
    line = parse(text)
    assert isinstance(line, Nothing)
    assert "/say" in line.complaint


def test_a_call_without_anything_is_explained() -> None:
    line = parse("/call")
    assert isinstance(line, Nothing)
    assert "/call counter A012 3" in line.complaint


@given(st.text() | st.text().map("/call ".__add__))
def test_any_line(text: str) -> None:
    line = parse(text)
    if isinstance(line, Speak):
        assert line.text.strip()


def test_numbers() -> None:
    book = Book()
    assert book.find("last") is None
    assert (book.spoken("x"), book.number("y"), book.number("x")) == (1, 2, 1)
    assert (book.find("last"), book.find("2"), book.find("x"), book.find("id")) == ("x", "y", "x", "id")
    with pytest.raises(BadInput, match="number 9"):
        book.find("9")

"""What may be put on a board, and what is refused, with its sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.bus.messages import BoardContent, Line
from callcast.desk.queueing.board import check_board
from callcast.desk.queueing.errors import RequestRefused

FULL = BoardContent(
    "hall",
    title="內" * 500,
    message="m" * 500,
    hours="h" * 500,
    lines=(Line("掛" * 500, 0, "A" * 100), *[Line("", 9999)] * 49),
    preparing=("3" * 40,) * 500,
    ready=("4",) * 500,
)


def test_as_much_as_there_may_be_is_taken() -> None:
    check_board(FULL)
    check_board(BoardContent("hall"))


@pytest.mark.parametrize(
    ("content", "field", "words"),
    [
        (BoardContent("hall", title="x" * 501), "title", "has 501 characters and the limit is 500"),
        (BoardContent("hall", message="a\nb"), "message", "U+000A"),
        (BoardContent("hall", hours="\x00"), "hours", "U+0000"),
        (BoardContent("hall", lines=(Line("a", 0),) * 51), "lines", "has 51 entries and the limit is 50"),
        (BoardContent("hall", lines=(Line("a", 0), Line("a", -1))), "lines.1.waiting", "from 0 to 9999"),
        (BoardContent("hall", lines=(Line("a", 10_000),)), "lines.0.waiting", "from 0 to 9999"),
        (BoardContent("hall", lines=(Line("x" * 501, 0),)), "lines.0.name", "501"),
        (BoardContent("hall", lines=(Line("a", 0, "x" * 101),)), "lines.0.number", "101"),
        (BoardContent("hall", preparing=("1",) * 501), "preparing", "501 entries and the limit is 500"),
        (BoardContent("hall", ready=("1", "x" * 41)), "ready.1", "has 41 characters and the limit is 40"),
        (BoardContent("hall", ready=("1", " ")), "ready.1", "nothing to show"),
        (BoardContent("hall", preparing=("\ud800",)), "preparing.0", "U+D800"),
    ],
)
def test_what_is_wrong_is_named(content: BoardContent, field: str, words: str) -> None:
    with pytest.raises(RequestRefused) as caught:
        check_board(content)
    assert caught.value.field == field
    assert f'"{field}"' in str(caught.value)
    assert words in str(caught.value)


texts = st.text(max_size=3) | st.just("x" * 501)
orders = st.lists(texts, max_size=3).map(tuple)


@given(
    st.builds(
        BoardContent,
        st.just("hall"),
        title=texts,
        message=texts,
        hours=texts,
        lines=st.lists(st.builds(Line, texts, st.integers(), texts), max_size=3).map(tuple),
        preparing=orders,
        ready=orders,
    )
)
def test_anything_is_taken_or_refused_in_one_line(content: BoardContent) -> None:
    try:
        check_board(content)
    except RequestRefused as error:
        sentence = str(error)
        assert sentence.isprintable()
        assert sentence.endswith(".")

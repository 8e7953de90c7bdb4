import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.desk.queueing.hall.line import Line
from callcast.desk.queueing.tickets.number import label, nearest, size, typed

LINE = Line("a", "看診", prefix="A", first=100, last=499)


@pytest.mark.parametrize(
    ("serial", "expected"), [(1, "A100"), (2, "A101"), (400, "A499"), (401, "A100"), (1201, "A100")]
)
def test_numbers_go_through_the_range_and_begin_again(serial: int, expected: str) -> None:
    assert label(LINE, serial) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("A100", "A100"),
        ("a100", "A100"),
        (" a 100 ", "A100"),
        ("100", "A100"),
        ("0100", "A100"),
        ("Ａ１００", "A100"),
        ("B100", None),
        ("A", None),
        ("", None),
        ("99", None),
        ("500", None),
        ("A1²", None),
        ("-100", None),
        ("9" * 5000, None),
    ],
)
def test_what_people_type(written: str, expected: str | None) -> None:
    assert typed(LINE, written) == expected


lines = st.builds(
    lambda prefix, first, more, digits: Line("x", "X", prefix=prefix, first=first, last=first + more, digits=digits),
    st.sampled_from(("", "A", "z-", "7", "門診", "B ")),
    st.integers(0, 2000),
    st.integers(0, 2000),
    st.integers(1, 5),
)


@given(line=lines, serial=st.integers(1, 10_000))
def test_a_number_as_shown_is_understood(line: Line, serial: int) -> None:
    assert typed(line, label(line, serial)) == label(line, serial)


@given(line=lines, serial=st.integers(1, 10_000), near=st.integers(1, 10_000))
def test_the_nearest_serial_has_that_number_and_none_is_nearer(line: Line, serial: int, near: int) -> None:
    number = label(line, serial)
    found = nearest(line, number, near)
    assert found >= 1
    assert label(line, found) == number
    others = (found - size(line), found + size(line))
    assert all(abs(found - near) <= abs(other - near) for other in others if other >= 1)


@given(text=st.text(), line=lines)
def test_any_text_is_a_number_of_the_line_or_none(text: str, line: Line) -> None:
    number = typed(line, text)
    assert number is None or number in {label(line, serial) for serial in range(1, size(line) + 1)}

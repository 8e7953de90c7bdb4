"""What of a call is taken, and what is refused, with its sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.bus.messages import Call
from callcast.desk.queueing.call import check_call
from callcast.desk.queueing.errors import RequestRefused


@pytest.mark.parametrize(
    "call", [Call("A012", "3 號櫃檯", "王小明"), Call(number="37"), Call(place="３"), Call(name="王" * 100)]
)
def test_one_of_the_three_is_enough(call: Call) -> None:
    check_call(call)


@pytest.mark.parametrize(
    ("call", "field", "words"),
    [
        (Call(), "call", "nothing to show"),
        (Call(" ", "\u3000", "\u200b\u200d"), "call", "nothing to show"),
        (Call("A" * 101), "call.number", "has 101 characters and the limit is 100"),
        (Call("A", "x" * 101), "call.place", '"call.place" has 101'),
        (Call("A\x07"), "call.number", "U+0007"),
        (Call("A", "3\n4"), "call.place", "U+000A"),
        (Call("A", "", "\ud800"), "call.name", "U+D800"),
    ],
)
def test_what_is_wrong_is_named(call: Call, field: str, words: str) -> None:
    with pytest.raises(RequestRefused) as caught:
        check_call(call)
    assert caught.value.field == field
    assert words in str(caught.value)


@given(st.builds(Call, st.text(), st.text(), st.text()))
def test_anything_is_taken_or_refused_in_one_line(call: Call) -> None:
    try:
        check_call(call)
    except RequestRefused as error:
        sentence = str(error)
        assert sentence.isprintable()
        assert sentence.endswith(".")

"""An utterance in pieces, by a reader that writes what it reads."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.speech.engines.phonemes.pieces import SENTENCE_MS, HasRecording, pieces
from callcast.wording.segment import Break, Letters, Recording
from callcast.wording.spoken import Spelled, Spoken, Words


class Plain:
    runs_on = False

    def words(self, text: str) -> str:
        return text

    def spelled(self, words: Sequence[str]) -> str:
        return ", ".join(words)

    def letters(self, given: str) -> str:
        return " ".join(given)


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [
        ((Words("go on"),), ["go on"]),
        ((Words("go"), Letters("AB"), Spelled(("1", "2")), Words("now")), ["go A B, 1, 2 now"]),
        ((Spelled(("1", "2")), Words(", go on")), ["1, 2, go on"]),
        ((Words("go"), Break(150), Words("on.")), ["go,", 150, "on."]),
        ((Words("go."), Break(150), Words("on.")), ["go.", 150, "on."]),
        ((Break(100), Words("go"), Break(100)), ["go,"]),
        ((Words("go"), Break(100), Break(250), Words("on")), ["go,", 250, "on"]),
        ((), []),
        ((Words(""), Break(100)), []),
    ],
)
def test_segments_are_said_in_one_go_up_to_a_break(spoken: tuple[Spoken, ...], expected: list[str | int]) -> None:
    assert pieces(spoken, Plain(), 500) == expected


def test_short_sentences_go_together_and_long_ones_apart() -> None:
    long = "x" * 60 + "."
    assert pieces((Words(f"a. b. {long} c."),), Plain(), 500) == [f"a. b. {long}", SENTENCE_MS, "c."]
    assert pieces((Words(f"{long} {long}"),), Plain(), 500) == [long, SENTENCE_MS, long]


def test_a_recording_is_named() -> None:
    with pytest.raises(HasRecording) as caught:
        pieces((Words("a"), Recording("gong")), Plain(), 500)
    assert caught.value.name == "gong"


texts = st.text(alphabet="abc ,.!", max_size=300)
segments = st.one_of(
    st.builds(Words, texts),
    st.builds(Spelled, st.lists(st.text("abc", min_size=1, max_size=5), max_size=20).map(tuple)),
    st.builds(Letters, st.text("ABC", max_size=40)),
    st.builds(Break, st.integers(0, 2000)),
)


@given(st.lists(segments, max_size=8), st.integers(60, 300))
def test_every_piece_is_short_enough_and_nothing_is_lost(spoken: list[Spoken], most: int) -> None:
    found = pieces(spoken, Plain(), most)
    said = [piece for piece in found if isinstance(piece, str)]
    assert all(0 < len(piece) <= most for piece in said)
    assert not found or (isinstance(found[0], str) and isinstance(found[-1], str))
    assert not any(isinstance(one, int) and isinstance(two, int) for one, two in pairwise(found))
    written = "".join(
        one.text if isinstance(one, Words) else "".join(one.words) if isinstance(one, Spelled) else one.letters
        for one in spoken
        if not isinstance(one, (Break, Recording))
    )
    assert "".join(filter(str.isalpha, "".join(said))) == "".join(filter(str.isalpha, written))

"""Frames survive any chopping; garbage ends in `FrameTooLong` or in nothing."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.bus.errors import FrameTooLong
from callcast.bus.frames import HEARTBEAT, LIMIT, FrameParser, pack


@given(st.lists(st.binary(max_size=300), max_size=20), st.data())
def test_frames_come_out_as_they_went_in_however_they_are_cut(payloads: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(map(pack, payloads))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=10)))
    parser, got = FrameParser(), []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        got += parser.feed(stream[start:end])
    assert got == [payload for payload in payloads if payload]


@given(st.lists(st.binary(max_size=100), max_size=50))
def test_garbage_never_escapes_nor_grows(chunks: list[bytes]) -> None:
    parser, fed = FrameParser(), 0
    with suppress(FrameTooLong):
        for chunk in chunks:
            fed += len(chunk)
            assert sum(map(len, parser.feed(chunk))) <= fed


def test_a_length_above_the_limit_is_refused_before_its_bytes_come() -> None:
    with pytest.raises(FrameTooLong) as caught:
        FrameParser().feed((LIMIT + 1).to_bytes(4, "big"))
    assert caught.value.length == LIMIT + 1
    with pytest.raises(FrameTooLong):
        pack(bytes(LIMIT + 1))
    assert FrameParser().feed(HEARTBEAT) == []

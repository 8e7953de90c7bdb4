"""What is packed comes out again, and a torn end is an end."""

import io

import pytest

from callcast.player.outputs.sinks.libav.framing import next_frame, packed
from callcast.player.playout.subscription import Frame

FRAMES = [Frame(7, b"seven"), Frame(2**40, b""), Frame(2**40 + 2, bytes(range(256)))]


def test_each_comes_with_its_number_and_stream() -> None:
    stream = io.BytesIO(packed(FRAMES[:2], picture=True) + packed(FRAMES[2:]))
    assert [next_frame(stream) for _ in range(4)] == [(True, FRAMES[0]), (True, FRAMES[1]), (False, FRAMES[2]), None]


@pytest.mark.parametrize("lost", range(1, len(packed(FRAMES[:1]))))
def test_half_a_frame_is_none(lost: int) -> None:
    assert next_frame(io.BytesIO(packed(FRAMES[:1])[:-lost])) is None

"""RTP packets, and 48 hours of them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.media.clip import RATE
from callcast.player.media.profile import PROFILES
from callcast.player.outputs.rtsp.errors import RtpError
from callcast.player.outputs.rtsp.message import FRAME_HEADER, Interleaved, Parser
from callcast.player.outputs.rtsp.rtp import Packet, Sender, bodies, head, unpack

HOURS_48 = 48 * 3600 * RATE


@given(st.integers(0, 127), st.integers(0, 2**16 - 1), st.integers(0, 2**32 - 1), st.booleans(), st.binary(max_size=99))
def test_what_is_packed_is_unpacked(kind: int, sequence: int, ssrc: int, marker: bool, payload: bytes) -> None:
    *_, (lead, _) = bodies(kind, (b"not the last", payload), marker=marker)
    frame = head(lead, sequence, 8_005, ssrc) + payload
    parser = Parser()
    parser.receive(frame)
    assert parser.next_message() == Interleaved(0, frame[FRAME_HEADER:])
    assert unpack(frame[FRAME_HEADER:]) == Packet(kind, sequence, 8_005, ssrc, marker, payload)


@given(st.binary(max_size=200))
def test_any_bytes_raise_nothing_but_the_typed_error(data: bytes) -> None:
    for start in (b"", b"\x80", b"\xbf"):
        with suppress(RtpError):
            assert len(unpack(start + data).payload) <= len(data)


def test_csrcs_extension_and_padding_are_passed_over() -> None:
    head = bytes((0x80 | 0x20 | 0x10 | 1, 96)) + bytes(10) + b"CSRC" + b"\xbe\xde\x00\x01" + b"EXT1"
    assert unpack(head + b"sound" + b"\0\0\3").payload == b"sound"


@pytest.mark.parametrize("clock_rate", sorted({p.rate for p in PROFILES.values()} | {90_000}))
def test_timestamps_cross_the_wrap_in_48_hours_without_drift(clock_rate: int) -> None:
    sender = Sender(clock_rate, 1, 0, offset=2**32 - clock_rate)
    step = RATE // 10
    before, wraps = sender.timestamp(0), 0
    for tick in range(step, HOURS_48 + 1, step):
        now = sender.timestamp(tick)
        assert (now - before) % 2**32 == clock_rate // 10
        wraps += now < before
        before = now
    assert before + wraps * 2**32 == 2**32 - clock_rate + 48 * 3600 * clock_rate
    assert wraps >= 1

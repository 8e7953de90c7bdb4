"""RTP packets, and 48 hours of them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.media.clip import RATE
from callcast.player.media.profile import PROFILES, Profile
from callcast.player.outputs.rtsp.errors import RtpError
from callcast.player.outputs.rtsp.message import FRAME_HEADER, Interleaved, Parser
from callcast.player.outputs.rtsp.payload import format_of
from callcast.player.outputs.rtsp.rtp import Packet, Sender, unpack

HOURS_48 = 48 * 3600 * RATE


@given(st.integers(0, 127), st.integers(0, 2**16 - 1), st.integers(0, 2**32 - 1), st.booleans(), st.binary(max_size=99))
def test_what_is_packed_is_unpacked(kind: int, sequence: int, ssrc: int, marker: bool, payload: bytes) -> None:
    framed = Sender(kind, 8_000, ssrc, sequence, 5).pack(48_000, payload, marker=marker)
    parser = Parser()
    parser.receive(framed)
    assert parser.next_message() == Interleaved(0, framed[FRAME_HEADER:])
    assert unpack(framed[FRAME_HEADER:]) == Packet(kind, sequence, 8_005, ssrc, marker, payload)


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
    sender = Sender(96, clock_rate, 1, 0, offset=2**32 - clock_rate)
    step = RATE // 10
    before, wraps = sender.timestamp(0), 0
    for tick in range(step, HOURS_48 + 1, step):
        now = sender.timestamp(tick)
        assert (now - before) % 2**32 == clock_rate // 10
        wraps += now < before
        before = now
    assert before + wraps * 2**32 == 2**32 - clock_rate + 48 * 3600 * clock_rate
    assert wraps >= 1


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_sequence_numbers_wrap_and_never_skip_in_48_hours(profile: Profile) -> None:
    form = format_of(profile)
    sender = Sender(form.payload_type, form.clock_rate, 1, 2**16 - 3, 2**32 - 1)
    frames = HOURS_48 // profile.ticks
    # Every frame around each wrap of the sequence, and the state of the sender carried over the rest.
    for start in range(0, frames - 2**16, 2**16):
        sender.sequence = 2**16 - 3 + start
        for number in range(start, start + 6):
            packet = unpack(sender.pack(number * profile.ticks, b"x", marker=False)[FRAME_HEADER:])
            assert packet.sequence == (2**16 - 3 + number) % 2**16
            assert packet.timestamp == (2**32 - 1 + number * profile.frame * form.clock_rate // profile.rate) % 2**32

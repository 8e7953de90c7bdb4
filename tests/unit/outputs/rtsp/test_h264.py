"""H.264 goes into RTP, and comes out as it was."""

from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.depacketiser import Depacketiser
from tests.support.pictures import board

from callcast.player.media import h264 as stream
from callcast.player.media.gop import GopProfile, encode, parameter_sets
from callcast.player.outputs.rtsp import h264
from callcast.player.outputs.rtsp.payload import format_of
from callcast.player.outputs.rtsp.rtp import Packet

PROFILE = GopProfile("h264", 640, 360)


def through(frames: list[bytes]) -> list[bytes]:
    taker = Depacketiser()
    for number, frame in enumerate(frames):
        payloads = h264.access_unit(frame)
        for place, payload in enumerate(payloads):
            taker.take(Packet(99, 0, number, 1, place == len(payloads) - 1, payload))
    assert [stamp for stamp, _ in taker.units] == list(range(len(frames)))
    return [unit for _, unit in taker.units]


def unit(kind: int, importance: int, size: int) -> bytes:
    return bytes((importance << 5 | kind,)) + bytes(n % 251 + 2 for n in range(size))


def test_a_board_comes_out_as_it_was() -> None:
    packets = list(encode(board(1), PROFILE).packets)
    assert through(packets) == packets


@given(
    st.lists(
        st.tuples(st.sampled_from([1, 5, 6, 7, 8, 9]), st.integers(1, 3), st.integers(1, 5_000)), min_size=1, max_size=6
    )
)
def test_whatever_the_units_are(shape: list[tuple[int, int, int]]) -> None:
    frame = stream.stream(tuple(unit(*one) for one in shape))
    assert through([frame]) == [frame]


@pytest.mark.parametrize("size", [h264.MOST - 2, h264.MOST - 1, h264.MOST, 2 * (h264.MOST - 2), 2 * h264.MOST, 100_000])
def test_at_the_edges_of_a_packet(size: int) -> None:
    one = unit(5, 3, size)
    payloads = h264.access_unit(stream.stream((one,)))
    assert through([stream.stream((one,))]) == [stream.stream((one,))]
    assert len(payloads) == (1 if len(one) <= h264.MOST else -(-size // (h264.MOST - 2)))
    assert max(map(len, payloads)) - min(map(len, payloads)) <= len(payloads)


def test_parameter_sets_go_together_before_the_idr() -> None:
    first, second, *_ = h264.access_unit(encode(board(1), PROFILE).packets[0])
    sps, pps = parameter_sets(PROFILE)
    assert first == (
        bytes((0x60 | h264.STAP_A,)) + len(sps).to_bytes(2, "big") + sps + len(pps).to_bytes(2, "big") + pps
    )
    assert second[0] & 0x1F == h264.FU_A
    assert second[1] == 0x80 | stream.IDR


def test_as_it_stands_in_sdp() -> None:
    form = format_of(PROFILE)
    assert (form.kind, form.rtpmap) == ("video", "99 H264/90000")
    assert form.fmtp is not None
    told = dict(part.split("=", 1) for part in form.fmtp.split("; "))
    sps, pps = parameter_sets(PROFILE)
    assert told["packetization-mode"] == "1"
    assert [b64decode(text) for text in told["sprop-parameter-sets"].split(",")] == [sps, pps]
    assert bytes.fromhex(told["profile-level-id"]) == sps[1:4]
    assert sps[1] == 77, "main profile"


def test_the_stream_is_split_where_units_begin() -> None:
    units = (unit(7, 3, 5), unit(8, 3, 2), b"\x65\x00\x00\x03\x01\x80")
    assert stream.units(stream.stream(units)) == units
    assert stream.units(b"\0\0\1" + b"\0\0\0\1".join(units) + b"\0\0") == units
    assert stream.units(b"") == ()

"""RTCP."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.outputs.rtsp import rtcp
from callcast.player.outputs.rtsp.errors import RtcpError

u32 = st.integers(0, 2**32 - 1)
block = st.builds(rtcp.ReportBlock, u32, st.integers(0, 255), st.integers(-(2**23), 2**23 - 1), u32, u32, u32, u32)
report = st.one_of(
    st.builds(rtcp.SenderReport, u32, st.integers(0, 2**64 - 1), u32, u32, u32),
    st.builds(rtcp.ReceiverReport, u32, st.lists(block, max_size=3).map(tuple)),
    st.builds(rtcp.Description, u32, st.text("abc@:", min_size=1, max_size=255)),
    st.builds(rtcp.Goodbye, st.lists(u32, min_size=1, max_size=5).map(tuple)),
)


@given(st.lists(report, max_size=5))
def test_what_is_written_is_read(reports: list[rtcp.Report]) -> None:
    data = b"".join(one.encode() for one in reports)
    assert len(data) % 4 == 0
    assert rtcp.parse(data) == tuple(reports)


@given(st.binary(max_size=200), st.sampled_from([b"", b"\x81\xc8\x00\x0c", b"\x9f\xc9\x00\x07", b"\x81\xca\x00\x02"]))
def test_any_bytes_raise_nothing_but_the_typed_error(data: bytes, start: bytes) -> None:
    with suppress(RtcpError):
        rtcp.parse(start + data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x80",
        b"\x00\xc9\x00\x00",
        b"\x80\xc9\x00\x02abcd",
        b"\x80\xc8\x00\x01abcd",
        b"\x81\xc9\x00\x01abcd",
        b"\x82\xcb\x00\x01abcd",
        b"\xa0\xc9\x00\x01abc\xff",
        b"\x81\xca\x00\x02abcd\x01\x09ab",
        bytes(70_000),
    ],
)
def test_wrong_lengths_are_refused(data: bytes) -> None:
    with pytest.raises(RtcpError):
        rtcp.parse(data)


def test_kinds_that_we_do_not_know_are_passed_over() -> None:
    assert rtcp.parse(b"\x80\xcc\x00\x01abcd" + rtcp.Goodbye((7,)).encode()) == (rtcp.Goodbye((7,)),)


def test_ntp_counts_from_1900() -> None:
    assert rtcp.ntp(0.5) == (2_208_988_800 << 32) + 2**31

"""Session descriptions."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.outputs.rtsp import sdp
from callcast.player.outputs.rtsp.errors import SdpError

word = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=10)
attribute = st.tuples(word, st.none() | word)
media = st.builds(
    sdp.MediaDescription,
    kind=st.sampled_from(["audio", "video"]),
    port=st.integers(0, 65_535),
    formats=st.lists(st.integers(0, 127).map(str), min_size=1, max_size=3).map(tuple),
    address=st.none() | st.sampled_from(["239.1.2.3/8", "ff15::1"]),
    bandwidth=st.none() | st.integers(0, 10_000),
    attributes=st.lists(attribute, max_size=4).map(tuple),
)
description = st.builds(
    sdp.SessionDescription,
    name=word,
    origin=st.builds(sdp.Origin, session=word, version=word, address=st.sampled_from(["::1", "10.0.0.1"])),
    address=st.none() | st.just("10.0.0.2"),
    attributes=st.lists(attribute, max_size=3).map(tuple),
    media=st.lists(media, max_size=4).map(tuple),
)


@given(description)
def test_what_is_written_is_read(one: sdp.SessionDescription) -> None:
    assert sdp.parse(one.encode()) == one


@given(st.binary(max_size=400))
def test_any_bytes_raise_nothing_but_the_typed_error(data: bytes) -> None:
    for start in (b"", b"v=0\r\n", b"v=0\nm=audio 0 RTP/AVP 96\n"):
        with suppress(SdpError):
            sdp.parse(start + data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"m=audio 0 RTP/AVP 0\r\n",
        b"v=0\r\nm=audio\r\n",
        b"v=0\r\nm=audio 99999 RTP/AVP 0\r\n",
        b"v=0\r\nc=IN IP5 x\r\n",
        b"v=0\r\nhello\r\n",
        b"v=0\r\n" + b"a=x\r\n" * 1_000,
        b"v=0\r\n" + b"m=audio 0 RTP/AVP 0\r\n" * 33,
        b"v=0\r\na=" + b"x" * 70_000,
    ],
)
def test_nonsense_and_too_much_is_refused(data: bytes) -> None:
    with pytest.raises(SdpError):
        sdp.parse(data)


def test_attributes_are_found_by_name() -> None:
    found = sdp.parse(b"v=0\na=control:*\nm=audio 5004/2 RTP/AVP 0\nb=AS:64\nb=TIAS:1\na=sendonly\na=control:track1\n")
    assert found.attribute("control") == "*"
    assert found.media[0].attribute("control") == "track1"
    assert found.media[0].attribute("rtpmap") is None
    assert found.media[0].bandwidth == 64
    assert found.origin == sdp.Origin()

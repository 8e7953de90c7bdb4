"""The Transport header."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.outputs.rtsp.errors import BadRequest
from callcast.player.outputs.rtsp.transport import Transport, parse

pairs = st.tuples(st.integers(1, 65_535), st.integers(1, 65_535))
channels = st.tuples(st.integers(0, 255), st.integers(0, 255))


@pytest.mark.parametrize(
    ("text", "transport"),
    [
        ("RTP/AVP;unicast;client_port=5000-5001", Transport(client_port=(5000, 5001))),
        ("RTP/AVP/UDP;client_port=5000", Transport(client_port=(5000, 5001))),
        ("rtp/avp/tcp;Unicast;INTERLEAVED=2-3", Transport(tcp=True, interleaved=(2, 3))),
        ("RTP/AVP/TCP", Transport(tcp=True)),
        ("RTP/AVP;multicast;ttl=4", Transport(multicast=True, ttl=4)),
        ("RTP/AVP", Transport(multicast=True)),
        ('RTP/AVP/TCP;interleaved=0-1;mode="record"', Transport(tcp=True, interleaved=(0, 1), mode="RECORD")),
        ("RTP/AVP;unicast;destination=;client_port=1-2;layers=3;append", Transport(client_port=(1, 2))),
        ("RTP/AVP/TCP;ssrc=00FF00FF", Transport(tcp=True, ssrc=0xFF00FF)),
    ],
)
def test_headers_of_real_clients(text: str, transport: Transport) -> None:
    assert parse(text) == (transport,)


def test_alternatives_keep_their_order_and_strangers_are_left_out() -> None:
    found = parse("RTP/SAVP;unicast, RTP/AVP/TCP;interleaved=0-1,RTP/AVP;unicast;client_port=6-7")
    assert found == (Transport(tcp=True, interleaved=(0, 1)), Transport(client_port=(6, 7)))


@pytest.mark.parametrize(
    "text",
    [
        "RTP/AVP;client_port=a",
        "RTP/AVP;client_port=70000",
        "RTP/AVP/TCP;interleaved=0-256",
        "RTP/AVP;ttl=300",
        "RTP/AVP;client_port=1-",
        "RTP/AVP," * 17,
        "RTP/AVP;client_port=" + "9" * 10_000,
    ],
)
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        parse(text)


@given(
    st.one_of(
        st.builds(
            Transport, client_port=pairs, server_port=st.none() | pairs, ssrc=st.none() | st.integers(0, 2**32 - 1)
        ),
        st.builds(Transport, tcp=st.just(True), interleaved=channels, mode=st.sampled_from(["PLAY", "RECORD"])),
        st.builds(
            Transport, multicast=st.just(True), destination=st.just("239.1.2.3"), port=pairs, ttl=st.integers(0, 255)
        ),
    )
)
def test_what_is_written_is_read(transport: Transport) -> None:
    assert parse(str(transport)) == (transport,)


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_any_text_raises_nothing_but_bad_request(text: str) -> None:
    with suppress(BadRequest):
        parse("RTP/AVP;" + text)
        parse(text)

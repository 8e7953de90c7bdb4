"""The server's end of a connection: methods, states, errors and time."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.media.profile import AAC, PCMA
from callcast.player.outputs.rtsp import sdp
from callcast.player.outputs.rtsp.auth import Credentials, Guard, Nonces, Scheme
from callcast.player.outputs.rtsp.message import Headers, Interleaved, Parser, Request, Response, interleave
from callcast.player.outputs.rtsp.payload import Format, format_of
from callcast.player.outputs.rtsp.presentation import Group, Presentation
from callcast.player.outputs.rtsp.server import (
    PUBLIC,
    Ended,
    Endpoint,
    Event,
    Feedback,
    Paused,
    Playing,
    ServerConnection,
)
from callcast.player.outputs.rtsp.session import Ways

URI = "rtsp://host:8554/hall"
TCP = "RTP/AVP/TCP;unicast;interleaved=0-1"
UDP = "RTP/AVP;unicast;client_port=5000-5001"


GROUP = Group("239.1.2.3", 20_000, 8)


@dataclass(frozen=True)
class Sound:
    """A medium at a fixed place."""

    format: Format
    ssrc: int = 0xABCDEF01
    group: Group | None = GROUP

    next_tick: int = 1_000

    def next_packet(self) -> tuple[int, int]:
        return 7, self.next_tick

    def timestamp(self, tick: int) -> int:
        return 4_000_000_000 + tick


SOUND = Sound(format_of(AAC))
GUARD = Guard("Callcast", Credentials("u", "p"), (Scheme.MD5,), Nonces(b"s"))
PLACES = {
    "/hall": Presentation("/hall", "大廳\r\nx", (SOUND,)),
    "/both": Presentation("/both", "Both", (SOUND, Sound(format_of(PCMA), 2, None, 960))),
    "/shut": Presentation("/shut", "Shut", (SOUND,), GUARD),
}


class Client:
    """Speaks to a connection as a client would, and keeps what it is told."""

    def __init__(self, ways: Ways | None = None) -> None:
        self.now = 100.0
        endpoint = Endpoint(PLACES.get, ways or Ways((6000, 6001), True), "10.0.0.1", new_session=lambda: "S1")
        self.connection = ServerConnection(endpoint, self.now)
        self.events: list[Event] = []
        self.cseq = 0

    def send(self, *data: bytes) -> list[Response]:
        self.events += self.connection.receive_data(b"".join(data), self.now)
        parser = Parser()
        parser.receive(self.connection.data_to_send())
        answers = []
        while (one := parser.next_message()) is not None:
            assert isinstance(one, Response)
            answers.append(one)
        return answers

    def ask(self, method: str, uri: str = URI, **headers: str) -> Response:
        self.cseq += 1
        fields = (("CSeq", str(self.cseq)), *headers.items())
        (answer,) = self.send(Request(method, uri, Headers(fields)).encode())
        assert answer.headers.get("CSeq") == str(self.cseq)
        return answer

    def play(self, transport: str = TCP, uri: str = URI) -> None:
        assert self.ask("SETUP", f"{uri}/track1", Transport=transport).status == 200
        assert self.ask("PLAY", uri, Session="S1").status == 200


def test_options_tells_the_methods() -> None:
    assert Client().ask("OPTIONS", "*").headers.get("Public") == PUBLIC


def test_describe_gives_the_description_and_its_base() -> None:
    answer = Client().ask("DESCRIBE", "rtsp://u:p@host:8554/hall?x=1", Accept="application/sdp")
    assert answer.headers.get("Content-Base") == "rtsp://host:8554/hall/"
    assert answer.headers.get("Content-Type") == "application/sdp"
    found = sdp.parse(answer.body)
    assert found.name == "大廳x"
    assert (found.attribute("control"), found.attribute("range")) == ("*", "npt=now-")
    assert found.media[0].attribute("control") == "track1"
    assert found.media[0].attribute("rtpmap") == "96 mpeg4-generic/48000/1"
    assert (found.media[0].port, found.media[0].address) == (0, None)
    assert b"rtcp-mux" not in answer.body


def test_describe_names_the_group_when_asked_to() -> None:
    media = sdp.parse(Client().ask("DESCRIBE", f"{URI}?multicast").body).media[0]
    assert (media.port, media.address) == (20_000, "239.1.2.3/8")


def test_tcp_from_setup_to_teardown() -> None:
    client = Client()
    setup = client.ask("SETUP", f"{URI}/track1", Transport=TCP)
    assert setup.headers.get("Transport") == "RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=ABCDEF01"
    assert setup.headers.get("Session") == "S1;timeout=60"
    play = client.ask("PLAY", Session="S1", Range="npt=0.000-")
    assert play.headers.get("RTP-Info") == f"url={URI}/track1;seq=7;rtptime=4000001000"
    assert play.headers.get("Range") == "npt=now-"
    assert client.ask("PLAY", f"{URI}/", Session="S1").status == 200
    assert client.ask("PAUSE", Session="S1").status == 200
    assert client.ask("PAUSE", Session="S1").status == 200
    assert client.ask("PLAY", Session="S1").status == 200
    assert client.ask("TEARDOWN", Session="S1").status == 200
    assert [type(event) for event in client.events] == [Playing, Paused, Playing, Ended]
    assert client.ask("PLAY", Session="S1").status == 454


@pytest.mark.parametrize(
    ("offer", "answer"),
    [
        (UDP, "RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001;ssrc=ABCDEF01"),
        (f"{UDP};destination=10.9.9.9", "RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001;ssrc=ABCDEF01"),
        ("RTP/AVP;multicast", "RTP/AVP;multicast;destination=239.1.2.3;port=20000-20001;ttl=8;ssrc=ABCDEF01"),
        ("RTP/AVP/TCP", "RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=ABCDEF01"),
        (f"RTP/SAVP;unicast,{TCP}", "RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=ABCDEF01"),
    ],
)
def test_transports_agreed_on(offer: str, answer: str) -> None:
    assert Client().ask("SETUP", f"{URI}/track1", Transport=offer).headers.get("Transport") == answer


@pytest.mark.parametrize(
    ("offer", "ways", "status"),
    [
        (UDP, Ways(), 461),
        ("RTP/AVP;multicast", Ways((6000, 6001)), 461),
        ("RTP/SAVP;unicast;client_port=1-2", None, 461),
        ("RTP/AVP;unicast", None, 461),
        ("RTP/AVP;unicast;client_port=0-1", None, 461),
        (f"{TCP};mode=RECORD", None, 461),
        ("RTP/AVP/TCP;interleaved=300-301", None, 400),
    ],
)
def test_transports_refused(offer: str, ways: Ways | None, status: int) -> None:
    assert Client(ways).ask("SETUP", f"{URI}/track1", Transport=offer).status == status


def test_two_media_share_a_session_on_channels_of_their_own() -> None:
    client = Client()
    assert client.ask("SETUP", "rtsp://h/both", Transport="RTP/AVP/TCP").status == 459
    assert client.ask("SETUP", "rtsp://h/both/track1", Transport="RTP/AVP/TCP").status == 200
    assert client.ask("SETUP", "rtsp://h/both/track2", Transport=TCP, Session="S1").status == 461
    second = client.ask("SETUP", "rtsp://h/both/track2", Transport="RTP/AVP/TCP", Session="S1")
    assert "interleaved=2-3" in (second.headers.get("Transport") or "")
    assert client.ask("PLAY", "rtsp://h/both/track2", Session="S1").status == 460
    info = client.ask("PLAY", "rtsp://h/both", Session="S1").headers.get("RTP-Info") or ""
    assert [part.partition(";")[0] for part in info.split(",")] == [f"url=rtsp://h/both/track{n}" for n in (1, 2)]


def test_errors_of_state_and_place() -> None:
    client = Client()
    assert client.ask("DESCRIBE", "rtsp://host/attic").status == 404
    assert client.ask("SETUP", f"{URI}/track9", Transport=TCP).status == 404
    assert client.ask("DESCRIBE", Accept="text/html").status == 406
    assert client.ask("SETUP", f"{URI}/track1").status == 461
    assert client.ask("PLAY", Session="S1").status == 454
    client.play()
    assert client.ask("SETUP", f"{URI}/track1", Transport=TCP, Session="S1").status == 455
    assert client.ask("SETUP", "rtsp://host/both/track1", Transport=TCP, Session="S1").status == 459
    assert client.ask("SETUP", f"{URI}/track1", Transport=TCP, Session="S9").status == 454
    assert client.ask("PLAY", "rtsp://host/both", Session="S1").status == 404
    assert client.ask("RECORD", Session="S1").headers.get("Allow") == PUBLIC
    assert client.ask("ANNOUNCE").status == 405
    assert client.ask("BREW").status == 501
    required = client.ask("OPTIONS", Require="funky")
    assert (required.status, required.headers.get("Unsupported")) == (551, "funky")
    assert not client.connection.closing


def test_a_request_without_cseq_is_refused() -> None:
    (answer,) = Client().send(b"OPTIONS * RTSP/1.0\r\n\r\n")
    assert answer.status == 400


def test_broken_framing_is_answered_and_ends_the_connection() -> None:
    client = Client()
    first, second = client.send(
        b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\nOPTIONS * RTSP/1.0\r\nCSeq: 2\r\nContent-Length: x\r\n\r\n"
    )
    assert (first.status, second.status, second.headers.get("CSeq")) == (200, 400, "2")
    assert client.connection.closing
    assert client.send(b"OPTIONS * RTSP/1.0\r\nCSeq: 3\r\n\r\n") == []


@pytest.mark.parametrize("method", ["OPTIONS", "GET_PARAMETER", "SET_PARAMETER"])
def test_each_keepalive_is_answered_and_keeps_a_udp_session(method: str) -> None:
    client = Client()
    client.play(UDP)
    for _ in range(5):
        client.now += 50
        assert client.ask(method, Session="S1").headers.get("Session") == "S1;timeout=60"
        assert client.connection.expired(client.now) is None
    assert client.connection.expired(client.now + 61)


def test_a_keepalive_for_an_unknown_session_is_told_so() -> None:
    assert Client().ask("GET_PARAMETER", Session="S1").status == 454
    assert Client().ask("GET_PARAMETER").status == 200


def test_rtcp_keeps_a_udp_session() -> None:
    client = Client()
    client.play(UDP)
    client.connection.heard(client.now + 50)
    assert client.connection.expired(client.now + 100) is None
    assert client.connection.expired(client.now + 111)


def test_a_playing_tcp_session_lives_as_long_as_its_connection_and_a_paused_one_60_s() -> None:
    client = Client()
    client.play()
    assert client.connection.expired(client.now + 100_000) is None
    client.ask("PAUSE", Session="S1")
    assert client.connection.expired(client.now + 61)


def test_who_says_nothing_or_never_plays_is_sent_away() -> None:
    client = Client()
    client.send(b"OPTIONS * RT")
    assert client.connection.expired(client.now + 10) is None
    assert client.connection.expired(client.now + 10.1)
    client = Client()
    client.ask("SETUP", f"{URI}/track1", Transport=TCP)
    client.now += 59
    client.ask("OPTIONS", "*", Session="S1")
    assert client.connection.expired(client.now) is None
    assert client.connection.expired(client.now + 2)


def test_requests_are_pipelined_with_interleaved_frames_between() -> None:
    client = Client()
    answers = client.send(
        Request("SETUP", f"{URI}/track1", Headers((("CSeq", "1"), ("Transport", TCP)))).encode(),
        Request("PLAY", URI, Headers((("CSeq", "2"), ("Session", "S1")))).encode(),
        interleave(1, b"report"),
        Request("PAUSE", URI, Headers((("CSeq", "3"), ("Session", "S1")))).encode(),
    )
    assert [answer.headers.get("CSeq") for answer in answers] == ["1", "2", "3"]
    session = client.connection.session
    assert session is not None
    assert client.events == [Playing(session), Feedback(session, 1, b"report"), Paused(session)]


def test_a_guarded_channel_asks_for_credentials() -> None:
    client = Client()
    for method, uri in (("DESCRIBE", "rtsp://host/shut"), ("SETUP", "rtsp://host/shut/track1")):
        answer = client.ask(method, uri, Transport=TCP)
        assert answer.status == 401
        assert (answer.headers.get("WWW-Authenticate") or "").startswith("Digest ")
    assert client.connection.session is None


wire = st.one_of(
    st.binary(max_size=60),
    st.builds(
        lambda method, uri, fields: Request(method, uri, Headers(tuple(fields))).encode(),
        st.sampled_from([*PUBLIC.split(", "), "ANNOUNCE", "X"]),
        st.sampled_from([URI, f"{URI}/track1", "rtsp://h/both/track2", "rtsp://h/shut", "*", "/", "rtsp://["]),
        st.lists(
            st.sampled_from(
                [("CSeq", "1"), ("Session", "S1"), ("Transport", TCP), ("Transport", UDP), ("Accept", "x")]
            ),
            max_size=4,
        ),
    ),
    st.builds(
        lambda one: interleave(one.channel, one.data), st.builds(Interleaved, st.integers(0, 3), st.binary(max_size=9))
    ),
)


@given(st.lists(wire, max_size=20))
def test_no_client_makes_it_raise_and_every_answer_is_rtsp(chunks: list[bytes]) -> None:
    client = Client()
    for chunk in chunks:
        client.now += 1
        for answer in client.send(chunk):
            assert 200 <= answer.status < 600
        client.connection.expired(client.now)

"""The client's end, by hand: what it asks, what it makes of answers, and how long it waits."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.media.profile import AAC, PCMA
from callcast.player.outputs.rtsp import rtcp, sdp
from callcast.player.outputs.rtsp.auth import Credentials, Guard, Nonces, Scheme
from callcast.player.outputs.rtsp.client import (
    ANSWER,
    PATIENCE,
    PROBE,
    ClientConnection,
    Ended,
    Event,
    Feedback,
    Greeted,
    Recording,
    ReportWanted,
)
from callcast.player.outputs.rtsp.errors import Unauthorized, WireError
from callcast.player.outputs.rtsp.faults import Closed, Garbled, NoAnswer, NotRtsp, Refused, ServerFault
from callcast.player.outputs.rtsp.message import Headers, Parser, Request, Response, interleave
from callcast.player.outputs.rtsp.payload import format_of
from callcast.player.outputs.rtsp.publication import Publication
from callcast.player.outputs.rtsp.target import Target
from callcast.player.outputs.rtsp.transport import Pair

URL = "rtsp://media.example:8554/hall"
TWO = Publication("大廳", (format_of(AAC), format_of(PCMA)), 7)
ONE = Publication("hall", (format_of(AAC),), 7)
XIU = "OPTIONS,DESCRIBE,ANNOUNCE,SETUP,PLAY,PAUSE,TEARDOWN,GET_PARAMETER,SET_PARAMETER,REDIRECT,RECORD"


@dataclass
class Talk:
    """A connection, and the server that the test plays. `asked` has the requests in order."""

    publication: Publication = ONE
    url: str = URL
    asked: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = ClientConnection(Target.parse(self.url), self.publication, "10.0.0.9")
        self._parser = Parser()

    def request(self) -> Request:
        """The next request, which must be there."""
        self._parser.receive(self.client.data_to_send())
        one = self._parser.next_message()
        assert isinstance(one, Request)
        self.asked.append(one)
        return one

    def silent(self) -> bool:
        return not self.client.data_to_send()

    def answer(self, status: int = 200, now: float = 0.0, **fields: str) -> list[Event]:
        """Answer the last request."""
        cseq = self.asked[-1].headers.get("CSeq") or ""
        items = (("CSeq", cseq), *((name.replace("_", "-"), value) for name, value in fields.items()))
        return self.client.receive_data(Response(status, "As the test says", Headers(items)).encode(), now)

    def greet(self, now: float = 0.0, **fields: str) -> list[Event]:
        self.client.greet(now)
        assert self.request().method == "OPTIONS"
        return self.answer(200, now, **fields)

    def record(self, ports: tuple[Pair, ...] | None = None, now: float = 0.0, **fields: str) -> list[Event]:
        """All the way to RECORD, by a server that agrees to what it is offered."""
        self.greet(now=now, **fields)
        self.client.publish(ports, now)
        assert self.request().method == "ANNOUNCE"
        self.answer(now=now)
        for index in range(len(self.publication.formats)):
            setup = self.request()
            assert (setup.method, setup.uri) == ("SETUP", f"{URL}/track{index + 1}")
            way = (setup.headers.get("Transport") or "") + (";server_port=6000-6001" if ports else "")
            self.answer(now=now, Session="s1;timeout=30", Transport=way)
        assert self.request().method == "RECORD"
        return self.answer(now=now)


def test_several_media_are_announced_set_up_and_recorded() -> None:
    talk = Talk(TWO)
    (recording,) = talk.record()
    assert isinstance(recording, Recording)
    assert [way.interleaved for way in recording.transports] == [(0, 1), (2, 3)]
    announce, setup = talk.asked[1], talk.asked[2]
    assert announce.headers.get("Content-Type") == sdp.MIME
    described = sdp.parse(announce.body)
    assert described.name == "大廳"
    assert described.origin.address == "10.0.0.9"
    assert [m.attribute("rtpmap") for m in described.media] == ["96 mpeg4-generic/48000/1", "8 PCMA/8000/1"]
    assert [m.attribute("control") for m in described.media] == ["track1", "track2"]
    assert setup.headers.get("Transport") == "RTP/AVP/TCP;unicast;interleaved=0-1;mode=record"
    assert talk.asked[-1].headers.get("Session") == "s1"
    assert [request.headers.get("CSeq") for request in talk.asked] == [str(n + 1) for n in range(5)]


def test_by_udp_the_ports_of_both_are_told() -> None:
    talk = Talk()
    (recording,) = talk.record(ports=((5000, 5001),))
    assert talk.asked[2].headers.get("Transport") == "RTP/AVP;unicast;client_port=5000-5001;mode=record"
    assert isinstance(recording, Recording)
    assert recording.transports[0].server_port == (6000, 6001)


def test_the_server_may_choose_other_channels() -> None:
    talk = Talk()
    talk.greet()
    talk.client.publish(None, 0.0)
    talk.request()
    talk.answer()
    talk.request()
    talk.answer(Session="s", Transport="RTP/AVP/TCP;unicast;interleaved=4-5")
    talk.request()
    (recording,) = talk.answer()
    assert isinstance(recording, Recording)
    assert recording.transports[0].interleaved == (4, 5)
    report = rtcp.ReceiverReport(1).encode()
    assert talk.client.receive_data(interleave(5, report) + interleave(4, b"x"), 0.0) == [Feedback(0, report)]


@pytest.mark.parametrize("given", ["", "RTP/AVP;unicast;client_port=1-2", "RTP/AVP/TCP;unicast;interleaved=999-1"])
def test_a_transport_that_was_not_offered_is_no_good(given: str) -> None:
    talk = Talk()
    talk.greet()
    talk.client.publish(None, 0.0)
    talk.request()
    talk.answer()
    talk.request()
    with pytest.raises(ServerFault):
        talk.answer(Session="s", Transport=given)


def test_the_server_tells_who_it_is() -> None:
    (greeted,) = Talk().greet(Server="gortsplib", Public="OPTIONS, ANNOUNCE, record")
    assert isinstance(greeted, Greeted)
    assert greeted.peer.name == "gortsplib"
    assert greeted.peer.takes_publishers
    (greeted,) = Talk().greet(Server="Callcast", Public="OPTIONS, DESCRIBE")
    assert isinstance(greeted, Greeted)
    assert not greeted.peer.takes_publishers
    (greeted,) = Talk().greet(Public=XIU)
    assert isinstance(greeted, Greeted)
    assert greeted.peer.is_xiu
    (greeted,) = Talk().greet()
    assert isinstance(greeted, Greeted)
    assert greeted.peer.takes_publishers


@pytest.mark.parametrize("schemes", [(Scheme.BASIC,), (Scheme.MD5,), (Scheme.SHA256, Scheme.MD5)])
def test_it_proves_who_it_is_from_then_on(schemes: tuple[Scheme, ...]) -> None:
    guard = Guard("r", Credentials("anna", "sesame"), schemes, Nonces(b"secret", lifetime=10.0))
    talk = Talk(url="rtsp://anna:sesame@media.example:8554/hall")

    def guarded(now: float) -> Request:
        """The next request that gets past the guard."""
        for _ in range(2):
            request = talk.request()
            try:
                guard.check(request.method, request.uri, request.headers.get("Authorization"), now)
            except Unauthorized as refusal:
                headers = Headers((("CSeq", request.headers.get("CSeq") or ""), *refusal.headers))
                talk.client.receive_data(Response(401, "Unauthorized", headers).encode(), now)
            else:
                return request
        raise AssertionError("it was asked for a proof a second time")

    talk.client.greet(0.0)
    assert guarded(0.0).method == "OPTIONS"
    talk.answer()
    talk.client.publish(None, 20.0)
    # By now the nonce of before is stale.
    assert guarded(20.0).method == "ANNOUNCE"
    assert len(talk.asked) == (4 if Scheme.BASIC not in schemes else 3)
    assert all(request.uri == URL for request in talk.asked)


def test_a_server_that_finds_every_nonce_stale_is_not_asked_for_ever() -> None:
    talk = Talk(url="rtsp://anna:hush@media.example:8554/hall")
    talk.client.greet(0.0)
    for _ in range(2):
        talk.request()
        talk.answer(401, WWW_Authenticate='Digest realm="r", nonce="n", stale=true')
    talk.request()
    with pytest.raises(Refused):
        talk.answer(401, WWW_Authenticate='Digest realm="r", nonce="n", stale=true')


def test_without_or_with_wrong_credentials_it_says_what_to_do() -> None:
    challenge = 'Digest realm="r", nonce="n"'
    talk = Talk()
    talk.client.greet(0.0)
    talk.request()
    with pytest.raises(Refused, match="write them in url"):
        talk.answer(401, WWW_Authenticate=challenge)
    talk = Talk(url="rtsp://anna:hush@media.example:8554/hall")
    talk.client.greet(0.0)
    talk.request()
    talk.answer(401, WWW_Authenticate=challenge)
    talk.request()
    with pytest.raises(Refused, match="correct them in url") as caught:
        talk.answer(401, WWW_Authenticate=challenge)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (400, "does not take ANNOUNCE (400 As the test says); see that no other publisher has the path"),
        (403, "allow it"),
        (404, "correct the path"),
        (405, "media server"),
        (415, "choose another profile"),
        (461, "transport ="),
        (500, "see that server's log"),
    ],
)
def test_a_refusal_is_one_sentence_with_the_remedy(status: int, remedy: str) -> None:
    talk = Talk()
    talk.greet()
    talk.client.publish(None, 0.0)
    talk.request()
    with pytest.raises(Refused) as caught:
        talk.answer(status)
    text = str(caught.value)
    assert remedy in text
    assert str(status) in text
    assert text.startswith(URL)
    assert text.endswith(".")
    assert "\n" not in text


def test_a_redirect_is_refused_and_tells_where_to_without_a_password() -> None:
    talk = Talk()
    talk.greet()
    talk.client.publish(None, 0.0)
    talk.request()
    with pytest.raises(Refused, match=r"sends us to rtsp://other.example/hall \(302\)") as caught:
        talk.answer(302, Location="rtsp://anna:hush@other.example/hall")
    assert "hush" not in str(caught.value)
    talk = Talk()
    talk.record()
    wire = Request("REDIRECT", URL, Headers((("CSeq", "1"), ("Location", "rtsp://other.example")))).encode()
    with pytest.raises(Refused, match="sends us to"):
        talk.client.receive_data(wire, 0.0)


@pytest.mark.parametrize(
    ("wire", "http"),
    [
        (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", True),
        (b"<!DOCTYPE html>\n<html>\n\n", True),
        (b"<html><body>no\n\n", True),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", False),
        (b"220 mail.example ESMTP\r\n\r\n", False),
    ],
)
def test_what_is_no_rtsp_server_is_known(wire: bytes, http: bool) -> None:
    talk = Talk()
    talk.client.greet(0.0)
    with pytest.raises(NotRtsp) as caught:
        talk.client.receive_data(wire, 0.0)
    assert caught.value.http is http


def test_a_closed_connection_is_told_by_what_was_asked() -> None:
    talk = Talk()
    talk.client.greet(0.0)
    assert "rtsps:// in url" in str(talk.client.closed())
    talk.client.receive_data(b"SSH", 0.0)
    assert isinstance(talk.client.closed(), NotRtsp)
    talk = Talk()
    talk.greet()
    talk.client.publish(None, 0.0)
    assert "at ANNOUNCE" in str(talk.client.closed())
    talk = Talk()
    talk.record()
    closed = talk.client.closed()
    assert isinstance(closed, Closed)
    assert closed.method is None


def test_rubbish_in_mid_stream_is_garbled() -> None:
    talk = Talk()
    talk.record()
    with pytest.raises(Garbled):
        talk.client.receive_data(b"rubbish\r\n\r\n", 0.0)


def test_until_it_records_every_answer_has_its_time() -> None:
    talk = Talk()
    talk.client.greet(100.0)
    assert talk.client.next_check == 100.0 + ANSWER
    assert talk.client.check(100.0 + ANSWER - 0.1) == []
    with pytest.raises(NoAnswer, match="OPTIONS"):
        talk.client.check(100.0 + ANSWER)


def test_a_silent_server_is_asked_and_then_given_up_within_five_seconds() -> None:
    talk = Talk()
    talk.record(now=100.0)
    assert talk.client.next_check == 100.0 + PROBE
    assert talk.client.check(100.0 + PROBE) == []
    probe = talk.request()
    assert (probe.method, probe.headers.get("Session")) == ("OPTIONS", "s1")
    talk.answer(now=101.7)
    assert talk.client.next_check == 101.7 + PROBE
    talk.client.check(101.7 + PROBE)
    talk.request()
    assert talk.client.check(101.7 + PROBE + PATIENCE - 0.1) == []
    with pytest.raises(NoAnswer):
        talk.client.check(101.7 + PROBE + PATIENCE)
    assert PROBE + PATIENCE < 5


def test_whatever_a_server_says_shows_that_it_lives() -> None:
    talk = Talk()
    talk.record(now=0.0)
    talk.client.check(PROBE)
    talk.client.receive_data(interleave(1, b"\x80\xc9\0\1\0\0\0\0"), 2.0)
    assert talk.client.next_check == 2.0 + PROBE
    talk.client.check(2.0 + PROBE)
    talk.client.heard(4.0)
    assert talk.client.next_check == 4.0 + PROBE
    talk.request()
    talk.client.check(4.0 + PROBE)
    talk.request()
    talk.answer(501, now=6.0)
    assert talk.client.next_check == 6.0 + PROBE


def test_a_lost_session_is_no_life() -> None:
    talk = Talk()
    talk.record()
    talk.client.check(PROBE)
    talk.request()
    with pytest.raises(Refused, match="lost the session"):
        talk.answer(454)


def test_xiu_is_asked_by_a_sender_report_between_packets() -> None:
    talk = Talk()
    talk.record(Public=XIU)
    assert talk.client.check(PROBE) == [ReportWanted()]
    assert talk.silent()
    with pytest.raises(NoAnswer):
        talk.client.check(PROBE + PATIENCE)
    talk = Talk()
    talk.record(ports=((5000, 5001),), Public=XIU)
    assert talk.client.check(PROBE) == []
    assert talk.request().method == "OPTIONS"


def test_a_short_session_is_kept_alive() -> None:
    talk = Talk()
    talk.greet()
    talk.client.publish(None, 0.0)
    talk.request()
    talk.answer()
    way = talk.request().headers.get("Transport") or ""
    talk.answer(Session="s1 ; timeout=2", Transport=way)
    talk.request()
    talk.answer()
    assert talk.client.next_check == 1.0


def test_it_takes_its_leave() -> None:
    talk = Talk()
    talk.client.teardown(0.0)
    assert talk.silent()
    talk = Talk()
    talk.record()
    talk.client.teardown(1.0)
    goodbye = talk.request()
    assert (goodbye.method, goodbye.headers.get("Session")) == ("TEARDOWN", "s1")
    assert talk.answer() == [Ended()]


def test_answers_to_nothing_are_passed_over() -> None:
    talk = Talk()
    talk.client.greet(0.0)
    talk.request()
    for cseq in ("", "99", "²", "9" * 5_000, "-1"):
        assert talk.client.receive_data(Response(200, "OK", Headers((("CSeq", cseq),))).encode(), 0.0) == []
    assert talk.answer(100) == []
    assert talk.answer() == [Greeted(talk.client._peer)]


GOOD = b"RTSP/1.0 200 OK\r\nCSeq: %d\r\n%s\r\n"
pieces = st.one_of(
    st.binary(max_size=60),
    st.builds(
        lambda cseq, rest: GOOD % (cseq, rest),
        st.integers(1, 8),
        st.sampled_from(
            [
                b"",
                b"Session: a;timeout=5\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\n",
                b"Session: ;timeout=999999999999\r\nTransport: RTP/AVP;server_port=1\r\n",
                b"Content-Length: 3\r\n",
                b"Transport: RTP/AVP/TCP;interleaved=a\r\n",
            ]
        ),
    ),
    st.builds(
        lambda cseq, challenge: b"RTSP/1.0 401 No\r\nCSeq: %d\r\nWWW-Authenticate: %s\r\n\r\n" % (cseq, challenge),
        st.integers(1, 8),
        st.sampled_from([b"Basic", b'Digest realm="r", nonce="n"', b"Digest qop=auth, stale=true", b"Digest"]),
    ),
    st.builds(interleave, st.integers(0, 255), st.binary(max_size=20)),
)


@given(st.lists(pieces, max_size=12), st.booleans())
def test_nothing_that_a_server_sends_raises_anything_else(wire: list[bytes], secret: bool) -> None:
    url = "rtsp://anna:sesame@h/hall" if secret else "rtsp://h/hall"
    client = ClientConnection(Target.parse(url), TWO, "::1")
    client.greet(0.0)
    said = ""
    try:
        for now, piece in enumerate(wire):
            for event in client.receive_data(piece, float(now)):
                if isinstance(event, Greeted):
                    client.publish(None, float(now))
            client.check(float(now))
            client.data_to_send()
    except WireError as error:
        said = str(error)
    assert said.startswith("rtsp://h/hall ") or not said
    assert "sesame" not in said
    client.closed()

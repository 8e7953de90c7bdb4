"""Messages: any chunking, any rubbish."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.outputs.rtsp.errors import (
    BadRequest,
    BodyTooLarge,
    HeadersTooLarge,
    RtspError,
    UriTooLong,
    VersionNotSupported,
)
from callcast.player.outputs.rtsp.message import (
    Headers,
    Interleaved,
    Limits,
    Message,
    Parser,
    Request,
    Response,
    interleave,
)

SMALL = Limits(start_line=100, headers=4, head=300, body=50)
token = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ_", min_size=1, max_size=12)
value = st.text(st.characters(codec="ascii", min_codepoint=33, max_codepoint=126), max_size=20)
headers = st.lists(st.tuples(st.sampled_from(["CSeq", "X-Any", "Session"]), value), max_size=5).map(
    lambda items: Headers(tuple(items))
)
message = st.one_of(
    st.builds(Request, token, st.just("rtsp://host/hall"), headers, st.binary(max_size=50)),
    st.builds(Response, st.integers(100, 999), st.just("OK"), headers, st.binary(max_size=50)),
    st.builds(Interleaved, st.integers(0, 255), st.binary(max_size=200)),
)


def read(*chunks: bytes, limits: Limits | None = None) -> list[Message]:
    parser, messages = Parser(limits), []
    for chunk in chunks:
        parser.receive(chunk)
        while (one := parser.next_message()) is not None:
            messages.append(one)
    return messages


def encoded(one: Message) -> bytes:
    return interleave(one.channel, one.data) if isinstance(one, Interleaved) else one.encode()


def plain(one: Message) -> Message:
    """Without Content-Length, which `encode` adds."""
    if isinstance(one, Interleaved):
        return one
    kept = Headers(tuple(item for item in one.headers.items if item[0] != "Content-Length"))
    if isinstance(one, Request):
        return Request(one.method, one.uri, kept, one.body)
    return Response(one.status, one.reason, kept, one.body)


@given(st.lists(message, max_size=6), st.data())
def test_what_is_written_is_read_in_any_chunking(messages: list[Message], data: st.DataObject) -> None:
    wire = b"".join(map(encoded, messages))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=20)))
    chunks = [wire[a:b] for a, b in zip([0, *cuts], [*cuts, len(wire)], strict=True)]
    assert [plain(one) for one in read(*chunks)] == messages


@given(st.lists(st.one_of(st.binary(max_size=80), st.sampled_from([b"\r\n", b"$", b"A b RTSP/1.0\r\n", b"a: b\n"]))))
def test_any_bytes_raise_nothing_but_the_typed_error_and_little_is_held(chunks: list[bytes]) -> None:
    parser = Parser(SMALL)
    with suppress(RtspError):
        for chunk in chunks:
            parser.receive(chunk)
            while parser.next_message() is not None:
                pass
            assert parser.held <= 65_539


def test_byte_by_byte_is_bounded_by_the_limits() -> None:
    parser = Parser(SMALL)
    for _ in range(SMALL.start_line):
        parser.receive(b"x")
        assert parser.next_message() is None
    parser.receive(b"x")
    with pytest.raises(UriTooLong):
        parser.next_message()


def test_sloppy_clients_are_read() -> None:
    wire = b"\r\n\nOPTIONS  rtsp://h/a b  RTSP/1.0\ncseq :1\nx-long: a\n b\n\tc\n\n"
    assert read(wire) == [Request("OPTIONS", "rtsp://h/a b", Headers((("cseq", "1"), ("x-long", "a b c"))))]


def test_headers_match_in_any_case() -> None:
    found = Headers((("cSEQ", "7"), ("Require", "a"), ("require", "b")))
    assert found.get("CSeq") == "7"
    assert found.all("REQUIRE") == ("a", "b")
    assert found.get("Session") is None


@pytest.mark.parametrize(
    ("wire", "error"),
    [
        (b"OPTIONS " + b"a" * 200, UriTooLong),
        (b"OPTIONS * RTSP/1.0\r\n" + b"a: b\r\n" * 5 + b"\r\n", HeadersTooLarge),
        (b"OPTIONS * RTSP/1.0\r\na: " + b"b" * 400, HeadersTooLarge),
        (b"OPTIONS * RTSP/1.0\r\nContent-Length: 51\r\n\r\n", BodyTooLarge),
        (b"OPTIONS * RTSP/1.0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", BadRequest),
        (b"OPTIONS * RTSP/1.0\r\nContent-Length: -1\r\n\r\n", BadRequest),
        ("OPTIONS * RTSP/1.0\r\nContent-Length: ²\r\n\r\n".encode(), BadRequest),
        (b"OPTIONS * RTSP/1.0\r\nno colon\r\n\r\n", BadRequest),
        (b"OPTIONS * RTSP/1.0\r\n folded first\r\n\r\n", BadRequest),
        (b"OPTIONS * RTSP/1.0\r\na: b\rc\r\n\r\n", BadRequest),
        (b"OPTIONS * RTSP/2.0\r\n\r\n", VersionNotSupported),
        (b"GET / HTTP/1.1\r\n\r\n", VersionNotSupported),
        (b"hello\r\n\r\n", BadRequest),
        (b"RTSP/1.0 20 OK\r\n\r\n", BadRequest),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n\n", BadRequest),
    ],
)
def test_what_is_wrong_is_refused(wire: bytes, error: type[RtspError]) -> None:
    with pytest.raises(error):
        read(wire, limits=SMALL)


def test_the_error_knows_the_cseq() -> None:
    with pytest.raises(BodyTooLarge) as caught:
        read(b"ANNOUNCE * RTSP/1.0\r\nCSeq: 42\r\nContent-Length: 99\r\n\r\n", limits=SMALL)
    assert caught.value.cseq == "42"

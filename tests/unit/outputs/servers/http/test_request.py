"""What counts of a request."""

import contextlib

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.outputs.servers.http.request import Request, read


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/channels/hall/board.jpg", "/channels/hall/board.jpg"),
        ("/channels/hall/board.jpg?t=17", "/channels/hall/board.jpg"),
        ("http://sign.example:8081/channels/hall/board.jpg?t", "/channels/hall/board.jpg"),
        ("//hall", "//hall"),
        ("*", ""),
        ("sign.example:8081", ""),
        ("", ""),
    ],
)
def test_the_path(target: str, path: str) -> None:
    assert Request("GET", target).path == path


@pytest.mark.parametrize(
    ("header", "has"),
    [('"a"', True), ('W/"a"', True), ('"b", "a"', True), ("*", True), ('"b"', False), ("", False), ("a", False)],
)
def test_what_a_client_has(header: str, has: bool) -> None:
    assert Request("GET", "/", none_match=header).has('"a"') is has


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_a_request(target: str, tags: str) -> None:
    request = Request("GET", target, none_match=tags)
    assert request.path in ("", *[request.path] * request.path.startswith("/"))
    request.has('"a"')


@given(st.lists(st.binary(max_size=60), max_size=4))
def test_any_bytes_that_h11_takes_are_read(chunks: list[bytes]) -> None:
    connection = h11.Connection(h11.SERVER)
    with contextlib.suppress(h11.RemoteProtocolError):
        for chunk in (b"GET /", *chunks, b"\r\nHost: ", *chunks, b"\r\nIf-None-Match: ", *chunks, b"\r\n\r\n"):
            connection.receive_data(chunk or b" ")
            event = connection.next_event()
            if isinstance(event, h11.Request):
                assert read(event).method == "GET"
                return

"""URLs of requests."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.outputs.rtsp.errors import BadRequest
from callcast.player.outputs.rtsp.url import Url, parse


@pytest.mark.parametrize(
    ("uri", "url"),
    [
        ("rtsp://host:8554/hall/", Url("rtsp://host:8554/hall", "/hall", "")),
        ("rtsp://u:p@host/hall/track1", Url("rtsp://host/hall/track1", "/hall/track1", "")),
        ("rtsp://[::1]:8554/%E5%A4%A7", Url("rtsp://[::1]:8554/%E5%A4%A7", "/大", "")),
        ("rtsp://host/hall?multicast", Url("rtsp://host/hall", "/hall", "multicast")),
        ("rtsp://host/hall?multicast/track1", Url("rtsp://host/hall/track1", "/hall/track1", "multicast")),
        ("rtsps://host", Url("rtsps://host", "", "")),
        ("/hall", Url("/hall", "/hall", "")),
    ],
)
def test_forms_that_clients_send(uri: str, url: Url) -> None:
    found = parse(uri)
    assert (found.base, found.path) == (url.base, url.path)
    assert found.query.partition("/")[0] == url.query


@given(st.text(max_size=100))
def test_any_text_raises_nothing_but_bad_request(text: str) -> None:
    for start in ("", "rtsp://", "rtsp://["):
        with suppress(BadRequest):
            parse(start + text)

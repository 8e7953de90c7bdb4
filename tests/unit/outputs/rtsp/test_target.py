"""Where things are pushed to, and that nobody sees the password."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcast.player.outputs.rtsp.auth import Credentials
from callcast.player.outputs.rtsp.target import Target


@pytest.mark.parametrize(
    ("text", "host", "port", "uri"),
    [
        ("rtsp://media.example/hall", "media.example", 554, "rtsp://media.example/hall"),
        ("rtsps://media.example/a/b/", "media.example", 322, "rtsps://media.example/a/b"),
        ("rtsp://10.0.0.1:8554/hall?x=1&y", "10.0.0.1", 8554, "rtsp://10.0.0.1:8554/hall?x=1&y"),
        ("rtsp://[::1]:8554/hall", "::1", 8554, "rtsp://[::1]:8554/hall"),
        ("rtsp://h/大廳", "h", 554, "rtsp://h/%E5%A4%A7%E5%BB%B3"),
        ("rtsp://h", "h", 554, "rtsp://h"),
        ("RTSP://h/Hall", "h", 554, "rtsp://h/Hall"),
    ],
)
def test_a_url_in_its_parts(text: str, host: str, port: int, uri: str) -> None:
    target = Target.parse(text)
    assert (target.host, target.port, target.uri, target.credentials) == (host, port, uri, None)


def test_user_and_password_are_taken_out_of_it() -> None:
    target = Target.parse("rtsp://anna:s%C3%A9s%40me%2F@h:8554/hall")
    assert target.credentials == Credentials("anna", "sés@me/")
    assert target.uri == "rtsp://h:8554/hall"


def test_a_password_may_have_what_no_host_may() -> None:
    assert Target.parse("rtsp://bob:s℀cret@h/hall").credentials == Credentials("bob", "s℀cret")


@pytest.mark.parametrize("text", ["rtsp://anna:hush@h/hall?token=hush", "rtsp://hush@h/hall", "rtsps://h/hall?hush"])
def test_what_may_be_shown_has_no_secret(text: str) -> None:
    target = Target.parse(text)
    assert "hush" not in f"{target} {target!r} {[target]}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hall",
        "//h/hall",
        "rtsp://anna:hu/sh@h/hall",
        "rtsp://h:99999/hall",
        "rtsp://[::1/hall",
        "rtsp://h/a b",
        "rtsp://h/a\r\nX: y",
    ],
)
def test_what_is_no_url_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(ValueError, match="must be like rtsp://") as caught:
        Target.parse(text)
    assert "hush" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("text", ["rtsp:///hall", "rtsp://:hush@/hall", "rtsp://h:0/hall"])
def test_what_has_no_host_or_port_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must name a host, and no port 0, like rtsp://host:8554/path"):
        Target.parse(text)


@pytest.mark.parametrize("text", ["rtsp://anna:2024/hush@h:1/cam", "rtsp://anna:20?hush@h/cam", "RTSP://anna:1#hush@h"])
def test_a_password_that_is_not_escaped_is_told_to_be(text: str) -> None:
    with pytest.raises(ValueError, match=r"like rtsp://.*%20, %2F, %3F, %23, %40 or %3A") as caught:
        Target.parse(text)
    assert "hush" not in str(caught.value)


@given(st.text())
def test_any_text_is_a_target_or_refused(text: str) -> None:
    try:
        target = Target.parse(f"rtsp://{text}")
    except ValueError:
        return
    assert target.uri.isascii() or not target.host.isascii()
    assert target.uri.isprintable()
    assert " " not in target.uri

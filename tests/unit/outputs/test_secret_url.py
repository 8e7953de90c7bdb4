"""What of a URL is shown, and that nothing secret is, however it was written."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from callcast.player.outputs.errors import OutputError
from callcast.player.outputs.rtsp.target import Target
from callcast.player.outputs.secret_url import SecretUrl, shown
from callcast.player.outputs.sinks.ffmpeg.destination import Destination
from callcast.player.outputs.sinks.push.preflight import check_settings
from callcast.player.outputs.sinks.push.settings import PushSettings


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        ("rtsp://localhost:8554/mystream", "rtsp://localhost:8554/mystream"),
        ("rtsp://joe:s3cret@cam.example/hall", "rtsp://cam.example/hall"),
        ("RTSP://joe:s3cret@[::1]:8554/hall", "rtsp://[::1]:8554/hall"),
        ("rtsp://token@h/x", "rtsp://h/x"),
        ("rtsp://joe:p%40ss@h/x?key=abcd", "rtsp://h/x"),
        ("rtsp://joe:pa/ss@h/x", "rtsp://***"),
        ("rtsp://joe:p@ss@h/x", "rtsp://h/x"),
        ("rtsp://joe:s3cret/x", "rtsp://***"),
        ("srt://h:9000?mode=caller&passphrase=0123456789", "srt://h:9000"),
        ("srt://h:9000?streamid=#!::u=joe@x,r=live", "srt://h:9000"),
        ("srt://h:9000?streamid=joe@x", "srt://***"),
        ("rtmp://a.example/live2/abcd-efgh", "rtmp://a.example/live2/***"),
        ("rtmp://a.example//abcd-efgh", "rtmp://a.example//***"),
        ("rtmpt://a.example/live2/abcd-efgh", "rtmpt://a.example/live2/***"),
        ("rtmp://a.example/live2", "rtmp://a.example/live2"),
        ("http://a.example/live2", "http://a.example"),
        ("udp://239.0.0.1:5000?pkt_size=1316", "udp://239.0.0.1:5000"),
        ("joe:secret@host", "***"),
        ("nonsense", "***"),
    ],
)
def test_what_is_shown(url: str, seen: str) -> None:
    assert shown(url) == seen


def test_its_parts() -> None:
    url = SecretUrl.parse("RTMP://joe:p%40@[::1]:1935/live/k3y?a=b#c")
    assert url == SecretUrl(
        "rtmp://joe:p%40@[::1]:1935/live/k3y?a=b#c", "rtmp", "joe:p%40", "::1", 1935, "/live/k3y", "a=b"
    )
    assert (url.address, url.key) == ("[::1]:1935", "k3y")


@given(st.text(max_size=80))
def test_any_text_can_be_asked_about(text: str) -> None:
    shown(text)
    shown(f"rtmp://{text}")


def secret(name: str) -> st.SearchStrategy[str]:
    """A secret that is known again by `name`, whatever cuts it into pieces."""
    junk = st.text(max_size=6) | st.text("/?#@:%[]℀ .0", max_size=6)
    return st.builds(lambda before, between: f"{before}{name}{between}{name}", junk, junk)


def said(url: str) -> list[str]:
    """All that is said of `url` by what can be pushed to and published to."""
    words = [shown(url)]
    try:
        words += [str(to := Destination.parse(url)), repr(to), to.shown]
    except OutputError as error:
        words += [str(error), repr(error), repr(error.__cause__)]
    try:
        given = PushSettings.model_validate({"kind": "push", "url": url})
        words += [str(given), repr(given), str(given.model_dump()), str(given.url), repr(given.url), f"{[given.url]}"]
        if isinstance(given.url, Target):
            check_settings(given.url, given)
    except ValidationError as error:
        words += [str(error), *(repr(fault["ctx"]["error"]) for fault in error.errors() if "ctx" in fault)]
    except OutputError as error:
        words += [str(error), repr(error)]
    return words


SCHEMES = ("rtsp", "rtsps", "rtmp", "rtmps", "srt", "udp", "rtmpt", "http")


@given(
    st.sampled_from(SCHEMES).flatmap(lambda name: st.sampled_from([name, name.upper(), name.capitalize()])),
    secret("us3r"),
    secret("hush"),
    secret("k3y"),
    secret("t0ken"),
)
@example("rtmp", "us3r", "hu#hush", "k3y", "t0ken")
@example("rtmp", "us3r", "s℀hush", "k3y", "t0ken")
@example("RTMP", "us3r", "hush", "k3y", "t0ken")
@example("rtsp", "us3r", "2024/hush", "k3y", "t0ken")
@example("rtmp", "us3r", "2024/hush", "k3y", "t0ken")
@example("rtmp", "us3r", "20?hush", "k3y", "t0ken")
def test_no_secret_is_said(scheme: str, user: str, password: str, key: str, token: str) -> None:
    path = "cam" if scheme.lower().startswith("rtsp") else f"live/{key}"
    words = said(f"{scheme}://{user}:{password}@127.0.0.1/{path}?token={token}")
    assert not [word for word in words for name in ("us3r", "hush", "k3y", "t0ken") if name in word]

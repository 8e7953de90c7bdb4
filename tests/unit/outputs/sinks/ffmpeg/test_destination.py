"""Where ffmpeg can publish to; and what of it is shown."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from callcast.player.outputs.sinks.ffmpeg.destination import WAYS, Destination, secrets, shown
from callcast.player.outputs.sinks.ffmpeg.errors import BadUrl
from callcast.player.outputs.sinks.ffmpeg.redact import MASK, redacted


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        ("rtsp://localhost:8554/mystream", "rtsp://localhost:8554/mystream"),
        ("rtsp://joe:s3cret@cam.example/hall", "rtsp://cam.example/hall"),
        ("RTSP://joe:s3cret@[::1]:8554/hall", "RTSP://[::1]:8554/hall"),
        ("rtsp://token@h/x", "rtsp://h/x"),
        ("rtsp://joe:p%40ss@h/x?key=abcd", "rtsp://h/x"),
        ("rtsp://joe:pa/ss@h/x", "rtsp://***"),
        ("rtsp://joe:p@ss@h/x", "rtsp://h/x"),
        ("srt://h:9000?mode=caller&passphrase=0123456789", "srt://h:9000"),
        ("srt://h:9000?streamid=#!::u=joe@x,r=live", "srt://***"),
        ("rtmp://a.example/live2/abcd-efgh", "rtmp://a.example/live2/***"),
        ("rtmp://a.example/live2", "rtmp://a.example/live2"),
        ("udp://239.0.0.1:5000?pkt_size=1316", "udp://239.0.0.1:5000"),
        ("joe:secret@host", "***"),
        ("nonsense", "nonsense"),
    ],
)
def test_what_is_shown(url: str, seen: str) -> None:
    assert shown(url) == seen


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("rtsq://h/x", "rtsq://h/x is not where ffmpeg can publish to; url must begin with one of rtsp://"),
        ("h/x", "h/x is not where ffmpeg can publish to; url must begin with one of"),
        ("http://joe:s3cret@h/x", "http://h/x is not where"),
        ("rtsp:///x", "rtsp:///x names no host; write it like rtsp://host:port/path"),
        ("rtsp://joe:s3cret@/x", "rtsp:///x names no host"),
        ("rtsp://h/a b", "has a space or an unprintable letter in it"),
        ("rtsp://h/a\nb", "unprintable"),
    ],
)
def test_where_it_cannot(url: str, says: str) -> None:
    with pytest.raises(BadUrl) as caught:
        Destination.parse(url)
    assert says in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_listening_srt_needs_no_host() -> None:
    assert Destination.parse("srt://:9000?mode=listener").way == WAYS["srt"]


def test_nothing_secret_in_its_repr() -> None:
    assert "s3cret" not in repr(Destination.parse("rtsp://joe:s3cret@h/x"))


letters = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FFF, blacklist_categories=["Cs", "Zs"]), min_size=1)
plain = st.text(st.characters(whitelist_categories=["Lu", "Ll", "Nd"], max_codepoint=0x7F), min_size=5, max_size=20)


@given(st.sampled_from(sorted(WAYS)), letters, letters, st.text(max_size=40))
def test_no_secret_survives(scheme: str, user: str, password: str, around: str) -> None:
    assume(password.strip("*") and ":" not in user)
    url = f"{scheme}://{user}:{password}@media.example:8554/live/x"
    said = f"{around}[error] {url}: {password}{around}{user}:{password}"
    assert password not in redacted(said, secrets(url))


@given(st.sampled_from(sorted(WAYS)), letters, letters)
def test_what_is_shown_does_not_depend_on_who_publishes(scheme: str, user: str, password: str) -> None:
    there = "media.example:8554/live/x"
    assert shown(f"{scheme}://{user}:{password}@{there}") in (shown(f"{scheme}://{there}"), f"{scheme}://***")


@given(st.sampled_from(sorted(WAYS)), plain, plain, st.integers(0, 60))
def test_not_even_where_the_line_was_cut(scheme: str, user: str, password: str, length: int) -> None:
    url = f"{scheme}://{user}:{password}@h/live?pass={password}"
    left = redacted(f"[error] {url}: no"[:length], secrets(url))
    assert (
        password[:4] not in left.replace(MASK, "") or password[:4] in "[error] rtsps://rtmps://srt://udp://h/live?pass="
    )


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=6), max_size=4))
def test_what_is_redacted_holds_none_of_the_secrets(text: str, hidden: list[str]) -> None:
    left = redacted(text, hidden)
    assert not [secret for secret in hidden if secret.strip("*") and secret in left]


@given(st.text(max_size=80))
def test_any_text_can_be_asked_about(text: str) -> None:
    shown(text)
    secrets(text)

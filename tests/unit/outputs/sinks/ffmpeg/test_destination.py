"""Where ffmpeg can publish to; and that no secret of it is in what it says."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from callcast.player.outputs.secret_url import MASK
from callcast.player.outputs.sinks.ffmpeg.destination import WAYS, Destination
from callcast.player.outputs.sinks.ffmpeg.errors import BadUrl
from callcast.player.outputs.sinks.ffmpeg.redact import redacted


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("rtsq://h/x", "rtsq://h is not where ffmpeg can publish to; url must begin with one of rtsp://"),
        ("h/x", "*** is not where ffmpeg can publish to; url must begin with one of"),
        ("http://joe:s3cret@h/x", "http://h is not where"),
        ("rtsp:///x", "rtsp:///x names no host; write it like rtsp://host:port/path"),
        ("rtsp://joe:s3cret@/x", "rtsp:///x names no host"),
        ("rtsp://joe:s3cret/1@h/x", "rtsp://*** cannot be read; it must be like rtsp://"),
        (
            "rtmp://joe:s3c#s3cret@h/x/y",
            "rtmp://*** cannot be read; it must be like rtmp://host:1935/application/key; a ",
        ),
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
    try:
        hidden = Destination.parse(url).secrets
    except BadUrl:
        return
    said = f"{around}[error] {url}: {password}{around}{user}:{password}"
    assert password not in redacted(said, hidden)


@given(st.sampled_from(sorted(WAYS)), plain, plain, st.integers(0, 60))
def test_not_even_where_the_line_was_cut(scheme: str, user: str, password: str, length: int) -> None:
    url = f"{scheme}://{user}:{password}@h/live?pass={password}"
    left = redacted(f"[error] {url}: no"[:length], Destination.parse(url).secrets)
    assert (
        password[:4] not in left.replace(MASK, "") or password[:4] in "[error] rtsps://rtmps://srt://udp://h/live?pass="
    )


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=6), max_size=4))
def test_what_is_redacted_holds_none_of_the_secrets(text: str, hidden: list[str]) -> None:
    left = redacted(text, hidden)
    assert not [secret for secret in hidden if secret.strip("*") and secret in left]

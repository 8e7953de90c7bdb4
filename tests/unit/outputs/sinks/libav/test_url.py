"""Where it goes is shown, what lets one push there is not."""

import pytest

from callcast.player.outputs.sinks.libav.url import destination, tee


@pytest.mark.parametrize(
    ("url", "shown", "container"),
    [
        ("rtmp://host/live/secret", "rtmp://host/live/***", "flv"),
        ("rtmp://me:secret@host:1935/live/secret?token=secret", "rtmp://host:1935/live/***", "flv"),
        ("rtmps://host/app/secret/secret", "rtmps://host/app/***", "flv"),
        ("rtmp://host/live", "rtmp://host/live", "flv"),
        ("rtmp://[::1]:1935/live/secret#secret", "rtmp://[::1]:1935/live/***", "flv"),
        ("srt://host:9000?passphrase=secret&streamid=publish:hall:me:secret", "srt://host:9000", "mpegts"),
        ("srt://host:9000/secret", "srt://host:9000", "mpegts"),
        ("udp://239.1.2.3:5000?ttl=4&pkt_size=1316", "udp://239.1.2.3:5000", "mpegts"),
    ],
)
def test_what_is_shown(url: str, shown: str, container: str) -> None:
    to = destination(url)
    assert (to.shown, to.container, to.url) == (shown, container, url)
    loud = destination(url.replace(to.scheme, to.scheme.upper()))
    assert loud == to, "libav knows a scheme in small letters only"
    assert "secret" not in f"{to} {to!r}"
    assert str(to) == shown


@pytest.mark.parametrize(
    "url",
    [
        "rtsp://host/secret",
        "file:///secret",
        "pipe:secret",
        "rtmp:///secret",
        "secret",
        "tee://secret",
        "",
        "udp://h:x",
        "rtmp://bob:secret#secret@127.0.0.1/live/secret",
        "rtmp://bob:2024/secret@127.0.0.1/live/secret",
        "srt://bob:2024/secret@127.0.0.1",
    ],
)
def test_what_is_not_ours_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - whatever its words
        destination(url)
    assert "secret" not in str(raised.value)


def test_a_url_cannot_name_a_second_destination() -> None:
    written = tee(destination("rtmp://host/live/a|[f=flv]/etc/passwd\\'"), {"flush_packets": "1"})
    assert written == "[f=flv:flush_packets=1]rtmp://host/live/a\\|[f=flv]/etc/passwd\\\\\\'"

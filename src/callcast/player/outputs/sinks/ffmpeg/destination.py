"""Where ffmpeg publishes to: a URL, how ffmpeg carries it, and what of it may be seen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from callcast.player.outputs.sinks.ffmpeg.errors import BadUrl
from callcast.player.outputs.sinks.ffmpeg.redact import MASK, TELLING


@dataclass(frozen=True)
class Way:
    """By which of ffmpeg's muxers and protocols a scheme goes, and with which options of that muxer."""

    muxer: str
    protocol: str
    options: tuple[str, ...] = ()


_OVER_TCP = ("-rtsp_transport", "tcp")
_ENDLESS = ("-flvflags", "no_duration_filesize")

WAYS = {
    "rtsp": Way("rtsp", "tcp", _OVER_TCP),
    "rtsps": Way("rtsp", "tls", _OVER_TCP),
    "rtmp": Way("flv", "rtmp", _ENDLESS),
    "rtmps": Way("flv", "rtmps", _ENDLESS),
    "srt": Way("mpegts", "srt"),
    "udp": Way("mpegts", "udp"),
}

SCHEMES = ", ".join(f"{scheme}://" for scheme in WAYS)

_PUBLIC = {"latency", "localaddr", "localport", "mode", "pkt_size", "timeout", "transtype", "ttl"}
"""Names in a URL's query whose values are no secrets."""


@dataclass(frozen=True)
class Destination:
    """A URL that ffmpeg can publish to.

    `shown` is it without user, password and query, and with RTMP without the stream's key; `secrets` are what of it
    must not be seen anywhere, as written and decoded.
    """

    url: str = field(repr=False)
    way: Way
    shown: str
    secrets: frozenset[str] = field(repr=False)

    @classmethod
    def parse(cls, url: str) -> "Destination":
        """The destination at `url`; `BadUrl` when ffmpeg cannot publish there."""
        seen = shown(url)
        scheme, host = _scheme(url), _authority(url).rpartition("@")[2]
        if scheme not in WAYS:
            raise BadUrl(seen, "is not where ffmpeg can publish to", f"url must begin with one of {SCHEMES}")
        if not url.isprintable() or " " in url:
            raise BadUrl(seen, "has a space or an unprintable letter in it", "write it as %20 and the like")
        if not host.partition(":")[0] and scheme != "srt":  # srt://:9000?mode=listener has none
            raise BadUrl(seen, "names no host", f"write it like {scheme}://host:port/path")
        return cls(url, WAYS[scheme], seen, secrets(url))


def shown(url: str) -> str:
    """`url` as it may be seen, whatever it is."""
    scheme, colon, rest = url.partition("://")
    if not colon:
        return MASK if "@" in url or "?" in url else url
    authority = _authority(url)
    if (
        "@" in rest[len(authority) :]
    ):  # perhaps a / or ? of a password, not written as %2F: then its first half is the host
        return f"{scheme}://{MASK}"
    host, path = authority.rpartition("@")[2], re.split("[?#]", rest[len(authority) :])[0]
    if key := _stream_key(url):
        path = path.removesuffix(key) + MASK
    return f"{scheme}://{host}{path}"


def secrets(url: str) -> frozenset[str]:
    """What of `url` must not be seen."""
    found = set(_secrets(url))
    return frozenset(found | {unquote(secret) for secret in found}) - {""}


def _secrets(url: str) -> Iterator[str]:
    rest = url.partition("://")[2] or url
    # Somebody who forgot to write / ? # @ in a password as %2F and the like must not be punished by seeing it in a log.
    for user in {_authority(url).rpartition("@")[0], rest.rpartition("@")[0]}:
        name, colon, password = user.partition(":")
        yield from (user, password) if colon else (name,)
        yield from (part for part in re.split("[/?#]", password) if len(part) >= TELLING)
    for pair in re.split("[?&]", rest)[1:]:
        key, equals, value = pair.partition("=")
        if key not in _PUBLIC:
            yield value if equals else key
    yield _stream_key(url)


def _stream_key(url: str) -> str:
    """With RTMP, what stands behind the application: whoever has it may publish."""
    if _scheme(url) not in ("rtmp", "rtmps"):
        return ""
    path = re.split("[?#]", url.partition("://")[2])[0].removeprefix(_authority(url))
    return path.lstrip("/").partition("/")[2]


def _scheme(url: str) -> str:
    return url.partition("://")[0].lower()


def _authority(url: str) -> str:
    """What stands between `://` and the path."""
    return re.split("[/?#]", url.partition("://")[2])[0]

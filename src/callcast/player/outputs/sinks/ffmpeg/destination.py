"""Where ffmpeg publishes to: a URL, how ffmpeg carries it, and what of it may be seen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from callcast.player.outputs.secret_url import SecretUrl, shown
from callcast.player.outputs.sinks.ffmpeg.errors import BadUrl
from callcast.player.outputs.sinks.ffmpeg.redact import TELLING


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
        if not url.isprintable() or " " in url:
            raise BadUrl(seen, "has a space or an unprintable letter in it", "write it as %20 and the like")
        if "://" not in url or _scheme(url) not in WAYS:
            raise BadUrl(seen, "is not where ffmpeg can publish to", f"url must begin with one of {SCHEMES}")
        try:
            parts = SecretUrl.parse(url)
        except ValueError as error:
            raise BadUrl(seen, "cannot be read", str(error)) from None
        if not parts.host and parts.scheme != "srt":  # srt://:9000?mode=listener has none
            raise BadUrl(seen, "names no host", f"write it like {parts.scheme}://host:port/path")
        return cls(parts.whole, WAYS[parts.scheme], seen, secrets(parts))


def secrets(url: SecretUrl) -> frozenset[str]:
    """What of `url` must not be seen, as written and decoded."""
    found = set(_secrets(url))
    return frozenset(found | {unquote(secret) for secret in found}) - {""}


def _secrets(url: SecretUrl) -> Iterator[str]:
    rest = url.whole.partition("://")[2]
    # The second: somebody who forgot to write a ? in a password as %3F must not be punished by seeing it in a log.
    for user in {url.user or "", rest.rpartition("@")[0]}:
        name, colon, password = user.partition(":")
        yield from (user, password) if colon else (name,)
        yield from (part for part in re.split("[/?#]", password) if len(part) >= TELLING)
    for pair in re.split("[?&]", rest)[1:]:
        key, equals, value = pair.partition("=")
        if key not in _PUBLIC:
            yield value if equals else key
    yield from (url.key, rest.partition("#")[2])


def _scheme(url: str) -> str:
    return url.partition("://")[0].lower()

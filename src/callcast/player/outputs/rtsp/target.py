"""Where a channel is pushed to: a URL whose secrets are shown to nobody."""

from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urlsplit

from callcast.player.outputs.rtsp.auth import Credentials

PORTS = {"rtsp": 554, "rtsps": 322}
"""Where servers listen when the URL does not tell (RFC 2326, 3.2; IANA)."""

_SAFE = "/%:@!$&'()*+,;=~?"
_SHAPE = (
    "it must be like rtsp://user:password@host:8554/path, with user and password left out where none are needed; "
    "a /, ?, #, @ or : in them is written %2F, %3F, %23, %40 or %3A"
)


@dataclass(frozen=True, repr=False)
class Target:
    """A URL, and its parts. `uri` is what goes over the wire: with the query, without user and password.

    `str` and `repr` give neither those nor the query, in which some servers take a token: only what they give may
    reach a log, an error or the state.
    """

    url: str
    scheme: str
    host: str
    port: int
    uri: str
    credentials: Credentials | None = None

    @classmethod
    def parse(cls, text: str) -> "Target":
        """The target that `text` names; `ValueError`, which shows nothing of `text`, if it names none."""
        if not text.isprintable() or " " in text:
            raise ValueError(_SHAPE)
        try:
            parts = urlsplit(text)
            host, port = parts.hostname, parts.port
        except ValueError:
            # What it says would show a part of the password.
            raise ValueError(_SHAPE) from None
        if not parts.scheme or not host or port == 0:
            raise ValueError(_SHAPE)
        return cls(text, parts.scheme, host, port or PORTS.get(parts.scheme, 0), _uri(parts), _credentials(parts))

    @property
    def secure(self) -> bool:
        """Whether it is reached over TLS."""
        return self.scheme == "rtsps"

    def __str__(self) -> str:
        """As it may be shown."""
        return self.uri.partition("?")[0]

    def __repr__(self) -> str:
        return f"Target({str(self)!r})"


def _uri(parts: SplitResult) -> str:
    host = parts.netloc.rpartition("@")[2]
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return f"{parts.scheme}://{host}{quote(parts.path.rstrip('/'), safe=_SAFE)}{query}"


def _credentials(parts: SplitResult) -> Credentials | None:
    if parts.username is None:
        return None
    return Credentials(unquote(parts.username), unquote(parts.password or ""))

"""Where a channel is pushed to: a URL whose secrets are shown to nobody."""

from dataclasses import dataclass
from urllib.parse import quote, unquote

from callcast.player.outputs.rtsp.auth import Credentials
from callcast.player.outputs.secret_url import SecretUrl

PORTS = {"rtsp": 554, "rtsps": 322}
"""Where servers listen when the URL does not tell (RFC 2326, 3.2; IANA)."""

_SAFE = "/%:@!$&'()*+,;=~?"


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
    shown: str
    credentials: Credentials | None = None

    @classmethod
    def parse(cls, text: str) -> "Target":
        """The target that `text` names; `ValueError`, which shows nothing of `text`, if it names none."""
        url = SecretUrl.parse(text)
        if not url.host or url.port == 0:
            raise ValueError(f"it must name a host, and no port 0, like {url.scheme}://host:8554/path")
        port = url.port or PORTS.get(url.scheme, 0)
        return cls(url.whole, url.scheme, url.host, port, _uri(url), str(url).rstrip("/"), _credentials(url.user))

    @property
    def secure(self) -> bool:
        """Whether it is reached over TLS."""
        return self.scheme == "rtsps"

    def __str__(self) -> str:
        """As it may be shown."""
        return self.shown

    def __repr__(self) -> str:
        return f"Target({self.shown!r})"


def _uri(url: SecretUrl) -> str:
    query = f"?{quote(url.query, safe=_SAFE)}" if url.query else ""
    return f"{url.scheme}://{url.address}{quote(url.path.rstrip('/'), safe=_SAFE)}{query}"


def _credentials(user: str | None) -> Credentials | None:
    if user is None:
        return None
    name, _, password = user.partition(":")
    return Credentials(unquote(name), unquote(password))

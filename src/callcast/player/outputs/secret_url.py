"""A URL with secrets in it, taken apart, and what of it may be seen.

Not by `urllib`: its errors repeat pieces of the password, and what it refuses (`℀`) a password may well contain.
"""

import re
from dataclasses import dataclass

MASK = "***"
"""Stands where something was taken out."""

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(?:\?([^#]*))?", re.DOTALL)
_HOST = re.compile(r"(?:\[([^\[\]]*)\]|([^:\[\]]*))(?::([0-9]{0,5}))?")

_USERLESS = ("srt", "udp")
"""Schemes without a user: an `@` in their query is a letter like others."""

_LIKE = {
    "rtmp": "rtmp://host:1935/application/key",
    "rtmps": "rtmps://host:443/application/key",
    "srt": "srt://host:9000?passphrase=password",
    "udp": "udp://239.0.0.1:5000",
}
_ELSE = "rtsp://user:password@host:8554/path, with user and password left out where none are needed"


@dataclass(frozen=True, repr=False)
class SecretUrl:
    """`whole` is all of it with its scheme in small letters, and has the secrets, as have `user` and `query`.

    `user` is what stands before the host, password included, None without an `@`; `port` is None where it is left out;
    `host` has no brackets, and may be empty. Nothing is decoded. Only `str` and `repr` may reach a log, an error or
    the state.
    """

    whole: str
    scheme: str
    user: str | None
    host: str
    port: int | None
    path: str
    query: str

    @classmethod
    def parse(cls, text: str) -> "SecretUrl":
        """The URL in `text`; `ValueError`, which shows nothing of it but says what would be right, if it is none."""
        found = _URL.match(text)
        scheme = found[1].lower() if found else ""
        if found is None or not text.isprintable() or " " in text:
            raise ValueError(_shape(scheme))
        user, at, address = found[2].rpartition("@")
        host = _HOST.fullmatch(address)
        torn = "@" in (found[3] if scheme in _USERLESS else text[found.end(2) :])
        port = int(host[3]) if host and host[3] else None
        if torn or host is None or (port or 0) > 0xFFFF:
            raise ValueError(_shape(scheme))
        whole = f"{scheme}{text[len(scheme) :]}"
        return cls(whole, scheme, user if at else None, host[1] or host[2] or "", port, found[3], found[4] or "")

    @property
    def address(self) -> str:
        """Host and port as they stand in a URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def key(self) -> str:
        """With RTMP, what stands behind the application: whoever has it may publish. Else empty."""
        return self.path.removeprefix("/").partition("/")[2] if self.scheme.startswith("rtmp") else ""

    def __str__(self) -> str:
        """Without user, password, query and key; a path is shown where it is known to be no secret."""
        if self.scheme in ("rtsp", "rtsps"):
            path = self.path
        elif self.scheme.startswith("rtmp"):
            path = self.path.removesuffix(self.key) + MASK if self.key else self.path
        else:
            path = ""
        # A user may have been forgotten to be escaped: then the host is its first half.
        address = MASK if "@" in self.query else self.address
        return f"{self.scheme}://{address}{path}"

    def __repr__(self) -> str:
        return f"SecretUrl({str(self)!r})"


def shown(text: str) -> str:
    """`text` as it may be seen, whatever it is."""
    try:
        return str(SecretUrl.parse(text))
    except ValueError:
        found = _URL.match(text)
        return f"{found[1].lower()}://{MASK}" if found else MASK


def _shape(scheme: str) -> str:
    like = _LIKE.get(scheme, _ELSE)
    return f"it must be like {like}; a space, /, ?, #, @ or : in a name or a password is %20, %2F, %3F, %23, %40 or %3A"

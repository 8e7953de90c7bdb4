"""Who may listen: Basic (RFC 7617) and Digest with MD5 and SHA-256 (RFC 7616)."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from callcast.player.outputs.rtsp.errors import Unauthorized

_PARAMETER = re.compile(r'([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))')


class Scheme(str, Enum):
    """A way of proving that one knows the password."""

    BASIC = "basic"
    MD5 = "digest-md5"
    SHA256 = "digest-sha256"


DEFAULT_SCHEMES = (Scheme.SHA256, Scheme.MD5)
"""Strongest first, as RFC 7616 asks; ffmpeg, VLC and GStreamer know only MD5 and answer the last Digest offered."""

_HASHES: dict[Scheme, tuple[str, Callable[[bytes], "hashlib._Hash"]]] = {
    Scheme.MD5: ("MD5", lambda data: hashlib.md5(data, usedforsecurity=False)),
    Scheme.SHA256: ("SHA-256", hashlib.sha256),
}


@dataclass(frozen=True)
class Credentials:
    """One user and the password."""

    user: str
    password: str = field(repr=False)


class Nonces:
    """Makes nonces and knows its own again, without keeping any: each carries its time and a keyed digest of it."""

    def __init__(self, secret: bytes, lifetime: float = 300.0) -> None:
        """`secret` must be random and stay secret; `lifetime` in seconds."""
        self._secret = secret
        self._lifetime = lifetime

    def issue(self, now: float) -> str:
        """A nonce that is good for `lifetime` from `now`, in monotonic seconds."""
        stamp = f"{int(now * 1000):016x}"
        return stamp + self._mark(stamp)

    def ours(self, nonce: str) -> bool:
        """Whether this object made it, however long ago."""
        return same(nonce[16:], self._mark(nonce[:16]))

    def fresh(self, nonce: str, now: float) -> bool:
        """Whether one of ours is still within its lifetime."""
        return 0 <= now + 0.001 - int(nonce[:16], 16) / 1000 <= self._lifetime

    def _mark(self, stamp: str) -> str:
        return hmac.new(self._secret, stamp.encode(errors="replace"), hashlib.sha256).hexdigest()[:32]


class Guard:
    """Lets in whoever knows the credentials, by any of the schemes on offer."""

    def __init__(self, realm: str, credentials: Credentials, schemes: tuple[Scheme, ...], nonces: Nonces) -> None:
        """`schemes` are offered in their order; `realm` must not have a quotation mark in it."""
        self._realm = realm
        self._credentials = credentials
        self._schemes = schemes
        self._nonces = nonces

    def check(self, method: str, uri: str, authorization: str | None, now: float) -> None:
        """Return if the request may pass; `Unauthorized`, with fresh challenges, if not."""
        scheme, _, rest = (authorization or "").strip().partition(" ")
        stale = False
        if scheme.lower() == "basic" and Scheme.BASIC in self._schemes:
            if self._basic(rest.strip()):
                return
        elif scheme.lower() == "digest":
            given = parse_parameters(rest)
            if self._digest(method, uri, given):
                if self._nonces.fresh(given["nonce"], now):
                    return
                stale = True
        headers = tuple(("WWW-Authenticate", text) for text in self.challenges(now, stale=stale))
        raise Unauthorized("This channel needs a user and a password, and these are not they.", headers=headers)

    def challenges(self, now: float, *, stale: bool = False) -> tuple[str, ...]:
        """What to send with 401, one text for each scheme."""
        nonce = self._nonces.issue(now)
        end = ", stale=true" if stale else ""
        return tuple(
            f'Basic realm="{self._realm}", charset="UTF-8"'
            if scheme is Scheme.BASIC
            # The algorithm comes in quotation marks, against the RFC's grammar, because every client reads those.
            else f'Digest realm="{self._realm}", nonce="{nonce}", algorithm="{_HASHES[scheme][0]}"{end}'
            for scheme in self._schemes
        )

    def _basic(self, text: str) -> bool:
        try:
            user, _, password = base64.b64decode(text, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            return False
        # Both are compared whatever the first gives, so that the time tells nothing.
        return same(user, self._credentials.user) & same(password, self._credentials.password)

    def _digest(self, method: str, uri: str, given: dict[str, str]) -> bool:
        algorithm = given.get("algorithm", "MD5").upper()
        scheme = next((s for s, (name, _) in _HASHES.items() if name == algorithm and s in self._schemes), None)
        if scheme is None or not self._nonces.ours(given.get("nonce", "")) or not covers(given.get("uri", ""), uri):
            return False
        right = digest_response(scheme, self._credentials, self._realm, method, given)
        named = same(given.get("username", ""), self._credentials.user) & same(given.get("realm", ""), self._realm)
        return named & same(given.get("response", "").lower(), right)


def digest_response(scheme: Scheme, credentials: Credentials, realm: str, method: str, given: dict[str, str]) -> str:
    """The `response` of RFC 7616, section 3.4.1, in hexadecimal.

    `given` has nonce and uri, and with qop=auth also nc and cnonce.
    """

    def digest(text: str) -> str:
        return _HASHES[scheme][1](text.encode(errors="replace")).hexdigest()

    secret = digest(f"{credentials.user}:{realm}:{credentials.password}")
    request = digest(f"{method}:{given.get('uri', '')}")
    nonce = given.get("nonce", "")
    if given.get("qop"):
        middle = ":".join((nonce, given.get("nc", ""), given.get("cnonce", ""), given["qop"]))
        return digest(f"{secret}:{middle}:{request}")
    return digest(f"{secret}:{nonce}:{request}")


def covers(signed: str, uri: str) -> bool:
    """Whether a digest over `signed` may stand for `uri`: the same or one above it, as VLC signs."""
    signed, uri = signed.rstrip("/"), uri.rstrip("/")
    return bool(signed) and (uri == signed or uri.startswith((f"{signed}/", f"{signed}?")))


def parse_parameters(text: str) -> dict[str, str]:
    """`name=value` and `name="value"` separated by commas; names in small letters; what cannot be read is left out."""
    return {
        name.lower(): re.sub(r"\\(.)", r"\1", quoted) if quoted else plain
        for name, quoted, plain in _PARAMETER.findall(text)
    }


def same(given: str, right: str) -> bool:
    """Whether the texts are equal, in a time that does not depend on where they differ."""
    return hmac.compare_digest(given.encode(errors="replace"), right.encode(errors="replace"))

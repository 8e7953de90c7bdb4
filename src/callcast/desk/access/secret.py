"""What one signs in with besides passwords: 256 random bits, of which only the hash is kept."""

import hashlib
import hmac
import re
import secrets
from typing import Literal

Kind = Literal["session", "token", "device", "machine", "first", "pairing"]

_LETTERS: dict[Kind, str] = {
    "session": "s",
    "token": "t",
    "device": "d",
    "machine": "m",
    "first": "f",
    "pairing": "p",
}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}
_SECRET = re.compile(r"cc([sdtmfp])_[A-Za-z0-9_-]{43}")
_BEARER = re.compile(r"[Bb][Ee][Aa][Rr][Ee][Rr] +(\S+) *")


def fresh(kind: Kind) -> str:
    """A new one, like `cct_...`: a person who finds it in a file sees what it is, and so do scanners."""
    return f"cc{_LETTERS[kind]}_{secrets.token_urlsafe(32)}"


def kind_of(text: str) -> Kind | None:
    """What `text` is a secret of; None if it cannot be one."""
    found = _SECRET.fullmatch(text)
    return _KINDS[found[1]] if found else None


def digest(secret: str) -> str:
    """What is kept: SHA-256, in hex. Nobody guesses 256 bits, so it need not be slow."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def bearer(header: str) -> str | None:
    """The token in an Authorization header (RFC 6750); None if there is none."""
    found = _BEARER.fullmatch(header)
    return found[1] if found else None


def csrf_of(secret: str) -> str:
    """The CSRF token that goes with a cookie's secret: it tells nothing about it, and nothing is to be kept."""
    return hmac.new(secret.encode("utf-8", "surrogatepass"), b"csrf", hashlib.sha256).hexdigest()[:32]


def same(left: str, right: str) -> bool:
    """Compared in a time that tells nothing."""
    return hmac.compare_digest(left.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))

"""Proving to a server who one is: Basic (RFC 7617) and Digest with MD5 and SHA-256 (RFC 7616), the client's side."""

import base64
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from callcast.player.outputs.rtsp.auth import Credentials, Scheme, digest_response, parse_parameters

_NEXT = re.compile(r",\s*(?=(?:Basic|Digest)\s)", re.IGNORECASE)
_ALGORITHMS = {"MD5": Scheme.MD5, "SHA-256": Scheme.SHA256}
_BARE = ("algorithm", "nc", "qop")
"""What comes without quotation marks in an answer (RFC 7616, 3.4)."""
_STRONGEST_FIRST = (Scheme.SHA256, Scheme.MD5, Scheme.BASIC)


@dataclass(frozen=True)
class Challenge:
    """One way of proving that a server offers; `given` are its parameters, `stale` that only the nonce was too old."""

    scheme: Scheme
    given: dict[str, str] = field(default_factory=dict)

    @property
    def stale(self) -> bool:
        """Whether the proof before was right but for its nonce."""
        return self.given.get("stale", "").lower() == "true"


class Prover:
    """Answers a server's challenge, and goes on answering it at every request."""

    def __init__(self, credentials: Credentials, new_nonce: Callable[[], str] = lambda: secrets.token_hex(8)) -> None:
        """`new_nonce` gives the client's nonces, which must be random."""
        self._credentials = credentials
        self._new_nonce = new_nonce
        self._challenge: Challenge | None = None
        self._count = 0

    def take(self, challenge: Challenge) -> None:
        """Answer this one from now on."""
        self._challenge, self._count = challenge, 0

    def authorization(self, method: str, uri: str) -> str | None:
        """The value of Authorization for a request; None until a challenge was taken."""
        challenge = self._challenge
        if challenge is None:
            return None
        user, password = self._credentials.user, self._credentials.password
        if challenge.scheme is Scheme.BASIC:
            return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"
        return self._digest(challenge, method, uri)

    def _digest(self, challenge: Challenge, method: str, uri: str) -> str:
        given = challenge.given
        proof = {"nonce": given.get("nonce", ""), "uri": uri}
        if "auth" in _words(given.get("qop", "")):
            self._count += 1
            proof |= {"qop": "auth", "nc": f"{self._count:08x}", "cnonce": self._new_nonce()}
        realm = given.get("realm", "")
        response = digest_response(challenge.scheme, self._credentials, realm, method, proof)
        fields = {"username": self._credentials.user, "realm": realm, **proof, "response": response}
        fields |= {name: given[name] for name in ("algorithm", "opaque") if name in given}
        return "Digest " + ", ".join(
            f"{name}={value}" if name in _BARE else f'{name}="{_escape(value)}"' for name, value in fields.items()
        )


def choose(headers: Iterable[str]) -> Challenge | None:
    """The strongest challenge of WWW-Authenticate headers that can be answered, or None."""
    known = [challenge for header in headers for challenge in _read(header)]
    return min(known, key=lambda challenge: _STRONGEST_FIRST.index(challenge.scheme), default=None)


def _read(header: str) -> Iterator[Challenge]:
    """Those of one header, which may have several (RFC 7235, 4.1)."""
    for text in _NEXT.split(header.strip()):
        name, _, rest = text.partition(" ")
        given = parse_parameters(rest)
        if name.lower() == "basic":
            yield Challenge(Scheme.BASIC, given)
        scheme = _ALGORITHMS.get(given.get("algorithm", "MD5").upper())
        # Whole bodies are never signed: a server that wants nothing but auth-int is not understood.
        plain = "auth" in _words(given.get("qop", "auth"))
        if name.lower() == "digest" and scheme is not None and plain:
            yield Challenge(scheme, given)


def _words(text: str) -> list[str]:
    return [word.strip().lower() for word in text.split(",")]


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')

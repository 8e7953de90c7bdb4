"""What is answered: a status, headers and a body; what went wrong as application/problem+json (RFC 9457)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus

SERVER = "Callcast"

Header = tuple[str, str]


@dataclass(frozen=True)
class Answer:
    """A whole one."""

    status: int
    headers: tuple[Header, ...]
    body: bytes = b""


def image(jpeg: bytes, etag: str) -> Answer:
    """A picture."""
    sized = ("Content-Type", "image/jpeg"), ("Content-Length", str(len(jpeg)))
    return Answer(200, (*sized, *_validity(etag)), jpeg)


def unchanged(etag: str) -> Answer:
    """Who asks has the picture."""
    return Answer(304, _validity(etag))


def problem(status: int, detail: str, headers: Sequence[Header] = ()) -> Answer:
    """`detail` is one sentence with the remedy."""
    fault = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    body = json.dumps(fault).encode()
    sized = ("Content-Type", "application/problem+json"), ("Content-Length", str(len(body)))
    return Answer(status, (*sized, *headers), body)


def head(status: int, headers: Sequence[Header]) -> bytes:
    """The status line and headers as they are sent."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(": ".join(one) for one in (*common(), *headers))]
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode("latin-1")


def common() -> tuple[Header, ...]:
    """The headers of all answers."""
    return ("Server", SERVER), ("Date", formatdate(usegmt=True))


def _validity(etag: str) -> tuple[Header, ...]:
    return ("ETag", etag), ("Cache-Control", "no-cache")

"""A request, as far as it counts here."""

import re
from dataclasses import dataclass

import h11

_TARGET = re.compile(r"(?:https?://[^/?#]*)?(/[^?#]*)", re.IGNORECASE)
"""RFC 9112, 3.2: a path, or a whole URL as proxies have it."""


@dataclass(frozen=True)
class Request:
    """`target` is as it was sent; `path` is empty where it has none."""

    method: str
    target: str
    host: str = ""
    authorization: str | None = None
    none_match: str = ""

    @property
    def path(self) -> str:
        """Without a query, which some displays send so that nobody answers from a cache."""
        found = _TARGET.match(self.target)
        return found.group(1) if found else ""

    @property
    def only_head(self) -> bool:
        """No body is wanted."""
        return self.method == "HEAD"

    def has(self, etag: str) -> bool:
        """Who asks has what `etag` stands for (RFC 9110, 13.1.2)."""
        tags = [tag.strip().removeprefix("W/") for tag in self.none_match.split(",")]
        return etag in tags or "*" in tags


def read(event: h11.Request) -> Request:
    """What h11 has read."""
    headers: dict[bytes, str] = {}
    for name, value in event.headers:
        text = value.decode("latin-1")
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
    return Request(
        event.method.decode("ascii"),
        event.target.decode("ascii"),
        headers.get(b"host", ""),
        headers.get(b"authorization"),
        headers.get(b"if-none-match", ""),
    )

"""RTSP URLs as they come in requests (RFC 2326, section 3.2)."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from callcast.player.outputs.rtsp.errors import BadRequest


@dataclass(frozen=True)
class Url:
    """`base` is the URL without user, query and closing slash; `path` is decoded, begins with a slash, or is empty."""

    base: str
    path: str
    query: str


def parse(uri: str) -> Url:
    """Read a request's URI, absolute or a path alone; `BadRequest` if it is neither."""
    try:
        parts = urlsplit(uri)
    except ValueError as error:
        raise BadRequest("The URI of a request cannot be read; it must be rtsp://host/path.") from error
    if parts.scheme not in ("rtsp", "rtsps", "rtspu", "") or not (parts.scheme or uri.startswith("/")):
        raise BadRequest("The URI of a request must be rtsp://host/path.")
    # Clients that join `?query` and a control name put that name behind the query.
    query, slash, tail = parts.query.partition("/")
    path = (parts.path.rstrip("/") + slash + tail).rstrip("/")
    host = parts.netloc.rpartition("@")[2]
    base = f"{parts.scheme}://{host}{path}" if parts.scheme else path
    return Url(base, unquote(path), query)

"""A real HTTP server of files on loopback, which can be made to fail as servers do."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Files:
    """What it serves, and how. `requests` are path and Range as they came.

    `cuts` are numbers of bytes after which the next answers break off; `statuses` what the next answer instead.
    """

    url: str = ""
    content: dict[str, bytes] = field(default_factory=dict)
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    redirects: dict[str, str] = field(default_factory=dict)
    ranges: bool = True
    etag: str | None = '"1"'
    told_length: int | None = None
    wrong_range: bool = False

    def put(self, name: str, data: bytes) -> str:
        """Serve `data`; its address."""
        self.content[f"/{name}"] = data
        return f"{self.url}/{name}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    files: Files

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.files.requests.append((self.path, wanted))
        if self.files.statuses:
            self._plain(self.files.statuses.pop(0))
        elif self.path in self.files.redirects:
            self.send_response(302)
            self.send_header("Location", self.files.redirects[self.path])
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path not in self.files.content:
            self._plain(404)
        else:
            self._file(self.files.content[self.path], wanted)

    def _plain(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _file(self, data: bytes, wanted: str | None) -> None:
        found = re.fullmatch(r"bytes=(\d+)-", wanted or "")
        same = self.headers.get("If-Range") in (None, self.files.etag)
        start = int(found[1]) if found and same and self.files.ranges else None
        if start is not None and start >= len(data):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(data)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200 if start is None else 206)
        if start is not None:
            first = start + 1 if self.files.wrong_range else start
            self.send_header("Content-Range", f"bytes {first}-{len(data) - 1}/{len(data)}")
        if self.files.etag:
            self.send_header("ETag", self.files.etag)
        part = data[start or 0 :]
        self.send_header("Content-Length", str(self.files.told_length or len(part)))
        self.end_headers()
        if self.files.cuts:
            part = part[: self.files.cuts.pop(0)]
            self.close_connection = True
        self.wfile.write(part)
        if self.files.told_length:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Be quiet."""


def _handler(served: Files) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        files = served

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is none of ours."""


@contextmanager
def serving() -> Iterator[Files]:
    """A server, until the end."""
    files = Files()
    server = _Server(("127.0.0.1", 0), _handler(files))
    files.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield files
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

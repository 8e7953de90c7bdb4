"""RTSP 1.0 messages and the parser for them (RFC 2326, sections 4 to 7 and 10.12).

The same parser serves both ends of a connection: it gives requests, responses and interleaved frames, in order.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from callcast.player.outputs.rtsp.errors import (
    BadRequest,
    BodyTooLarge,
    HeadersTooLarge,
    RtspError,
    UriTooLong,
    VersionNotSupported,
)

VERSION = "RTSP/1.0"
DOLLAR = 0x24
FRAME_HEADER = 4
_frame_header = struct.Struct(">BBH").pack


@dataclass(frozen=True)
class Limits:
    """The most of a message that is taken; sizes in bytes."""

    start_line: int = 4_096
    headers: int = 64
    head: int = 16_384
    body: int = 65_536


@dataclass(frozen=True)
class Headers:
    """Headers in the order they came; names match in any case."""

    items: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str | None:
        """The first value of `name`, or None."""
        return next(self._values(name), None)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of `name`, in order."""
        return tuple(self._values(name))

    def _values(self, name: str) -> Iterator[str]:
        wanted = name.lower()
        return (value for key, value in self.items if key.lower() == wanted)

    def encode(self) -> bytes:
        """As they stand in a message, each line ended by CRLF."""
        return "".join(f"{name}: {value}\r\n" for name, value in self.items).encode()


def _finish(start: str, headers: Headers, body: bytes) -> bytes:
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"{start}\r\n".encode() + headers.encode() + f"{length}\r\n".encode() + body


@dataclass(frozen=True)
class Request:
    """A request; `uri` is as it came, absolute or `*`. Content-Length is written by `encode`."""

    method: str
    uri: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    def encode(self) -> bytes:
        """As it stands on the wire."""
        return _finish(f"{self.method} {self.uri} {VERSION}", self.headers, self.body)


@dataclass(frozen=True)
class Response:
    """A response. Content-Length is written by `encode`."""

    status: int
    reason: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    def encode(self) -> bytes:
        """As it stands on the wire."""
        return _finish(f"{VERSION} {self.status} {self.reason}", self.headers, self.body)


@dataclass(frozen=True)
class Interleaved:
    """A frame of RTP or RTCP between messages (RFC 2326, section 10.12); `channel` is 0 to 255."""

    channel: int
    data: bytes


Message: TypeAlias = Request | Response | Interleaved


def interleave(channel: int, data: bytes) -> bytes:
    """`data`, of at most 65,535 bytes, as an interleaved frame."""
    return _frame_header(DOLLAR, channel, len(data)) + data


class Parser:
    """Bytes in, messages out, in any chunking.

    You must call `next_message` until it gives None after each `receive`; then at most one unfinished message, within
    the limits, is held. After an error nothing more can be read, since it is unknown where the next message begins.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        """`limits` are for each message."""
        self._limits = limits or Limits()
        self._buffer = bytearray()
        self._scanned = 0
        self._lines: list[bytes] = []
        self._head_size = 0
        self._awaiting: tuple[bytes, Headers, int] | None = None

    def receive(self, data: bytes) -> None:
        """Take bytes from the peer."""
        self._buffer += data

    @property
    def held(self) -> int:
        """Bytes held that do not make a message yet."""
        return len(self._buffer) + self._head_size

    def next_message(self) -> Message | None:
        """The next whole message, or None when more bytes are needed; `RtspError` when it is none."""
        try:
            if self._awaiting is None and not self._lines and self._skip_blank() and self._buffer[0] == DOLLAR:
                return self._frame()
            if self._awaiting is None and not self._head():
                return None
            return self._body()
        except RtspError as error:
            error.cseq = next((v for v in map(_cseq, self._lines) if v), None)
            raise

    def _skip_blank(self) -> bool:
        """Drop line ends before a message, which sloppy peers send; say whether anything is left."""
        if self._buffer.startswith((b"\r", b"\n")):
            self._buffer, self._scanned = self._buffer.lstrip(b"\r\n"), 0
        return bool(self._buffer)

    def _frame(self) -> Interleaved | None:
        buffer = self._buffer
        if len(buffer) < FRAME_HEADER:
            return None
        end = FRAME_HEADER + int.from_bytes(buffer[2:FRAME_HEADER], "big")
        if len(buffer) < end:
            return None
        frame = Interleaved(buffer[1], bytes(buffer[FRAME_HEADER:end]))
        del buffer[:end]
        return frame

    def _head(self) -> bool:
        """Read lines up to the empty one; say whether that has come."""
        while True:
            line = self._line()
            if line is None:
                return False
            if not line and self._lines:
                break
            if line:
                self._lines.append(line)
        start, headers = self._lines[0], _parse_headers(self._lines[1:], self._limits)
        length = _content_length(headers)
        if length > self._limits.body:
            raise BodyTooLarge(f"A body of {length} bytes is too large; at most {self._limits.body} are taken.")
        self._awaiting = start, headers, length
        return True

    def _line(self) -> bytes | None:
        end = self._buffer.find(b"\n", self._scanned)
        size = len(self._buffer) if end < 0 else end
        if not self._lines and size > self._limits.start_line:
            raise UriTooLong(f"The first line of a message is longer than {self._limits.start_line} bytes.")
        if self._head_size + size > self._limits.head:
            raise HeadersTooLarge(f"The headers of a message are larger than {self._limits.head} bytes.")
        if end < 0:
            self._scanned = size
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        self._scanned = 0
        self._head_size += end + 1
        return line[:-1] if line.endswith(b"\r") else line

    def _body(self) -> Request | Response | None:
        assert self._awaiting is not None
        start, headers, length = self._awaiting
        if len(self._buffer) < length:
            return None
        message = _make(start, headers, bytes(self._buffer[:length]))
        del self._buffer[:length]
        self._lines, self._head_size, self._awaiting = [], 0, None
        return message


def _text(line: bytes) -> str:
    if any(byte < 0x20 and byte != 0x09 for byte in line):
        raise BadRequest("A message has control characters in its head, where only text may be.")
    return line.decode("utf-8", "replace")


def _cseq(line: bytes) -> str | None:
    name, _, value = line.partition(b":")
    value = value.strip()
    return value.decode() if name.strip().lower() == b"cseq" and value.isdigit() and len(value) < 20 else None


def _parse_headers(lines: list[bytes], limits: Limits) -> Headers:
    """Name and value of each line; a line that begins with white space goes on with the one before (RFC 2326, 4.2)."""
    items: list[tuple[str, list[str]]] = []
    for line in lines:
        if line[:1] in (b" ", b"\t"):
            if not items:
                raise BadRequest("The first header of a message begins with white space; it must begin with a name.")
            items[-1][1].append(_text(line).strip())
            continue
        name, colon, value = _text(line).partition(":")
        if not colon or not name.strip() or " " in name.strip():
            raise BadRequest("A header has no name and colon; each must be `Name: value`.")
        items.append((name.strip(), [value.strip()]))
        if len(items) > limits.headers:
            raise HeadersTooLarge(f"A message has more than {limits.headers} headers.")
    return Headers(tuple((name, " ".join(parts)) for name, parts in items))


def _content_length(headers: Headers) -> int:
    values = set(headers.all("Content-Length"))
    if not values:
        return 0
    value = values.pop()
    if values or not (value.isascii() and value.isdigit()) or len(value) > 18:
        raise BadRequest("Content-Length must be one number of bytes.")
    return int(value)


def _make(start: bytes, headers: Headers, body: bytes) -> Request | Response:
    text = _text(start).strip()
    if text.startswith("RTSP/"):
        version, _, rest = text.partition(" ")
        status, _, reason = rest.strip().partition(" ")
        _check_version(version)
        if not (status.isascii() and status.isdigit() and len(status) == 3):
            raise BadRequest("A response begins with `RTSP/1.0`, a status of three digits, and a reason.")
        return Response(int(status), reason.strip(), headers, body)
    method, _, rest = text.partition(" ")
    uri, _, version = rest.strip().rpartition(" ")
    if not method or not uri.strip():
        raise BadRequest("A request begins with a method, a URI and `RTSP/1.0`.")
    _check_version(version)
    return Request(method, uri.strip(), headers, body)


def _check_version(version: str) -> None:
    if version.upper() == VERSION:
        return
    if version.upper().startswith(("RTSP/", "HTTP/", "SIP/")):
        raise VersionNotSupported(f"{version[:20]} is not spoken here; RTSP/1.0 is.")
    raise BadRequest("A message names no version; RTSP/1.0 is spoken here.")

"""Session descriptions (RFC 8866)."""

from dataclasses import dataclass

from callcast.player.outputs.rtsp.errors import SdpError

MIME = "application/sdp"
MOST_BYTES = 65_536
MOST_LINES = 1_000
MOST_MEDIA = 32

Attribute = tuple[str, str | None]


@dataclass(frozen=True)
class Origin:
    """The `o=` line: who made it; `version` must grow when the description changes."""

    session: str = "0"
    version: str = "0"
    address: str = "127.0.0.1"
    user: str = "-"


@dataclass(frozen=True)
class MediaDescription:
    """One `m=` section. `formats` are payload types; `address` is of its own `c=` line, with `/ttl` if it has one."""

    kind: str
    port: int
    formats: tuple[str, ...]
    protocol: str = "RTP/AVP"
    address: str | None = None
    bandwidth: int | None = None
    attributes: tuple[Attribute, ...] = ()

    def attribute(self, name: str) -> str | None:
        """The value of the first `a=name:value`, or None."""
        return _first(self.attributes, name)


@dataclass(frozen=True)
class SessionDescription:
    """A whole description."""

    name: str = "-"
    origin: Origin = Origin()
    address: str | None = None
    attributes: tuple[Attribute, ...] = ()
    media: tuple[MediaDescription, ...] = ()

    def attribute(self, name: str) -> str | None:
        """The value of the first `a=name:value` before the first medium, or None."""
        return _first(self.attributes, name)

    def encode(self) -> bytes:
        """As it stands in a body of type application/sdp."""
        o = self.origin
        lines = [
            "v=0",
            f"o={o.user} {o.session} {o.version} {_connection(o.address)}",
            f"s={self.name or '-'}",
        ]
        if self.address is not None:
            lines.append(f"c={_connection(self.address)}")
        lines += ["t=0 0", *(_attribute_line(a) for a in self.attributes)]
        for media in self.media:
            lines.append(f"m={media.kind} {media.port} {media.protocol} {' '.join(media.formats)}")
            if media.address is not None:
                lines.append(f"c={_connection(media.address)}")
            if media.bandwidth is not None:
                lines.append(f"b=AS:{media.bandwidth}")
            lines += [_attribute_line(a) for a in media.attributes]
        return ("\r\n".join(lines) + "\r\n").encode()


def parse(data: bytes) -> SessionDescription:
    """Read a description; lines and attributes that we do not know are kept or passed over; `SdpError` if none."""
    if len(data) > MOST_BYTES:
        raise SdpError(f"A session description has {len(data)} bytes; at most {MOST_BYTES} are taken.")
    lines = [line for line in data.decode("utf-8", "replace").replace("\r", "\n").split("\n") if line.strip()]
    if len(lines) > MOST_LINES:
        raise SdpError(f"A session description has {len(lines)} lines; at most {MOST_LINES} are taken.")
    if not lines or lines[0].strip() != "v=0":
        raise SdpError("A session description must begin with the line v=0.")
    parser = _Parser()
    for line in lines:
        parser.take(line)
    return parser.result()


class _Parser:
    """Collects the lines of the session, then those of each medium."""

    def __init__(self) -> None:
        self._name = "-"
        self._origin = Origin()
        self._address: str | None = None
        self._attributes: list[Attribute] = []
        self._media: list[tuple[MediaDescription, list[Attribute]]] = []

    def take(self, line: str) -> None:
        key, equals, value = line.strip().partition("=")
        if not equals or len(key) != 1:
            raise SdpError(f"A line of a session description is not `x=value`: {line[:40]!r}.")
        if key == "a":
            name, colon, rest = value.partition(":")
            attributes = self._media[-1][1] if self._media else self._attributes
            attributes.append((name.strip(), rest.strip() if colon else None))
        elif key == "m":
            self._take_media(value)
        elif key == "c":
            self._take_address(_address(value))
        elif key == "b":
            self._take_bandwidth(value)
        elif key == "s":
            self._name = value.strip() or "-"
        elif key == "o":
            self._origin = _origin(value)

    def _take_media(self, value: str) -> None:
        parts = value.split()
        port = parts[1].partition("/")[0] if len(parts) > 1 else ""
        if len(parts) < 4 or not (port.isascii() and port.isdigit()) or len(port) > 5 or int(port) > 65_535:
            raise SdpError(f"A medium is not `m=kind port protocol formats`: {value[:40]!r}.")
        if len(self._media) == MOST_MEDIA:
            raise SdpError(f"A session description has more than {MOST_MEDIA} media.")
        self._media.append((MediaDescription(parts[0], int(port), tuple(parts[3:]), parts[2]), []))

    def _take_address(self, address: str) -> None:
        if not self._media:
            self._address = address
            return
        self._change_media(address=address)

    def _take_bandwidth(self, value: str) -> None:
        kind, _, number = value.partition(":")
        number = number.strip()
        if self._media and kind.strip() == "AS" and number.isascii() and number.isdigit() and len(number) < 12:
            self._change_media(bandwidth=int(number))

    def _change_media(self, *, address: str | None = None, bandwidth: int | None = None) -> None:
        media, attributes = self._media[-1]
        changed = MediaDescription(
            media.kind,
            media.port,
            media.formats,
            media.protocol,
            media.address if address is None else address,
            media.bandwidth if bandwidth is None else bandwidth,
        )
        self._media[-1] = changed, attributes

    def result(self) -> SessionDescription:
        media = tuple(
            MediaDescription(m.kind, m.port, m.formats, m.protocol, m.address, m.bandwidth, tuple(attributes))
            for m, attributes in self._media
        )
        return SessionDescription(self._name, self._origin, self._address, tuple(self._attributes), media)


def _first(attributes: tuple[Attribute, ...], name: str) -> str | None:
    return next((value for key, value in attributes if key == name), None)


def _attribute_line(attribute: Attribute) -> str:
    name, value = attribute
    return f"a={name}" if value is None else f"a={name}:{value}"


def _connection(address: str) -> str:
    return f"IN {'IP6' if ':' in address else 'IP4'} {address}"


def _address(value: str) -> str:
    parts = value.split()
    if len(parts) != 3 or parts[0] != "IN" or parts[1] not in ("IP4", "IP6"):
        raise SdpError(f"An address is not `IN IP4 address` or `IN IP6 address`: {value[:40]!r}.")
    return parts[2]


def _origin(value: str) -> Origin:
    parts = value.split()
    # Cameras send a short one; nothing depends on it.
    if len(parts) < 6:
        return Origin()
    return Origin(session=parts[1], version=parts[2], address=parts[5], user=parts[0])

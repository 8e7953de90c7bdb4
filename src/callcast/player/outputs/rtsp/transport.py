"""The Transport header (RFC 2326, section 12.39)."""

from dataclasses import dataclass

from callcast.player.outputs.rtsp.errors import BadRequest

MOST_ALTERNATIVES = 16
Pair = tuple[int, int]


@dataclass(frozen=True)
class Transport:
    """One way of carrying RTP/AVP: by UDP, or with `tcp` interleaved in the RTSP connection.

    Pairs are (RTP, RTCP): UDP ports, or channels of `interleaved`. `port` and `ttl` are for multicast only. `mode` is
    PLAY or RECORD, in capitals.
    """

    tcp: bool = False
    multicast: bool = False
    destination: str | None = None
    source: str | None = None
    interleaved: Pair | None = None
    client_port: Pair | None = None
    server_port: Pair | None = None
    port: Pair | None = None
    ttl: int | None = None
    ssrc: int | None = None
    mode: str = "PLAY"

    def __str__(self) -> str:
        """As it stands in the header."""
        parts = ["RTP/AVP/TCP" if self.tcp else "RTP/AVP", "multicast" if self.multicast else "unicast"]
        if self.destination is not None:
            parts.append(f"destination={self.destination}")
        if self.source is not None:
            parts.append(f"source={self.source}")
        for name in ("interleaved", "client_port", "server_port", "port"):
            pair: Pair | None = getattr(self, name)
            if pair is not None:
                parts.append(f"{name}={pair[0]}-{pair[1]}")
        if self.ttl is not None:
            parts.append(f"ttl={self.ttl}")
        if self.ssrc is not None:
            parts.append(f"ssrc={self.ssrc:08X}")
        if self.mode != "PLAY":
            # In small letters and bare, as ffmpeg and GStreamer write it: some servers read nothing else.
            parts.append(f"mode={self.mode.lower()}")
        return ";".join(parts)


def parse(value: str) -> tuple[Transport, ...]:
    """The alternatives of a Transport header that we know, best first.

    Others (RTP/SAVP, RAW) and unknown parameters are left out. `BadRequest` when a known parameter cannot be read.
    """
    alternatives = value.split(",")
    if len(alternatives) > MOST_ALTERNATIVES:
        raise BadRequest(f"A Transport header offers more than {MOST_ALTERNATIVES} transports.")
    known = (_alternative(text) for text in alternatives)
    return tuple(transport for transport in known if transport is not None)


def _alternative(text: str) -> Transport | None:
    name, *parameters = (part.strip() for part in text.split(";"))
    protocol = name.upper()
    if protocol not in ("RTP/AVP", "RTP/AVP/UDP", "RTP/AVP/TCP"):
        return None
    tcp = protocol.endswith("TCP")
    flags: set[str] = set()
    given: dict[str, str] = {}
    for parameter in parameters:
        key, equals, value = parameter.partition("=")
        if equals:
            given[key.strip().lower()] = value.strip().strip('"')
        else:
            flags.add(key.lower())
    client_port = _pair(given, "client_port", 65_535)
    # The RFC's default is multicast; a client that names its own port, or TCP, can only have meant unicast.
    multicast = not tcp and ("multicast" in flags or ("unicast" not in flags and client_port is None))
    return Transport(
        tcp=tcp,
        multicast=multicast,
        destination=given.get("destination") or None,
        source=given.get("source") or None,
        interleaved=_pair(given, "interleaved", 255) if tcp else None,
        client_port=client_port,
        server_port=_pair(given, "server_port", 65_535),
        port=_pair(given, "port", 65_535),
        ttl=_number(given, "ttl", 255),
        ssrc=_ssrc(given),
        mode=given.get("mode", "PLAY").upper(),
    )


def _digits(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 5 or int(text) > most:
        raise BadRequest(f"A number in the Transport header is not between 0 and {most}.")
    return int(text)


def _number(given: dict[str, str], key: str, most: int) -> int | None:
    return _digits(given[key], most) if key in given else None


def _pair(given: dict[str, str], key: str, most: int) -> Pair | None:
    """`a-b`, or `a` alone, which means a and the one after it."""
    if key not in given:
        return None
    first, dash, second = given[key].partition("-")
    low = _digits(first.strip(), most)
    return low, _digits(second.strip(), most) if dash else min(low + 1, most)


def _ssrc(given: dict[str, str]) -> int | None:
    # Clients write it in hexadecimal, in decimal, or as rubbish; nobody needs what a client writes.
    try:
        return int(given["ssrc"], 16) & 0xFFFFFFFF if len(given.get("ssrc", "")) == 8 else None
    except ValueError:
        return None

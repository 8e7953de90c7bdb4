"""An address that a server listens on, as a person writes it: `127.0.0.1:8080`, `[::]:8554`, `:8080`."""

import ipaddress
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator


@dataclass(frozen=True)
class Address:
    """A host (name, IPv4 or bare IPv6, never in brackets) and a TCP or UDP port."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Address":
        """The address in `text`; `ValueError` with one sentence when it is none. No host: every interface."""
        host, colon, port = text.rpartition(":")
        if not colon or not port.isascii() or not port.isdigit() or len(port) > 5 or int(port) > 65535:
            raise ValueError(f'"{text}" has no port from 0 to 65535 at its end; write it like 127.0.0.1:8080')
        return cls(_host(host, text), int(port))

    def __str__(self) -> str:
        """As `parse` reads it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def reachable(self) -> "Address":
        """Where a client on this machine finds it: "every interface" is no place to connect to."""
        loopback = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - translated, not listened on
        return Address(loopback.get(self.host, self.host), self.port)


def _host(host: str, text: str) -> str:
    if not host:
        return "0.0.0.0"  # noqa: S104 - ":8080" asks for exactly that
    if host.startswith("[") and host.endswith("]"):
        try:
            return str(ipaddress.IPv6Address(host[1:-1]))
        except ValueError as error:
            raise ValueError(f'"{text}" has no IPv6 address in brackets; write it like [::]:8554') from error
    if ":" in host:
        raise ValueError(f'"{text}" has several colons; write an IPv6 address in brackets, like [::]:8554')
    if not all(letter.isascii() and (letter.isalnum() or letter in "-._") for letter in host):
        raise ValueError(f'"{text}" has no host before its port; write it like 127.0.0.1:8080')
    return host


def _checked(text: str) -> str:
    Address.parse(text)
    return text


AddressText = Annotated[str, AfterValidator(_checked)]
"""The type of a settings key that holds an address: the text as it was written, known to parse."""


def is_loopback(host: str) -> bool:
    """`host`, a name or an address without brackets, is this machine only."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(header: str) -> str:
    """The host in a Host header, without port and brackets."""
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0]

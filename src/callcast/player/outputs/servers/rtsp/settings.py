"""The RTSP server's settings: `[rtsp]`, and its part of `[[channels]]`."""

import ipaddress
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from callcast.address import AddressText
from callcast.player.media.names import ProfileName
from callcast.player.outputs.rtsp.auth import DEFAULT_SCHEMES, Scheme


def _even(port: int) -> int:
    if port % 2:
        raise ValueError(f"{port} must be even; RTCP takes the odd port behind it")
    return port


def _group(text: str) -> str:
    address = ipaddress.ip_address(text)
    if address.version != 4 or not address.is_multicast:
        raise ValueError(f'"{text}" must be an IPv4 multicast address, such as 239.192.42.1')
    return text


EvenPort = Annotated[int, Field(ge=0, le=65_534), AfterValidator(_even)]


class MulticastSettings(BaseModel):
    """`[rtsp.multicast]`: stream k of a server goes to address `group` + k and port `port` + 2k.

    `interface` is the IPv4 address of the network interface to send by; the system chooses if it is absent. `ttl` is
    how many routers packets may pass.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool = True
    group: Annotated[str, AfterValidator(_group)] = "239.192.42.1"
    port: Annotated[EvenPort, Field(ge=1_024, le=40_000)] = 20_000
    ttl: int = Field(default=8, ge=0, le=255)
    interface: str | None = None


class RtspLimits(BaseModel):
    """`[rtsp.limits]`: connections at a time; and for each message, headers, and bytes of head and body."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    connections: int = Field(default=4_096, ge=1)
    connections_per_address: int = Field(default=256, ge=1)
    headers: int = Field(default=64, ge=8, le=1_024)
    head_bytes: int = Field(default=16_384, ge=1_024, le=1_048_576)
    body_bytes: int = Field(default=65_536, ge=0, le=1_048_576)


class RtspSettings(BaseModel):
    """`[rtsp]`. `rtp_port` is the even port of UDP's pair; 0 takes any free pair. RTSPS needs all of its three keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    listen: AddressText = "0.0.0.0:8554"
    tls_listen: AddressText | None = None
    certificate: Path | None = None
    key: Path | None = None
    rtp_port: EvenPort = 0
    multicast: MulticastSettings = MulticastSettings()
    limits: RtspLimits = RtspLimits()

    @model_validator(mode="after")
    def _check_tls(self) -> "RtspSettings":
        if self.tls_listen is not None and (self.certificate is None or self.key is None):
            raise ValueError("tls_listen needs certificate and key, the paths of two PEM files")
        return self


class RtspChannelSettings(BaseModel):
    """Keys of a channel. The first of `profiles` is what `/id` gives; each is at `/id/profile`.

    With `user` and `password`, `auth` says which proofs of them are offered, and in which order.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    profiles: tuple[ProfileName, ...] = Field(default=("aac", "opus", "pcma", "pcmu", "l16"), min_length=1)
    user: str | None = None
    password: str | None = None
    auth: tuple[Scheme, ...] = Field(default=DEFAULT_SCHEMES, min_length=1)

    @model_validator(mode="after")
    def _check_credentials(self) -> "RtspChannelSettings":
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password must be given together, or neither")
        if self.user is not None and (":" in self.user or not self.user):
            raise ValueError("user must not be empty and must have no colon in it")
        return self

"""The HTTP server's settings: `[http]`."""

from pydantic import BaseModel, ConfigDict, Field

from callcast.address import AddressText


class HttpLimits(BaseModel):
    """`[http.limits]`: connections at a time, and bytes of a request's head."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    connections: int = Field(default=256, ge=1)
    connections_per_address: int = Field(default=64, ge=1)
    head_bytes: int = Field(default=16_384, ge=1_024, le=1_048_576)


class HttpSettings(BaseModel):
    """`[http]`: where boards can be looked at; by default from this machine only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    listen: AddressText = "127.0.0.1:8081"
    limits: HttpLimits = HttpLimits()

"""What an output of kind `push` can be told."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, PlainSerializer, SerializationInfo, model_validator

from callcast.player.media.names import ProfileName
from callcast.player.outputs.rtsp.target import Target
from callcast.player.outputs.sinks.libav.url import CONTAINERS, Destination, destination
from callcast.player.outputs.sinks.settings import SinkSettings


def _parsed(value: object) -> Target | Destination:
    if isinstance(value, Target | Destination):
        return value
    if not isinstance(value, str):
        raise ValueError("it must be text, like rtsp://host:8554/path")
    return destination(value) if value.partition("://")[0].lower() in CONTAINERS else Target.parse(value)


def _written(url: Target | Destination, told: SerializationInfo) -> str:
    """Whole where it is to be read again, else as it may be shown."""
    return url.url if told.mode_is_json() else str(url)


class PushSettings(SinkSettings):
    """`[[channels.outputs]]` with `kind = "push"`.

    `url` may have user and password in it, or the key of a stream; it is only told whole to our own processes, as JSON.
    `transport` is that of RTSP's packets; `profile` is free by RTSP, else it is AAC. With `verify = false` a
    certificate that nobody vouches for is taken too.
    """

    # Where a value is wrong, it may be a URL with a password in it.
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, hide_input_in_errors=True)

    kind: Literal["push"] = "push"
    url: Annotated[Target | Destination, BeforeValidator(_parsed), PlainSerializer(_written)]
    transport: Literal["tcp", "udp"] = "tcp"
    profile: ProfileName = "aac"
    verify: bool = True

    @model_validator(mode="after")
    def _check_way(self) -> "PushSettings":
        if isinstance(self.url, Destination) and (self.transport, self.profile, self.verify) != ("tcp", "aac", True):
            raise ValueError(f"transport, profile and verify are for RTSP; leave them out for {self.url.scheme}://")
        return self

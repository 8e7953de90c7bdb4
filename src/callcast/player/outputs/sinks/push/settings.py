"""What an output of kind `push` can be told."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, PlainSerializer

from callcast.player.media.names import ProfileName
from callcast.player.outputs.rtsp.target import Target
from callcast.player.outputs.sinks.settings import SinkSettings


def _target(value: object) -> Target:
    if isinstance(value, Target):
        return value
    if not isinstance(value, str):
        raise ValueError("it must be text, like rtsp://host:8554/path")
    return Target.parse(value)


class PushSettings(SinkSettings):
    """`[[channels.outputs]]` with `kind = "push"`.

    `url` is `rtsp://` or `rtsps://` and may have user and password in it. `transport` is that of the packets. With
    `verify = false` a certificate that nobody vouches for is taken too.
    """

    # Where a value is wrong, it may be a URL with a password in it.
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, hide_input_in_errors=True)

    kind: Literal["push"] = "push"
    url: Annotated[Target, BeforeValidator(_target), PlainSerializer(str)]
    transport: Literal["tcp", "udp"] = "tcp"
    profile: ProfileName = "aac"
    verify: bool = True

"""`kind = "soundcard"`."""

from typing import Literal

from callcast.player.outputs.sinks.settings import SinkSettings


class SoundcardSettings(SinkSettings):
    """Play the channel on `device`: its name, a part of it that no other has, or its number; None is the system's."""

    kind: Literal["soundcard"] = "soundcard"
    device: str | int | None = None

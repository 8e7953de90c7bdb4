"""What a pipe can be told: a `[[channels.outputs]]` table of kind "pipe"."""

from typing import Annotated, Literal

from pydantic import AfterValidator, model_validator

from callcast.player.outputs.sinks.pcm import PcmSettings
from callcast.player.outputs.sinks.pipe.place import Place


def _checked(text: str) -> str:
    Place.parse(text)
    return text


class PipeSettings(PcmSettings):
    """`to` a place, or to the standard input of a `command`; `readers` says whether several may share a place."""

    kind: Literal["pipe"] = "pipe"
    to: Annotated[str, AfterValidator(_checked)] | None = None
    command: tuple[str, ...] = ()
    readers: Literal["one", "many"] = "many"

    @model_validator(mode="after")
    def _goes_somewhere(self) -> "PipeSettings":
        if (self.to is None) == (not self.command):
            raise ValueError('a pipe needs either "to" or "command", such as to = "unix:/tmp/tts_audio.sock"')
        return self

    @property
    def place(self) -> Place | None:
        """Where to; None when it is a command."""
        return Place.parse(self.to) if self.to is not None else None

"""What a pipe can be told: a `[[channels.outputs]]` table of kind "pipe"."""

import contextlib
from typing import Literal

from pydantic import model_validator

from callcast.player.outputs.sinks.pcm import PcmSettings
from callcast.player.outputs.sinks.pipe.place import Place


class PipeSettings(PcmSettings):
    """`to` a place, or to the standard input of a `command`; `readers` says whether several may share a place.

    Whether `to` is a place shows when the sink runs: it is no reason that other outputs should not begin.
    """

    kind: Literal["pipe"] = "pipe"
    to: str | None = None
    command: tuple[str, ...] = ()
    readers: Literal["one", "many"] = "many"

    @model_validator(mode="after")
    def _goes_somewhere(self) -> "PipeSettings":
        if (self.to is None) == (not self.command):
            raise ValueError('a pipe needs either "to" or "command", such as to = "unix:/tmp/tts_audio.sock"')
        return self

    @property
    def place(self) -> Place | None:
        """Where to; None when it is a command, or no place."""
        with contextlib.suppress(ValueError):
            return Place.parse(self.to) if self.to is not None else None
        return None

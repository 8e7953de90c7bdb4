"""`kind = "file"`."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from callcast.player.outputs.sinks.settings import SinkSettings


class FileSettings(SinkSettings):
    """Record the channel into `folder`, an hour a file; files older than `keep_days` are removed, None keeps all."""

    kind: Literal["file"] = "file"
    folder: Path
    keep_days: int | None = Field(default=None, ge=1, le=36_500)

"""What a clip is known by: everything that shapes its sound, and nothing else."""

import hashlib
import json
from dataclasses import astuple, dataclass

from callcast.player.media.clip import RATE

SCHEMA = 2
"""Of the key and of the file; raise it when either changes."""


@dataclass(frozen=True)
class Key:
    """One clip. `spoken` are the segments as JSON, `text` is the line of them for an engine that takes only that.

    `digest` covers the engine's models, speed and pitch; `post` our own work.
    """

    engine: str
    version: str
    digest: str
    voice: str
    language: str
    text: str
    spoken: str
    post: int

    @property
    def name(self) -> str:
        """64 hexadecimal digits."""
        told = json.dumps([SCHEMA, f"s16 mono {RATE}", *astuple(self)], ensure_ascii=True)
        return hashlib.sha256(told.encode("ascii")).hexdigest()

"""An announcement that a channel has in hand, and what is made of it."""

import asyncio
from dataclasses import dataclass, field

from callcast.player.playout.announcement import Announcement, Sound
from callcast.player.playout.screen import Reel


@dataclass(eq=False)
class Item:
    """`task` prepares it; `sounds` by their digests; `notes`: what a person is told of what is not said.

    `voiced_from`: the tick on which its voice begins, while it is being spoken.
    """

    announcement: Announcement
    task: "asyncio.Task[None] | None" = None
    sounds: dict[str, Sound] = field(default_factory=dict)
    reel: Reel | None = None
    notes: list[str] = field(default_factory=list)
    voiced_from: int | None = None

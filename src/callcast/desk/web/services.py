"""What the web needs of the rest of the desk."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from callcast.desk.access.access import Access
from callcast.desk.queueing.desk import Desk
from callcast.desk.queueing.hooks.hooks import Hooks
from callcast.desk.queueing.ports import Clock
from callcast.desk.web.recording import Recordings
from callcast.wording.preview import Wording


@dataclass(frozen=True)
class ReloadResult:
    """What reading the settings again has changed: ids of channels changed, keys that need a restart."""

    changed: tuple[str, ...]
    needs_restart: tuple[str, ...]


@dataclass(frozen=True)
class Services:
    """The desk, started; `reload`, which may raise `CallcastError`; a monotonic clock for latencies; the packs.

    The webhooks, who may do what, started; a site's wording, and the clock on the wall.
    """

    desk: Desk
    reload: Callable[[], Awaitable[ReloadResult]]
    monotonic: Clock
    recordings: Recordings
    hooks: Hooks
    access: Access
    wording: Wording = field(default_factory=Wording)
    wall: Clock = time.time

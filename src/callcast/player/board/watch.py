"""A picture file, watched: what is saved there shows at once; what is broken is waited out, and said."""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from callcast.player.board import pictures
from callcast.player.board.errors import UnreadablePicture
from callcast.player.board.pictures import Fit, Version
from callcast.player.media.picture import Picture

log = logging.getLogger(__name__)

LOOK = 100_000_000
"""Nanoseconds from one look at the file to the next."""

PATIENCE = 1_000_000_000
"""Nanoseconds for which a file may be broken before that is said: so long it is taken for half-written."""


class Clock(Protocol):
    """Where time comes from."""

    def now(self) -> int:
        """Monotonic nanoseconds."""

    async def sleep_until(self, ns: int) -> None:
        """Return when `now()` is `ns` or a little later."""


class PictureFile:
    """Looks at the file at `path` and shows what it becomes, in a frame of `size`.

    `show` is called with every new picture, never with the same one twice in a row; the last one stays until the next.
    `fault` is the sentence about what is wrong with the file now, if anything is, and for how long is past `PATIENCE`.
    """

    def __init__(
        self, path: Path, size: tuple[int, int], fit: Fit, clock: Clock, show: Callable[[Picture], None]
    ) -> None:
        """Nothing is read before `run`."""
        self.path, self.fault = path, ""
        self._size, self._fit, self._clock, self._show = size, fit, clock, show
        self._seen: Version | None = None
        self._sure = False  # a file may be written to twice within what its time tells apart, so it is read twice
        self._shown, self._held = "", b""
        self._since: int | None = None
        self._broken: UnreadablePicture | None = None

    async def run(self) -> None:
        """Watch until cancelled."""
        due = self._clock.now()
        while True:
            await self.look()
            due = max(due + LOOK, self._clock.now())
            await self._clock.sleep_until(due)

    async def look(self) -> None:
        """One look; decoding is done in a thread, so that nothing else waits for it."""
        now = await asyncio.to_thread(pictures.version, self.path)
        again = now is not None and now == self._seen
        if again and self._sure:
            self._say()
            return
        try:
            picture = await asyncio.to_thread(self._read)
        except UnreadablePicture as error:
            self._broken = error
            self._since = self._clock.now() if self._since is None else self._since
            self._say()
        else:
            self._mended(picture)
        self._seen, self._sure = now, again

    def _read(self) -> Picture | None:
        """What the file holds; None when that is what it held before. Runs in a thread."""
        data = pictures.read(self.path)
        digest = hashlib.sha256(data).digest()
        if digest == self._held and self._broken is None:
            return None
        picture = pictures.fitted(pictures.decode(data, self.path, self._size), self._size, self._fit)
        self._held = digest
        assert picture.digest  # worked out here, in the thread
        return picture

    def _mended(self, picture: Picture | None) -> None:
        if self.fault:
            log.info('the picture "%s" can be shown again', self.path)
        self.fault, self._broken, self._since = "", None, None
        if picture and picture.digest != self._shown:
            self._shown = picture.digest
            self._show(picture)

    def _say(self) -> None:
        """Say what has been wrong for long enough, once."""
        if self._broken is None or self._since is None or str(self._broken) == self.fault:
            return
        if self._clock.now() - self._since >= PATIENCE:
            self.fault = str(self._broken)
            kept = " The last one that was right stays." if self._shown else ""
            log.warning("%s%s", self.fault, kept)

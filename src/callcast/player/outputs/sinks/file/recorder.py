"""A channel's files, one after the other, and when each has had its time."""

import contextlib
import itertools
import logging
from collections.abc import Sequence
from pathlib import Path

from callcast.player.media.gop import GopProfile
from callcast.player.outputs.sinks.file.errors import CannotRecord
from callcast.player.outputs.sinks.file.name import hour_of, name, start_of
from callcast.player.outputs.sinks.file.part import Part
from callcast.player.playout.subscription import Frame

log = logging.getLogger(__name__)

DAY = 86_400
HOUR = 3_600


class Recorder:
    """Records one channel. For one thread, since it blocks. You must `close` it. Raises `CannotRecord`.

    A part of a file is never opened again: after a restart within the hour the next one begins.
    """

    def __init__(self, folder: Path, channel: str, keep_days: int | None, picture: GopProfile | None = None) -> None:
        """Nothing is opened yet. `picture` is what is recorded beside the sound."""
        self._picture = picture
        self._folder, self._channel, self._keep_days = folder, channel, keep_days
        self._hour: str | None = None
        self._part: Part | None = None

    def write(self, frames: Sequence[Frame], unix: float, pictures: Sequence[Frame] = ()) -> None:
        """Add frames that are due about `unix` (seconds) to the file of that hour, whose picture begins with an IDR."""
        try:
            part, hour = self._part, hour_of(unix)
            if part is None or hour != self._hour:
                part = self._turn(hour, unix)
            part.write(frames, pictures)
        except OSError as error:
            raise CannotRecord(self._channel, self._folder, error) from error

    def close(self) -> None:
        """Close the file."""
        part, self._part = self._part, None
        if part is not None:
            try:
                part.close()
            except OSError as error:
                raise CannotRecord(self._channel, self._folder, error) from error

    def _turn(self, hour: str, unix: float) -> Part:
        self.close()
        # Not its parents: where a disk is not connected, the one below it should not be filled.
        self._folder.mkdir(exist_ok=True)
        self._prune(unix)
        for number in itertools.count(1):
            with contextlib.suppress(FileExistsError):
                self._part, self._hour = Part(self._folder / name(self._channel, hour, number), self._picture), hour
                break
        assert self._part is not None
        return self._part

    def _prune(self, unix: float) -> None:
        """Remove what is older than it should be kept; one that cannot be removed is no reason to stop."""
        if self._keep_days is None:
            return
        oldest = unix - self._keep_days * DAY
        for path in self._folder.iterdir():
            start = start_of(self._channel, path.name)
            if start is not None and start + HOUR <= oldest:
                try:
                    path.unlink()
                except OSError as error:
                    log.warning("%s is older than %d days and stays: %s", path, self._keep_days, error.strerror)

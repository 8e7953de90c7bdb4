"""Tracks whose frames are due together."""

import logging
from typing import TypeAlias

from callcast.player.media.gop import GopProfile
from callcast.player.media.profile import Profile
from callcast.player.media.silence import silence
from callcast.player.playout.medium import Push
from callcast.player.playout.subscription import Frame
from callcast.player.playout.track import Track
from callcast.player.playout.video import VideoTrack

log = logging.getLogger(__name__)

Member: TypeAlias = Track | VideoTrack
"""What ticks."""


class Group:
    """The listened-to tracks of one profile in one phase: their frames have the same number and time."""

    __slots__ = ("_changed", "_pushes", "_speaking", "number", "phase", "scheduled", "silence", "ticks", "tracks")

    def __init__(self, profile: Profile | GopProfile, phase: int) -> None:
        """Nobody listens. `phase` in ticks."""
        self.ticks = profile.ticks
        self.silence = silence(profile) if isinstance(profile, Profile) else b""
        self.phase = phase
        self.number = 0
        self.tracks: tuple[Member, ...] = ()
        self.scheduled = False
        self._changed = False
        self._speaking: tuple[Member, ...] = ()
        self._pushes: tuple[Push, ...] = ()

    @property
    def tick(self) -> int:
        """The process's tick at which the next frame is due."""
        return self.number * self.ticks - self.phase

    def change(self) -> None:
        """For the tracks: who listens, or which of them are silent, is to be seen anew before the next frame."""
        self._changed = True

    def _see(self) -> None:
        self._changed = False
        self._speaking = tuple(track for track in self.tracks if not track.silent)
        self._pushes = tuple(push for track in self.tracks if track.silent for push in track.pushes)

    def emit(self, number: int) -> None:
        """Send frame `number` of all tracks."""
        if self._changed:
            self._see()
        silent = Frame(number, self.silence)
        # Most tracks are silent most of the time: the frame goes to their readers without a look at the tracks. With a
        # thousand of them what a frame costs is what must be fetched into the processor's cache.
        for push in self._pushes:
            try:
                push(silent)
            except Exception:  # noqa: PERF203 - one must not stop the others
                log.exception("a reader of a track failed and is parted from it")
                for track in self.tracks:
                    track.part(push)
        for track in self._speaking:
            try:
                track.emit(number, silent)
            except Exception:  # noqa: PERF203 - one must not stop the others
                log.exception("a track failed and is silent for a frame")

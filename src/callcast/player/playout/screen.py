"""What is shown on a channel's video track, and from which frame on."""

from dataclasses import dataclass

from callcast.player.media.gop import Gop
from callcast.player.media.picture import Picture
from callcast.player.playout.announcement import Showing
from callcast.player.playout.gops import GopEncoder, next_in_line
from callcast.player.playout.video import VideoTrack


@dataclass(frozen=True)
class Reel:
    """GOPs, each with how many video frames behind the first one it begins."""

    parts: tuple[tuple[int, Gop], ...]


class Screen:
    """Brings pictures to a video track: those of a call with its voice, all others when they are coded."""

    def __init__(self, track: VideoTrack, gops: GopEncoder) -> None:
        """Shows nothing yet."""
        self.track = track
        self._gops = gops
        self._asked = self._shown = 0
        self._over = 0

    async def show(self, picture: Picture) -> None:
        """Show it from the next frame on that comes when it is coded, unless a later one is shown by then.

        A call that is being shown is first shown to its end.
        """
        self._asked += 1
        number = self._asked
        gop = await self._gops.encode(picture, self.track.profile)
        if number > self._shown:
            self._shown = number
            self.track.show(gop, max(self.track.position, self._over))

    async def prepare(self, showing: Showing) -> Reel:
        """Code what a call shows."""
        profile = self.track.profile
        last = await self._gops.encode(showing.picture, profile, next_in_line)
        if showing.lit is None:
            return Reel(((0, last),))
        lit = await self._gops.encode(showing.lit, profile, next_in_line)
        frames = max(1, round(showing.seconds * profile.fps))
        return Reel(tuple((turn * frames, last if turn % 2 else lit) for turn in range(2 * showing.flashes)))

    def begin(self, reel: Reel, tick: int) -> None:
        """Show it from the first frame on that begins at or after `tick`, and nothing that was to come then."""
        self._shown = self._asked  # what was asked for before and is still being coded is the past
        frame = max(self.track.frame_of(tick), self.track.position)
        self.track.drop(frame)
        for behind, gop in reel.parts:
            self.track.show(gop, frame + behind)
            self._over = frame + behind + len(gop.packets)

    def stop(self, tick: int) -> None:
        """What would begin at `tick` or later does not; what is shown then stays."""
        frame = self.track.frame_of(tick)
        self.track.drop(frame)
        self._over = min(self._over, frame)

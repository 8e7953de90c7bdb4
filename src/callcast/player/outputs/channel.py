"""What outputs need of a channel; playout's channels have it."""

from collections.abc import Callable
from typing import Protocol

from callcast.player.media.gop import Gop, GopProfile
from callcast.player.media.profile import Profile
from callcast.player.playout.subscription import Frame, Subscription
from callcast.player.playout.tap import Tap


class FrameClock(Protocol):
    """Where a channel's ticks lie in time."""

    def wall(self, tick: int) -> float:
        """Unix seconds of `tick`."""


class Medium(Protocol):
    """A channel's sound or picture in one profile."""

    @property
    def profile(self) -> Profile | GopProfile:
        """How it is coded."""

    @property
    def position(self) -> int:
        """Number of the next frame."""

    def subscribe(self, capacity: int, wake: Callable[[], None]) -> Subscription:
        """Every frame from `position` on, in a ring of `capacity` frames; `wake` is called behind each."""

    def tap(self, push: Callable[[Frame], None], ended: Callable[[], None]) -> Tap:
        """Every frame from `position` on is handed to `push`; `ended` is called if the medium closes."""


class Track(Medium, Protocol):
    """A channel's sound."""

    @property
    def profile(self) -> Profile:
        """How it is coded."""


class VideoTrack(Medium, Protocol):
    """A channel's picture."""

    @property
    def profile(self) -> GopProfile:
        """How it is coded."""

    @property
    def shown(self) -> Gop | None:
        """What frame `position` is of."""

    def refresh(self) -> None:
        """Begin with an IDR, for all, at `next_key`."""

    @property
    def next_key(self) -> int:
        """Number of the frame with the first IDR if `refresh` is called now."""


class Channel(Protocol):
    """One continuous stream; all its tracks are on `clock`."""

    @property
    def id(self) -> str:
        """The word for it in paths and settings."""

    @property
    def clock(self) -> FrameClock:
        """Its time."""

    def track(self, profile: str | Profile, /) -> Track:
        """Its sound in that profile, or in the one of that name."""

    @property
    def video(self) -> VideoTrack | None:
        """Its picture, if it has one."""


def h264_of(channel: Channel) -> VideoTrack | None:
    """Its picture, if it has one in H.264, the one coding of pictures that all who take sound beside it know."""
    video = channel.video
    return video if video is not None and video.profile.codec != "mjpeg" else None

"""A channel of tone and a picture, sent by hand: no more of one than outputs need."""

from collections.abc import Sequence

from tests.support.live import ToneChannel
from tests.support.pictures import board

from callcast.player.media.gop import Gop, GopProfile, encode
from callcast.player.playout.subscription import Frame
from callcast.player.playout.video import VideoTrack

PROFILE = GopProfile("h264", 640, 360)


class HandTrack(VideoTrack):
    """`step` sends the next frame. With somebody there or without: its number is that of all frames."""

    def __init__(self, position: int = 0) -> None:
        self.number = position
        super().__init__(PROFILE, lambda: self.number, lambda track, on: None, lambda: None)

    def step(self, frames: int = 1) -> None:
        for _ in range(frames):
            number, self.number = self.number, self.number + 1
            if self.active:
                self.emit(number, Frame(number, b""))


class ScreenChannel(ToneChannel):
    """`video` shows the first of `gops`, from frame 0 on."""

    def __init__(self, id: str = "hall", seeds: Sequence[int] = (1, 2)) -> None:  # noqa: A002 - as everywhere
        super().__init__(id)
        self.gops: list[Gop] = [encode(board(seed), PROFILE) for seed in seeds]
        self.video: HandTrack = HandTrack()  # type: ignore[assignment]
        self.video.show(self.gops[0], 0)

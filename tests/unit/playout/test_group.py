"""Silent tracks are passed over; what one of them does is not felt by the others."""

import pytest

from callcast.player.media.profile import L16
from callcast.player.media.silence import silence
from callcast.player.playout.group import Group
from callcast.player.playout.subscription import Frame
from callcast.player.playout.tap import Tap
from callcast.player.playout.track import Track


class Scene:
    """A group with some tracks, each with one tap."""

    def __init__(self, tracks: int) -> None:
        self.group = Group(L16, 0)
        self.heard: list[list[Frame]] = [[] for _ in range(tracks)]
        self.ended: list[Tap] = []
        self.tracks = [Track(L16, lambda: self.group.number, self.turn, self.group.change) for _ in range(tracks)]
        self.taps = [track.tap(frames.append, self.end) for track, frames in zip(self.tracks, self.heard, strict=True)]

    def turn(self, track: Track, on: bool) -> None:
        others = tuple(other for other in self.group.tracks if other is not track)
        self.group.tracks = (*others, track) if on else others

    def end(self) -> None:
        self.ended += [tap for tap in self.taps if tap.closed]

    def go(self, frames: int) -> None:
        for _ in range(frames):
            number, self.group.number = self.group.number, self.group.number + 1
            self.group.emit(number)

    def data(self, track: int) -> list[bytes]:
        still = silence(L16)
        return [b"." if frame.data is still else frame.data for frame in self.heard[track]]


def test_one_that_speaks_is_asked_and_the_others_are_silent() -> None:
    scene = Scene(3)
    scene.tracks[1].place(2, (b"a", b"b"))
    scene.go(6)
    assert b"".join(scene.data(1)) == b"..ab.."
    assert b"".join(scene.data(0)) == b"".join(scene.data(2)) == b"......"
    assert [frame.number for frame in scene.heard[0]] == list(range(6))
    scene.tracks[2].place(7, (b"c",))
    scene.tracks[2].cut(7, ())
    scene.go(2)
    assert b"".join(scene.data(2)) == b"........"


def test_frames_are_reckoned_over_comings_and_goings() -> None:
    scene = Scene(2)
    scene.go(3)
    scene.taps[0].close()
    scene.taps[0].close()
    scene.go(4)
    assert (scene.tracks[0].emitted, scene.tracks[1].emitted) == (3, 7)
    scene.tracks[0].tap(scene.heard[0].append, scene.end)
    scene.go(2)
    assert (scene.tracks[0].emitted, len(scene.heard[0]), scene.tracks[1].emitted) == (5, 5, 9)


def test_a_reader_that_fails_is_parted_from(caplog: pytest.LogCaptureFixture) -> None:
    scene = Scene(2)

    def fail(frame: Frame) -> None:
        raise RuntimeError("no more")

    broken = scene.tracks[0].tap(fail, scene.end)
    scene.go(3)
    assert broken.closed
    assert caplog.text.count("no more") >= 1
    assert len(scene.heard[0]) == len(scene.heard[1]) == 3


def test_a_track_that_closes_tells_its_readers() -> None:
    scene = Scene(2)
    scene.go(1)
    scene.tracks[0].close()
    assert scene.ended == [scene.taps[0]]
    scene.go(1)
    assert (len(scene.heard[0]), len(scene.heard[1])) == (1, 2)
    assert scene.taps[0].drops == 0

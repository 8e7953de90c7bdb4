"""A channel's picture, frame by frame: which one, from when on, and how soon it begins anew for who comes."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.pictures import flat
from tests.support.scenes import Drawn

from callcast.player.media.clip import RATE, Clip
from callcast.player.media.gop import Gop, GopProfile, encode
from callcast.player.media.picture import Picture
from callcast.player.media.profile import L16
from callcast.player.media.silence import silence
from callcast.player.playout.announcement import Announcement, Rendered, Showing
from callcast.player.playout.channel import Channel
from callcast.player.playout.settings import PlayoutChannelSettings
from callcast.player.playout.subscription import Frame
from callcast.player.playout.video import VideoTrack
from callcast.player.speech.settings import SpeechChannelSettings
from callcast.testing.stage import Listener, stage

PROFILE = GopProfile("h264", 320, 180)


class Settings(PlayoutChannelSettings, SpeechChannelSettings):
    """As the top-level settings compose them."""


HALL = Settings(id="hall")


class Scene:
    """A track whose frames are numbered by hand. GOPs are made of letters: `A` is an IDR, `a` what repeats it."""

    def __init__(self) -> None:
        self.number = 0
        self.frames: list[Frame] = []
        self.turns: list[bool] = []
        self.track = VideoTrack(PROFILE, lambda: self.number, lambda _, on: self.turns.append(on), lambda: None)

    def listen(self) -> None:
        self.track.tap(self.frames.append, lambda: None)

    def show(self, letter: str, frame: int, length: int = 4) -> None:
        packets = letter.upper() + (length - 1) * letter
        self.track.show(Gop(PROFILE, letter, tuple(one.encode() for one in packets)), frame)

    def go(self, frames: int) -> str:
        before = len(self.frames)
        for _ in range(frames):
            number, self.number = self.number, self.number + 1
            self.track.emit(number, Frame(number, b""))
        return text(self.frames[before:])


def text(frames: list[Frame] | tuple[Frame, ...]) -> str:
    return b"".join(frame.data for frame in frames).decode()


def test_what_is_shown_is_looped_until_the_next_begins() -> None:
    scene = Scene()
    scene.listen()
    assert scene.go(2) == ""
    scene.show("a", 3)
    assert scene.go(11) == "AaaaAaaaAa"
    scene.show("b", 0)
    assert scene.go(5) == "BbbbB"
    assert [frame.number for frame in scene.frames] == list(range(3, 18))


def test_a_flash_is_two_in_turn() -> None:
    scene = Scene()
    scene.listen()
    scene.show("a", 0)
    for frame, letter in ((3, "b"), (5, "c"), (7, "b"), (9, "c")):
        scene.show(letter, frame)
    assert scene.go(16) == "AaaBbCcBbCcccCcc"


def test_what_waits_can_be_dropped_and_what_begins_with_the_same_frame_gives_way() -> None:
    scene = Scene()
    scene.listen()
    scene.show("a", 0)
    scene.show("b", 2)
    scene.show("c", 4)
    scene.show("d", 4)
    scene.track.drop(5)
    assert scene.go(6) == "AaBbDd"
    scene.show("e", 8)
    scene.track.drop(0)
    assert scene.go(5) == "ddDdd"


def test_it_begins_anew_for_who_comes_at_the_next_frame_but_not_right_behind_an_idr() -> None:
    scene = Scene()
    scene.listen()
    scene.track.refresh()
    assert (scene.go(1), scene.track.next_key) == ("", 1), "nothing is shown yet"
    scene.show("a", 1, 6)
    assert scene.go(3) == "Aaa"
    for expected in ("A", "aA", "aA"):
        assert scene.track.next_key == scene.number + len(expected) - 1
        scene.track.refresh()
        assert scene.track.next_key == scene.number + len(expected) - 1
        assert scene.go(len(expected)) == expected
    scene.go(5)
    scene.track.refresh()
    assert scene.go(8) == "AaaaaaAa", "an IDR comes in any case"
    scene.track.refresh()
    scene.track.refresh()
    assert scene.go(8) == "AaaaaaAa"


def test_what_is_to_be_shown_is_shown_when_it_is_due_whoever_comes() -> None:
    for due in range(4, 8):
        scene = Scene()
        scene.listen()
        scene.show("a", 0, 10)
        scene.show("b", due, 10)
        assert scene.go(3) == "Aaa"
        scene.track.refresh()
        assert scene.track.next_key == (4 if due == 4 else 3), "two IDRs in a row are not needed"
        assert scene.go(9) == {4: "aBbbbbbbb", 5: "AaBbbbbbb", 6: "AaaBbbbbb", 7: "AaaaBbbbb"}[due]


def test_a_picture_that_comes_meanwhile_is_the_idr_that_was_waited_for() -> None:
    scene = Scene()
    scene.listen()
    scene.show("a", 0, 10)
    scene.go(1)
    scene.track.refresh()
    assert scene.track.next_key == 2
    scene.show("b", 1, 10)
    assert scene.go(4) == "Bbbb"
    scene.show("c", 6, 10)
    scene.track.refresh()
    scene.track.drop(6)
    assert scene.go(4) == "Bbbb"


def test_it_ticks_for_readers_only_and_goes_on_where_it_would_be() -> None:
    scene = Scene()
    scene.show("a", 0)
    scene.listen()
    scene.go(3)
    tap = scene.track.tap(scene.frames.append, lambda: None)
    tap.close()
    assert scene.turns == [True]
    assert (scene.track.readers, scene.track.emitted) == (1, 3)
    scene.track.close()
    assert scene.turns == [True, False]
    scene.number = 10
    scene.listen()
    assert scene.go(3) == "aaA"


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.sampled_from("abcde"), st.integers(1, 5), st.lists(st.booleans(), max_size=6)),
        max_size=12,
    )
)
def test_whoever_comes_when_every_frame_is_of_the_last_that_began_and_an_idr_is_there_within_two(
    shows: list[tuple[int, str, int, list[bool]]],
) -> None:
    scene, model, promised = Scene(), {}, {}
    scene.listen()
    for frame, letter, length, coming in shows:
        scene.show(letter, frame, length)
        model[max(frame, scene.number)] = letter, length
        for comes in coming:
            if comes and scene.track.shown is not None:
                scene.track.refresh()
                promised[scene.number] = scene.track.next_key
            scene.go(1)
    scene.go(2)
    sent = {one.number: one.data.decode() for one in scene.frames}
    assert list(sent) == list(range(min(sent, default=0), scene.number if sent else 0))
    for number, data in sent.items():
        start = max(begin for begin in model if begin <= number)
        letter, length = model[start]
        assert data.lower() == letter
        turn = next(back for back in range(number, -1, -1) if sent[back].isupper())
        assert start <= turn
        assert number - turn < length
        if data.isupper() and number != start and (number - start) % length:
            assert sent[number - 1].islower() or sent[number - 1].lower() != letter or length == 1
    for asked, key in promised.items():
        assert asked <= key <= asked + 1
        assert any(sent[number].isupper() for number in (asked, asked + 1))


def test_a_flood_of_those_who_come_costs_an_idr_for_every_second_frame() -> None:
    scene = Scene()
    scene.listen()
    scene.show("a", 0, 10)
    for _ in range(40):
        for _ in range(100):
            scene.track.refresh()
        scene.go(1)
    assert text(scene.frames) == 20 * "Aa"


# -- on a channel ----------------------------------------------------------------------------------------------


def tone(seconds: float) -> Clip:
    return Clip(np.full(int(seconds * RATE), 9000, np.int16))


def give(clip: Clip) -> Callable[[], Awaitable[Rendered]]:
    async def render() -> Rendered:
        return Rendered((clip,))

    return render


def draw(showing: Showing) -> Callable[[], Awaitable[Showing]]:
    async def drawn() -> Showing:
        return showing

    return drawn


class Viewer:
    """Takes the frames of a channel's picture."""

    def __init__(self, channel: Channel) -> None:
        assert channel.video is not None
        self.frames: list[Frame] = []
        channel.video.tap(self.frames.append, lambda: None)
        self._level = {}
        for level in range(0, 256, 5):
            self._level[encode(flat(level), PROFILE).packets[0]] = level

    def first(self, level: int) -> list[int]:
        """Numbers of the frames with the IDR of that picture."""
        return [frame.number for frame in self.frames if self._level.get(frame.data) == level]

    def changes(self) -> list[tuple[int, int]]:
        """(frame, level) whenever another picture begins."""
        found: list[tuple[int, int]] = []
        for frame in self.frames:
            level = self._level.get(frame.data)
            if level is not None and (not found or found[-1][1] != level):
                found.append((frame.number, level))
        return found


def test_a_picture_is_shown_when_it_is_coded_and_the_latest_stands() -> None:
    async def run() -> None:
        async with stage([HALL]) as scene:
            hall = scene.channels["hall"]
            hall.show(flat(5))  # there is no picture to show it on yet
            hall.set_video(PROFILE)
            viewer = Viewer(hall)
            await scene.play(0.25)
            assert viewer.frames == []
            hall.show(flat(10))
            await scene.play(1.25)
            assert [level for _, level in viewer.changes()] == [10]
            hall.show(flat(20))
            hall.show(flat(30))
            await scene.play(0.5)
            assert viewer.changes()[-1][1] == 30
            numbers = [frame.number for frame in viewer.frames]
            assert numbers == list(range(numbers[0], numbers[-1] + 1))

    asyncio.run(run())


@given(seed=st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_a_calls_picture_begins_with_the_first_frame_at_or_after_its_first_voiced_one(seed: int) -> None:
    chance = random.Random(seed)

    async def run() -> None:
        chime = "ding-dong" if chance.random() < 0.5 else "none"
        async with stage([Settings(id="other"), Settings(id="hall", chime=chime)]) as scene:
            hall = scene.channels["hall"]
            hall.set_video(PROFILE)
            hall.show(flat(0))
            viewer, listener = Viewer(hall), Listener(hall.track("l16"))
            await scene.play(0.1 + chance.random())
            calls = range(1, 4)
            for n in calls:
                showing = Showing(flat(10 * n), flat(10 * n + 5) if chance.random() < 0.5 else None)
                clip = tone(0.2 + chance.random())
                hall.submit(Announcement(str(n), give(clip), scene=Drawn(draw(showing))))
                await scene.play(chance.random())
            await scene.play(15)
            changes = viewer.changes()
            for n, voiced in zip(calls, voices(listener), strict=True):
                frame = next(number for number, level in changes if level in (10 * n, 10 * n + 5))
                assert frame == -(-voiced // PROFILE.ticks)
            assert changes[-1][1] == 30

    asyncio.run(run())


def voices(listener: Listener) -> list[int]:
    """The ticks at which the voice begins: of all that is heard only that is 9000 in every sample."""
    voice = np.full(L16.frame, 9000, ">i2").tobytes()
    found, before = [], False
    for frame in listener.frames:
        if (frame.data == voice) and not before:
            found.append(frame.number * L16.ticks)
        before = frame.data != silence(L16) and (before or frame.data == voice)
    return found


def test_a_flash_is_over_when_its_call_is_cut() -> None:
    async def run() -> None:
        async with stage([HALL]) as scene:
            hall = scene.channels["hall"]
            hall.set_video(PROFILE)
            viewer = Viewer(hall)
            await scene.play(0.1)
            hall.submit(Announcement("a", give(tone(3)), scene=Drawn(draw(Showing(flat(10), flat(15))))))
            await scene.play(1)
            hall.submit(Announcement("b", give(tone(1)), rank=2, scene=Drawn(draw(Showing(flat(20))))))
            await scene.play(1.5)
            levels = [level for _, level in viewer.changes()]
            assert levels[-1] == 20
            assert levels.count(20) == 1

    asyncio.run(run())


def test_a_picture_that_cannot_be_drawn_costs_no_word() -> None:
    async def fails() -> Showing:
        raise RuntimeError("no font")

    async def run() -> None:
        async with stage([HALL]) as scene:
            hall = scene.channels["hall"]
            hall.set_video(PROFILE)
            listener = Listener(hall.track("l16"))
            hall.submit(Announcement("a", give(tone(1)), scene=Drawn(fails)))
            hall.submit(Announcement("b", give(tone(1)), scene=Drawn(draw(Showing(Picture(2, 2, bytes(12)))))))
            await scene.play(4)
            assert len(voices(listener)) == 2

    asyncio.run(run())


def test_a_picture_that_is_late_holds_the_voice_for_a_moment_only() -> None:
    async def run() -> None:
        async with stage([HALL]) as scene:
            hall = scene.channels["hall"]
            hall.set_video(PROFILE)
            viewer, listener = Viewer(hall), Listener(hall.track("l16"))
            drawn: asyncio.Future[Showing] = asyncio.get_running_loop().create_future()

            async def late() -> Showing:
                return await drawn

            hall.submit(Announcement("a", give(tone(2)), scene=Drawn(late)))
            while not voices(listener):
                await scene.play(0.1)
            drawn.set_result(Showing(flat(10)))
            await scene.play(0.3)
            assert [level for _, level in viewer.changes()] == [10]

    asyncio.run(run())


def test_another_size_parts_from_those_who_watch() -> None:
    async def run() -> None:
        async with stage([HALL]) as scene:
            hall = scene.channels["hall"]
            hall.set_video(PROFILE)
            before, ended = hall.video, []
            assert before is not None
            before.tap(lambda frame: None, lambda: ended.append(True))
            hall.set_video(GopProfile("h264", 320, 180))
            assert hall.video is before
            hall.set_video(GopProfile("h264", 640, 360))
            assert hall.video is not before
            assert ended == [True]
            hall.set_video(None)
            assert hall.video is None

    asyncio.run(run())


@pytest.mark.parametrize("fps", [5, 25])
def test_the_picture_is_on_the_clock_of_the_sound(fps: int) -> None:
    async def run() -> None:
        profile = GopProfile("h264", 320, 180, fps)
        async with stage([HALL]) as scene:
            hall = scene.channels["hall"]
            hall.set_video(profile)
            hall.show(flat(10))
            await scene.play(0.5)
            assert hall.video is not None
            taken: list[tuple[int, int]] = []
            hall.video.tap(lambda frame: taken.append((frame.number, scene.clock.now())), lambda: None)
            await scene.play(2)
            assert len(taken) in (2 * fps, 2 * fps + 1)
            for number, now in taken:
                assert hall.clock.due(number * profile.ticks) == pytest.approx(now, abs=1_000_000)

    asyncio.run(run())

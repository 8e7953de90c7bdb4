"""A board at work: what it shows with each call, and between them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.support.pictures import flat

from callcast.bus.messages import BoardContent, Call, State
from callcast.player.board import layout_file
from callcast.player.board.board import Board
from callcast.player.board.errors import BoardError, EncoderMissing, LayoutError
from callcast.player.board.settings import BoardChannelSettings, BoardSettings
from callcast.player.board.state import BoardState, Called
from callcast.player.media.clip import RATE, Clip
from callcast.player.media.gop import Gop, can_encode
from callcast.player.media.picture import Picture
from callcast.player.playout.announcement import Announcement, Rendered
from callcast.player.playout.boards import Boards
from callcast.player.playout.channel import Channel
from callcast.player.playout.settings import PlayoutChannelSettings
from callcast.player.playout.studio import Studio
from callcast.player.speech.settings import SpeechChannelSettings
from callcast.testing.stage import InlineExecutor, Listener, Stage, stage

SIZE = "320x180"


class Settings(PlayoutChannelSettings, SpeechChannelSettings, BoardChannelSettings):
    """As the top-level settings compose them."""


def hall(**board: object) -> Settings:
    return Settings.model_validate({"id": "hall", "languages": ["en"], "board": {"size": SIZE, **board}})


def called(number: str) -> Called:
    return Called(number, "3", f"{number} to 3")


async def second() -> Rendered:
    return Rendered((Clip(np.full(RATE, 9000, np.int16)),))


class Scene:
    """A channel with a board, on a fake clock."""

    def __init__(self, scene: Stage, boards: Boards) -> None:
        self.stage, self.boards = scene, boards

    @property
    def hall(self) -> Channel:
        return self.stage.channels["hall"]

    @property
    def shown(self) -> Gop:
        assert self.hall.video is not None
        assert self.hall.video.shown is not None
        return self.hall.video.shown

    def say(self, number: str, rank: int = 0, text: str = "") -> None:
        name = number or text
        call = Call(number, "3") if number else None
        scene = self.boards.scene("hall", text or f"{number} to 3", call)
        self.hall.submit(Announcement(name, second, rank, scene=scene))

    def spoken(self) -> list[str]:
        return [report.id for report in self.stage.reports if report.state is State.SPOKEN]

    async def looks_like(self, state: BoardState, settings: Settings) -> bool:
        assert settings.board is not None
        picture = Board(settings.board, settings.languages).draw(state)
        return self.shown.digest == picture.digest

    def at(self, **more: object) -> BoardState:
        """Of the minute that it is on the stage."""
        clock = self.boards._kept["hall"].display.state(self.boards._kept["hall"].display.calls).clock
        return BoardState(clock=clock, **more)  # type: ignore[arg-type]


@asynccontextmanager
async def boarded(settings: Settings) -> AsyncIterator[Scene]:
    async with stage([settings]) as one:
        boards = Boards(one.encoder.gops, one.clock, Studio(InlineExecutor()))
        try:
            await boards.use(await boards.plan([settings], strict=True), one.channels)
            scene = Scene(one, boards)
            listener = Listener(one.channels["hall"].track("l16"))
            await one.play(0.3)
            yield scene
            listener.close()
        finally:
            await boards.close()


def run(settings: Settings, test: Callable[[Scene], Awaitable[None]]) -> None:
    async def work() -> None:
        async with boarded(settings) as scene:
            await test(scene)

    asyncio.run(work())


def test_each_call_is_shown_with_those_before_it() -> None:
    settings = hall()

    async def test(scene: Scene) -> None:
        assert await scene.looks_like(scene.at(), settings)
        for number in ("A1", "A2", "A3"):
            scene.say(number)
        await scene.stage.play(9)
        assert scene.spoken() == ["A1", "A2", "A3"]
        state = scene.at(now=(called("A3"),), recent=(called("A2"), called("A1")))
        assert await scene.looks_like(state, settings)

    run(settings, test)


def test_a_call_that_is_taken_back_before_its_turn_is_on_no_board() -> None:
    settings = hall()

    async def test(scene: Scene) -> None:
        for number in ("A1", "A2", "A3"):
            scene.say(number)
        await scene.stage.play(0.2)
        scene.hall.cancel("A2")
        await scene.stage.play(9)
        assert scene.spoken() == ["A1", "A3"]
        assert await scene.looks_like(scene.at(now=(called("A3"),), recent=(called("A1"),)), settings)

    run(settings, test)


def test_a_call_that_is_taken_back_while_it_is_spoken_leaves_the_board() -> None:
    settings = hall()

    async def test(scene: Scene) -> None:
        scene.say("A1")
        await scene.stage.play(3)
        scene.say("A2")
        await scene.stage.play(0.5)
        assert scene.boards._kept["hall"].display.calls.now == called("A2")
        scene.hall.cancel("A2")
        await scene.stage.play(3)
        assert await scene.looks_like(scene.at(now=(called("A1"),)), settings)
        scene.say("A3")
        scene.say("A1")
        await scene.stage.play(0.2)
        scene.hall.cancel("A1")
        await scene.stage.play(3)
        assert await scene.looks_like(scene.at(now=(called("A3"),), recent=(called("A1"),)), settings)

    run(settings, test)


def test_a_text_is_shown_while_it_is_said_and_the_call_comes_back() -> None:
    settings = hall()

    async def test(scene: Scene) -> None:
        scene.say("A1")
        await scene.stage.play(4)
        scene.say("", text="Fire drill.", rank=2)
        await scene.stage.play(0.3)
        lit = scene.at(now=(Called("", "", "Fire drill."),), recent=(called("A1"),), flash=True)
        assert await scene.looks_like(lit, settings)
        await scene.stage.play(6)
        assert await scene.looks_like(scene.at(now=(called("A1"),)), settings)

    run(settings, test)


def test_what_was_cut_and_is_taken_back_leaves_the_emergency_on_the_board() -> None:
    settings = hall()

    async def test(scene: Scene) -> None:
        scene.say("", text="Closed at noon.")
        await scene.stage.play(0.5)
        scene.say("", text="Fire!", rank=2)
        await scene.stage.play(0.7)
        scene.hall.cancel("Closed at noon.")
        await scene.stage.play(0.1)
        assert scene.stage.reports[-1].state is State.CANCELLED
        display = scene.boards._kept["hall"].display
        assert display.calls.text == Called("", "", "Fire!")
        await scene.stage.play(3)
        assert await scene.looks_like(scene.at(), settings)

    run(settings, test)


@pytest.mark.parametrize("other", [{"size": "640x360"}, {"title": "Ward 2"}])
def test_calls_that_wait_when_the_board_is_changed_are_shown_on_the_new_one(
    other: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    changed = hall(**other)

    async def test(scene: Scene) -> None:
        for number in ("A1", "A2", "A3"):
            scene.say(number)
        await scene.stage.play(0.5)
        await scene.boards.use(await scene.boards.plan([changed], strict=True), scene.stage.channels)
        assert scene.hall.video is not None
        for _ in range(8):
            await scene.stage.play(1)
            assert scene.shown.profile == scene.hall.video.profile
        assert scene.spoken() == ["A1", "A2", "A3"]
        state = scene.at(now=(called("A3"),), recent=(called("A2"), called("A1")))
        assert await scene.looks_like(state, changed)

    run(hall(), test)
    assert not caplog.records


def test_the_minute_is_shown_while_nobody_calls_and_does_not_end_a_flash() -> None:
    settings = hall()

    async def test(scene: Scene) -> None:
        before = scene.at()
        await scene.stage.play(61 - scene.stage.clock.unix() % 60)
        assert scene.at() != before
        assert await scene.looks_like(scene.at(), settings)
        await scene.stage.play(58.7 - scene.stage.clock.unix() % 60)
        scene.say("A1")
        await scene.stage.play(6)
        assert await scene.looks_like(scene.at(now=(called("A1"),)), settings)

    run(settings, test)


def test_what_the_desk_tells_is_shown_and_the_recent_calls_if_none_came() -> None:
    settings = hall(message="Hello")

    async def test(scene: Scene) -> None:
        calls = (Call("A2", "3"), Call("A1", "4"))
        scene.boards.change(BoardContent("hall", message="Mask, please", recent=calls))
        await scene.stage.play(0.5)
        recent = (Called("A1", "4", ""),)
        now = (Called("A2", "3", ""),)
        assert await scene.looks_like(scene.at(now=now, recent=recent, message="Mask, please"), settings)
        scene.boards.change(BoardContent("hall", recent=(Call("B9", "9"),)))
        await scene.stage.play(0.5)
        assert await scene.looks_like(scene.at(now=now, recent=recent), settings)

    run(settings, test)


def photo(path: Path, level: int) -> str:
    Image.new("RGB", (64, 36), (level, level, level)).save(path)
    return str(path)


def test_slides_turn_behind_the_board(tmp_path: Path) -> None:
    slides = [photo(tmp_path / f"{n}.png", 60 * n) for n in (1, 2)]
    settings = hall(slides=slides, slide_seconds=5)

    async def test(scene: Scene) -> None:
        seen = []
        for _ in range(4):
            seen.append(scene.shown.digest)
            await scene.stage.play(5)
        assert seen[0] != seen[1]
        assert seen[:2] == seen[2:]

    with_threads(settings, test)


def test_a_call_that_waits_does_not_bring_back_what_was_behind_the_board(tmp_path: Path) -> None:
    settings = hall(slides=[photo(tmp_path / "1.png", 60)])

    async def test(scene: Scene) -> None:
        scene.say("A1")
        scene.say("A2")
        await scene.stage.play(0.5)
        display = scene.boards._kept["hall"].display
        display._loaded(0, flat(200))
        while ("A2", State.SPEAKING) not in [(report.id, report.state) for report in scene.stage.reports]:
            await scene.stage.play(0.1)
        await scene.stage.play(0.3)
        board = Board(display.settings, settings.languages)
        board.behind(flat(200))
        states = [scene.at(now=(called("A2"),), recent=(called("A1"),), flash=flash) for flash in (True, False)]
        assert scene.shown.digest in [board.draw(state).digest for state in states]

    with_threads(settings, test)


def with_threads(settings: Settings, test: Callable[[Scene], Awaitable[None]]) -> None:
    """Files are looked at in threads, which the fake clock does not wait for: let them first."""

    async def patient(scene: Scene) -> None:
        for _ in range(200):
            await asyncio.sleep(0.005)
            await scene.stage.play(0.01)
            files = scene.boards._kept["hall"].display._slides
            if len(files) == len(scene.boards._kept["hall"].plan.order.settings.slides):
                break
        await scene.stage.play(0.3)
        await test(scene)

    run(settings, patient)


def test_a_board_that_cannot_be_had_is_refused_and_the_old_one_stays(tmp_path: Path) -> None:
    settings = hall()
    layout = tmp_path / "mine.toml"
    layout.write_text("[landscape]\nsize = 3\n")
    broken = hall(layout=str(layout))

    async def test(scene: Scene) -> None:
        with pytest.raises(LayoutError):
            await scene.boards.plan([broken], strict=True)
        assert await scene.looks_like(scene.at(), settings)
        shipped = (Path(layout_file.__file__).parent / "layouts" / "bank.toml").read_text(encoding="utf-8")
        layout.write_text(shipped, encoding="utf-8")
        await scene.boards.use(await scene.boards.plan([broken], strict=True), scene.stage.channels)
        await scene.stage.play(1)
        assert await scene.looks_like(scene.at(), hall(layout="bank"))

    run(settings, test)


def test_where_the_settings_count_already_what_is_wrong_is_said_once_and_the_last_picture_stays(
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings, broken = hall(), hall(message="\U00013000")

    async def test(scene: Scene) -> None:
        before = scene.shown
        for _ in range(3):
            await scene.boards.use(await scene.boards.plan([broken]), scene.stage.channels)
            await scene.stage.play(1)
        assert scene.shown == before
        scene.say("A1")
        await scene.stage.play(4)
        assert scene.spoken() == ["A1"]
        assert scene.shown == before

    run(settings, test)
    assert caplog.text.count("Channel hall has no board. No font has") == 1


def test_without_the_board_that_it_should_have_a_channel_is_dark(caplog: pytest.LogCaptureFixture) -> None:
    broken = hall(message="\U00013000")

    async def work() -> None:
        async with stage([broken]) as one:
            boards = Boards(one.encoder.gops, one.clock, Studio(InlineExecutor()))
            await boards.use(await boards.plan([broken]), one.channels)
            await one.play(0.5)
            scene = Scene(one, boards)
            width, height = 320, 180
            assert scene.shown.digest == Picture(width, height, bytes(3 * width * height)).digest
            await boards.close()

    asyncio.run(work())
    assert "Channel hall has no board. No font has" in caplog.text


def test_a_file_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "note.jpg"
    file.write_text("no picture")
    settings = Settings.model_validate({"id": "hall", "board": {"picture": str(file)}})

    async def work() -> None:
        async with boarded(settings):
            pass

    with pytest.raises(BoardError, match=r'note\.jpg" is no picture that is known'):
        asyncio.run(work())


def test_a_codec_that_is_not_there_is_said_in_a_sentence() -> None:
    settings = hall(codec="openh264")
    if can_encode("libopenh264"):
        pytest.skip("this libavcodec has OpenH264")

    async def work() -> None:
        async with boarded(settings):
            pass

    with pytest.raises(EncoderMissing, match='needs libopenh264, which this libavcodec lacks; take codec = "h264" or '):
        asyncio.run(work())


def test_without_a_board_there_is_no_picture() -> None:
    settings = hall()

    async def test(scene: Scene) -> None:
        without = settings.model_copy(update={"board": None})
        await scene.boards.use(await scene.boards.plan([without]), scene.stage.channels)
        assert scene.hall.video is None
        assert scene.boards.scene("hall", "x", None) is None
        assert isinstance(settings.board, BoardSettings)

    run(settings, test)

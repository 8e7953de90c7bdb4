"""A channel's board at work: what it shows now, and what it will show with the next call."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from callcast.bus.messages import BoardContent
from callcast.player.board.board import Board
from callcast.player.board.calls import Calls
from callcast.player.board.errors import BoardError
from callcast.player.board.settings import BoardSettings
from callcast.player.board.state import BoardState, Called
from callcast.player.board.watch import PictureFile
from callcast.player.media.picture import Picture
from callcast.player.playout.announcement import Scene, Showing
from callcast.player.playout.channel import Channel
from callcast.player.playout.clock import SECOND, Clock
from callcast.player.playout.gate import Due
from callcast.player.playout.gops import next_in_line, whenever
from callcast.player.playout.studio import Studio

log = logging.getLogger(__name__)

MINUTE = 60


class Display:
    """Draws a channel's board whenever something on it changes, and shows it.

    Where the settings have a `picture`, that is all there is, and calls change nothing.
    """

    def __init__(
        self,
        channel: Channel,
        settings: BoardSettings,
        languages: Sequence[str],
        studio: Studio,
        clock: Clock,
        board: Board | None = None,
    ) -> None:
        """Shows nothing before `run`, which makes the `board` if it is not made yet."""
        self.channel, self.settings = channel, settings
        self._languages = languages
        self._draws = settings.picture is None
        self.calls = Calls()
        self.content = BoardContent(channel.id)
        self._board, self._studio, self._clock = board, studio, clock
        self._behind: Picture | None = None
        self._drawn_on: Picture | None = None
        self._slides: dict[int, Picture] = {}
        self._slide = 0
        self._dirty = asyncio.Event()
        self._dirty.set()
        self._files = self._watched()

    async def run(self) -> None:
        """Keep it true until cancelled; returns when the board cannot be had, which is said."""
        if self._draws:
            try:
                await self._made()
            except BoardError as error:
                self._draws = False
                self._begin_dark()
                log.error("Channel %s has no board. %s", self.channel.id, error)
                return
        else:
            self._begin_dark()
        jobs: list[Coroutine[Any, Any, None]] = [file.run() for file in self._files]
        if self._draws:
            jobs += [self._redraw(), self._minutes()]
        if len(self.settings.slides) > 1:
            jobs.append(self._turns())
        tasks = [asyncio.ensure_future(job) for job in jobs]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def change(self, content: BoardContent) -> None:
        """Show that beside the calls; and its recent ones, if none came yet."""
        self.content = content
        if self.calls == Calls():
            self.calls = Calls.of(Called(one.number, one.place, "", one.name) for one in content.recent)
        self._dirty.set()

    @property
    def drawn(self) -> bool:
        """It is drawn from a layout: calls change it."""
        return self._draws

    def state(self, calls: Calls) -> BoardState:
        """The board with these calls, at this minute."""
        now, recent = calls.shown
        content = self.content
        return BoardState(
            now=now,
            recent=recent,
            lines=content.lines,
            preparing=content.preparing,
            ready=content.ready,
            message=content.message,
            hours=content.hours,
            title=content.title,
            clock=time.strftime("%H:%M", time.localtime(self._clock.unix())),
        )

    def look(self, calls: Calls) -> "Look":
        """How the board is with these calls, at this minute, over what is behind it now."""
        return Look(self, self.state(calls), self._behind)

    def end(self) -> None:
        """Nothing is being spoken."""
        self.calls = self.calls.end()
        self._dirty.set()

    def take_back(self, called: Called) -> None:
        """That call was not spoken to its end, and will not be."""
        self.calls = self.calls.without(called)
        self._dirty.set()

    async def draw(self, state: BoardState, due: Due = whenever) -> Picture:
        """The board in that state, over what is behind it now; a `BoardError` when it cannot be made."""
        board, behind = await self._made(), self._behind
        return await self._studio.draw((self, state, id(behind)), lambda: self._draw(board, state, behind), due)

    async def _made(self) -> Board:
        """The board, which takes a tenth of a second and more to make: what people hear does not wait for it."""
        if self._board is None:
            make = partial(Board, self.settings, self._languages)
            self._board = await self._studio.draw(self, make, next_in_line)
        return self._board

    def _draw(self, board: Board, state: BoardState, behind: Picture | None) -> Picture:
        """In the studio's thread."""
        if behind is not self._drawn_on:
            board.behind(behind)
            self._drawn_on = behind
        picture = board.draw(state)
        assert picture.digest  # worked out here, in the thread
        return picture

    async def _redraw(self) -> None:
        while True:
            await self._dirty.wait()
            self._dirty.clear()
            self.channel.show(await self.draw(self.state(self.calls)))

    async def _minutes(self) -> None:
        while True:
            left = MINUTE - self._clock.unix() % MINUTE
            await self._clock.sleep_until(self._clock.now() + int(left * SECOND))
            self._dirty.set()

    # -- files -------------------------------------------------------------------------------------------------

    def _watched(self) -> list[PictureFile]:
        settings, size = self.settings, self.settings.pixels
        if settings.picture is not None:
            return [PictureFile(Path(settings.picture), size, "contain", self._clock, self.channel.show)]
        return [
            PictureFile(path, size, "cover", self._clock, partial(self._loaded, number))
            for number, path in enumerate(settings.backgrounds)
        ]

    def _loaded(self, number: int, picture: Picture) -> None:
        self._slides[number] = picture
        if number == self._slide or self._behind is None:
            self._behind = picture
            self._dirty.set()

    async def _turns(self) -> None:
        """One slide after the other; those that cannot be shown are passed over."""
        due = self._clock.now()
        while True:
            due += self.settings.slide_seconds * SECOND
            await self._clock.sleep_until(due)
            self._slide = (self._slide + 1) % len(self.settings.slides)
            if self._slide in self._slides:
                self._behind = self._slides[self._slide]
                self._dirty.set()

    def _begin_dark(self) -> None:
        """Where there is nothing to show yet a player gets that; a picture that is shown already stays."""
        video = self.channel.video
        if video is not None and video.shown is None:
            width, height = self.settings.pixels
            self.channel.show(Picture(width, height, bytes(3 * width * height)))


@dataclass(frozen=True)
class Look:
    """All that a picture of a board comes from: when two are equal, so are their pictures."""

    display: Display
    state: BoardState
    behind: Picture | None


@dataclass(eq=False)
class CallScene:
    """A call, or a text, on the display that there is when it is drawn and said: a reload may bring another one."""

    find: Callable[[], Display | None]
    called: Called
    drawn: Look | None = None
    begun: bool = False

    async def draw(self, before: Sequence[Scene]) -> Showing | None:
        """With what will have been called by then."""
        display = self.find()
        if display is None:
            return None
        calls = display.calls.end()
        for scene in before:
            if isinstance(scene, CallScene):
                calls = calls.begin(scene.called).end()
        self.drawn = display.look(calls.begin(self.called))
        state = self.drawn.state
        picture = await display.draw(state, next_in_line)
        return Showing(picture, await display.draw(replace(state, flash=True), next_in_line))

    def begin(self) -> bool:
        """The next pictures have it, too."""
        self.begun = True
        display = self.find()
        if display is None:
            return True
        display.calls = display.calls.begin(self.called)
        return self.drawn == display.look(display.calls)

    def end(self) -> None:
        """A text is gone; a call stays until the next one."""
        display = self.find()
        if display is not None:
            display.end()

    def take_back(self) -> None:
        """The one before it stands there again; of no effect on an equal call, if this one never began."""
        display = self.find()
        if display is not None and self.begun:
            display.take_back(self.called)

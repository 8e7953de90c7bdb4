"""A player on the fake clock, whose bus a test holds the other end of."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import numpy as np

from callcast.bus.memory import MemoryBus, pair
from callcast.bus.messages import (
    Catalogue,
    Message,
    Reload,
    Report,
    Speak,
    State,
)
from callcast.errors import CallcastError
from callcast.player.media.clip import RATE, Clip
from callcast.player.playout.announcer import Announcer
from callcast.player.playout.clock import SECOND
from callcast.player.playout.settings import PlayoutChannelSettings
from callcast.player.speech.settings import SpeechChannelSettings
from callcast.player.speech.utterance import Utterance
from callcast.testing.clock import FakeClock
from callcast.testing.stage import Stage, stage

SECOND_BYTES = 2 * RATE
"""Of what the voice says of anything."""

AHEAD = 5 * SECOND_BYTES
"""So much is made ready before it is called."""


class Settings(PlayoutChannelSettings, SpeechChannelSettings):
    """As the top-level settings compose them."""


class Voice:
    """Says everything in a second; fails for "bad", waits for `go` when told to.

    Takes `takes` seconds by its `clock` for each, one after the other.
    """

    def __init__(self, takes: float = 0.0) -> None:
        self.takes = takes
        self.clock = FakeClock()
        self.asked: list[Utterance] = []
        self.note: str | None = None
        self._turn = asyncio.Lock()
        self.go = asyncio.Event()
        self.go.set()

    async def render(self, utterance: Utterance, *, urgent: bool = False) -> Clip:
        self.asked.append(utterance)
        await self.go.wait()
        if self.takes:
            async with self._turn:
                await self.clock.sleep_until(self.clock.now() + int(self.takes * SECOND))
        if utterance.text == "bad":
            raise CallcastError('The voice "none:x" cannot be used.')
        return Clip(np.full(RATE, 1 + len(utterance.text), np.int16), self.note)


class Scene:
    """A player whose bus a test holds the other end of."""

    def __init__(self, scene: Stage, voice: Voice) -> None:
        self.stage = scene
        self.voice = voice
        self.loaded = asyncio.Event()
        self.desk, self.bus = pair()
        self.catalogue = Catalogue(("zh-TW", "en"), {"fake:v": ("en",)}, 500)
        self.engines = {"fake": "ready"}
        self.refreshed = 0
        self.inbox = self.desk.subscribe()
        self.announcer = self.player()

    def player(self) -> Announcer:
        return Announcer(
            self.bus,
            self.stage.channels,
            self.voice,
            lambda: self.catalogue,
            lambda: self.engines,
            reload=self.reload,
            refresh=self.refresh,
            ahead_bytes=AHEAD,
        )

    async def refresh(self) -> None:
        """Note it."""
        self.refreshed += 1

    async def reload(self, message: Reload) -> str | None:
        """Slowly."""
        await self.loaded.wait()
        if any("fault" in table for table in message.channels):
            return "A fault."
        await self.stage.channels.apply([Settings.model_validate(table) for table in message.channels])
        return None

    def got(self, *kinds: type[Message]) -> list[Message]:
        """What came since the last time, of these kinds."""
        messages = []
        while (message := self.inbox.pop()) is not None:
            if not kinds or isinstance(message, kinds):
                messages.append(message)
        return messages

    def reports(self) -> list[tuple[str, str, State]]:
        return [(m.id, m.channel, m.state) for m in self.got(Report) if isinstance(m, Report)]

    async def send(self, *messages: Message) -> None:
        for message in messages:
            assert await self.desk.publish(message)
        await self.stage.clock.settle()

    def speak(self, name: str, text: str = "one", **more: object) -> Speak:
        fields = {"id": name, "text": text, "channels": ("hall",), "accepted_at": 0.0} | more
        return Speak(**fields)  # type: ignore[arg-type]


@asynccontextmanager
async def scene(*, up: bool = True, takes: float = 0.0) -> AsyncIterator[Scene]:
    async with stage([Settings(id="hall"), Settings(id="door", languages=("en",), voice="fake:v")]) as theatre:
        voice = Voice(takes)
        voice.clock = theatre.clock
        one = Scene(theatre, voice)
        ends: list[MemoryBus] = [one.desk, one.bus] if up else []
        tasks = [asyncio.ensure_future(end.run()) for end in ends]
        tasks.append(asyncio.ensure_future(one.announcer.run()))
        try:
            await theatre.clock.settle()
            yield one
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def play(test: Callable[[Scene], Awaitable[None]], *, takes: float = 0.0) -> None:
    async def run() -> None:
        async with scene(takes=takes) as one:
            await test(one)

    asyncio.run(run())

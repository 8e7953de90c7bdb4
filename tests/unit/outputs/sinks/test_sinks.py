"""Who asks for an output gets it and keeps it; who does not touch it is not touched."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, Literal

from tests.support.live import ToneChannel
from tests.support.screen import HandTrack

from callcast.bus.messages import OutputStatus
from callcast.errors import CallcastError
from callcast.player.outputs.sinks.settings import SinkSettings
from callcast.player.outputs.sinks.sink import Flow
from callcast.player.outputs.sinks.sinks import Sinks


class Settings(SinkSettings):
    kind: Literal["test"] = "test"
    to: str = "a"
    fails: bool = False


class Recorder:
    """A sink that writes down what is done with it."""

    settings: ClassVar[type[SinkSettings]] = Settings
    made: ClassVar[list["Recorder"]] = []

    def __init__(self, channel: Any, settings: Any) -> None:
        self.channel, self.target, self.told = channel, settings.to, settings
        self.flow = Flow()
        self.lives = 0
        self.ends = 0
        Recorder.made.append(self)

    async def run(self) -> None:
        self.lives += 1
        if self.told.fails:
            raise CallcastError("The server is away; start it.")
        self.flow = Flow(live=True, readers=1)
        try:
            await asyncio.Event().wait()
        finally:
            self.ends += 1


def scenario(work: Callable[[Sinks], Awaitable[None]]) -> list[Recorder]:
    Recorder.made = []

    async def main() -> None:
        sinks = Sinks(Recorder, lambda: 1_000.0)
        try:
            await work(sinks)
        finally:
            await sinks.close()

    asyncio.run(asyncio.wait_for(main(), 10))
    return Recorder.made


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_only_what_has_changed_is_touched() -> None:
    hall, room = ToneChannel("hall"), ToneChannel("room")

    async def work(sinks: Sinks) -> None:
        await sinks.apply({hall: [Settings(to="a"), Settings(to="b")], room: [Settings(to="a")]})
        await settle()
        assert [(one.channel, one.target, one.state) for one in sinks.status()] == [
            ("hall", "a", "running"),
            ("hall", "b", "running"),
            ("room", "a", "running"),
        ]
        await sinks.apply({hall: [Settings(to="c"), Settings(to="a")]})
        await settle()
        assert {(one.channel, one.target) for one in sinks.status()} == {("hall", "a"), ("hall", "c")}
        assert [(one.number, one.target) for one in sinks.status()] == [(1, "c"), (2, "a")]

    made = scenario(work)
    assert [(sink.channel.id, sink.target, sink.lives, sink.ends) for sink in made] == [
        ("hall", "a", 1, 1),
        ("hall", "b", 1, 1),
        ("room", "a", 1, 1),
        ("hall", "c", 1, 1),
    ]


def test_the_same_twice_is_two() -> None:
    hall = ToneChannel("hall")

    async def work(sinks: Sinks) -> None:
        await sinks.apply({hall: [Settings(), Settings()]})
        assert [one.number for one in sinks.status()] == [1, 2]
        await sinks.apply({hall: [Settings()]})
        assert [one.number for one in sinks.status()] == [1]

    assert len(scenario(work)) == 2


def test_one_that_fails_says_why_and_harms_no_other() -> None:
    hall = ToneChannel("hall")
    seen: list[OutputStatus] = []

    async def work(sinks: Sinks) -> None:
        await sinks.apply({hall: [Settings(fails=True), Settings(fails=True, max_retries=0), Settings()]})
        await settle()
        seen.extend(sinks.status())

    scenario(work)
    reason = "The server is away; start it."
    assert [(one.state, one.reason) for one in seen] == [("waiting", reason), ("stopped", reason), ("running", None)]


def test_outputs_of_a_channel_that_gets_a_picture_begin_anew() -> None:
    hall: Any = ToneChannel("hall")
    room = ToneChannel("room")

    async def work(sinks: Sinks) -> None:
        wanted = {hall: [Settings()], room: [Settings()]}
        await sinks.apply(wanted)
        await settle()
        hall.video = HandTrack()
        for _ in range(2):
            await sinks.apply(wanted)
            await settle()
        assert [one.state for one in sinks.status()] == ["running", "running"]

    assert [(one.channel.id, one.ends) for one in scenario(work)] == [("hall", 1), ("room", 1), ("hall", 1)]


def test_one_that_was_given_up_is_tried_again_only_when_that_is_asked_for() -> None:
    hall = ToneChannel("hall")

    async def work(sinks: Sinks) -> None:
        outputs = [Settings(fails=True, max_retries=0), Settings(fails=True), Settings()]
        for again in (False, False, True):
            await sinks.apply({hall: outputs}, again=again)
            await settle()
            assert [(one.number, one.state) for one in sinks.status()] == [
                (1, "stopped"),
                (2, "waiting"),
                (3, "running"),
            ]

    lives = [(sink.told.max_retries, sink.told.fails, sink.lives) for sink in scenario(work)]
    assert lives == [(0, True, 1), (None, True, 1), (None, False, 1), (0, True, 1)]

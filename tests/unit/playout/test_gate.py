"""Few at a time, what is due soonest first, each once."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from callcast.player.playout.gate import Due, Gate, at_once


class Kitchen:
    """Makes what is asked for when told to; `begun` in order."""

    def __init__(self, width: int = 1) -> None:
        self.gate = Gate(width)
        self.begun: list[str] = []
        self.go = asyncio.Event()

    def ask(self, name: str, due: Due) -> "asyncio.Task[str]":
        return asyncio.ensure_future(self.gate.once(name, due, self.make(name)))

    def make(self, name: str) -> Callable[[bool], Awaitable[str]]:
        async def made(urgent: bool) -> str:
            self.begun.append(name + "!" * urgent)
            await self.go.wait()
            return name.upper()

        return made


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def due(rank: int, place: int) -> Due:
    return lambda: (-rank, place)


def test_rank_then_place_then_arrival() -> None:
    async def run() -> None:
        kitchen = Kitchen()
        asked = [("a", 0, 0), ("b", 0, 2), ("c", 0, 1), ("d", 0, 1), ("e", 1, 1), ("f", 1, 0)]
        tasks = [kitchen.ask(name, due(rank, place)) for name, rank, place in asked]
        await settle()
        assert kitchen.begun == ["a"]
        kitchen.go.set()
        assert await asyncio.gather(*tasks) == ["A", "B", "C", "D", "E", "F"]
        assert kitchen.begun == ["a", "f", "e", "c", "d", "b"]

    asyncio.run(run())


def test_a_place_counts_as_it_is_when_there_is_room() -> None:
    async def run() -> None:
        kitchen, places = Kitchen(), {"b": 2, "c": 1}
        tasks = [kitchen.ask("a", due(0, 0)), *(kitchen.ask(name, lambda n=name: (0, places[n])) for name in "bc")]  # type: ignore[misc]
        await settle()
        places["b"] = 0
        kitchen.go.set()
        await asyncio.gather(*tasks)
        assert kitchen.begun == ["a", "b", "c"]

    asyncio.run(run())


def test_an_emergency_waits_for_no_room_even_for_what_waits_already() -> None:
    async def run() -> None:
        kitchen = Kitchen(2)
        tasks = [kitchen.ask(name, due(1, 0)) for name in "abcd"]
        await settle()
        assert kitchen.begun == ["a", "b"]
        tasks += [kitchen.ask("fire", at_once), kitchen.ask("d", at_once)]
        await settle()
        assert kitchen.begun == ["a", "b", "fire!", "d!"]
        kitchen.go.set()
        assert (await asyncio.gather(*tasks))[-1] == "D"
        assert kitchen.begun[4:] == ["c"]

    asyncio.run(run())


def test_what_nobody_waits_for_is_not_begun_and_what_is_begun_is_made() -> None:
    async def run() -> None:
        kitchen = Kitchen()
        first, second, third = (kitchen.ask(name, due(0, 0)) for name in "abb")
        await settle()
        for task in (first, second, third):
            task.cancel()
        await settle()
        again = kitchen.ask("a", due(0, 0))
        kitchen.go.set()
        assert await again == "A"
        assert await kitchen.ask("c", due(0, 0)) == "C"
        assert kitchen.begun == ["a", "c"]

    asyncio.run(run())


def test_a_fault_gives_the_room_back() -> None:
    async def run() -> None:
        gate = Gate(1)

        async def fail(_: bool) -> str:
            raise ValueError("no")

        for _ in range(3):
            with pytest.raises(ValueError, match="no"):
                await gate.once("a", due(0, 0), fail)

        async def make(_: bool) -> str:
            return "A"

        assert await gate.once("a", due(0, 0), make) == "A"

    asyncio.run(run())


def test_close_ends_what_is_made() -> None:
    async def run() -> None:
        kitchen = Kitchen()
        tasks = [kitchen.ask(name, due(0, 0)) for name in "ab"]
        await settle()
        kitchen.gate.close()
        assert all(
            isinstance(each, asyncio.CancelledError) for each in await asyncio.gather(*tasks, return_exceptions=True)
        )

    asyncio.run(run())

"""What many ask for is made once."""

import asyncio

import pytest

from callcast.player.speech.flight import Flights


def test_many_get_one_making() -> None:
    async def scenario() -> None:
        flights: Flights[int] = Flights()
        made = 0

        async def make() -> int:
            nonlocal made
            made += 1
            await asyncio.sleep(0)
            return made

        assert await asyncio.gather(*(flights.join("a", make) for _ in range(5))) == [1] * 5
        assert await flights.join("a", make) == 2

    asyncio.run(scenario())


def test_its_error_goes_to_all() -> None:
    async def scenario() -> None:
        flights: Flights[int] = Flights()

        async def make() -> int:
            await asyncio.sleep(0)
            raise ValueError("no")

        found = await asyncio.gather(*(flights.join("a", make) for _ in range(3)), return_exceptions=True)
        assert [type(each) for each in found] == [ValueError] * 3

    asyncio.run(scenario())


def test_it_goes_on_while_somebody_waits() -> None:
    async def scenario() -> None:
        flights: Flights[str] = Flights()
        ended, may_end = [], asyncio.Event()

        async def make() -> str:
            try:
                await may_end.wait()
            except asyncio.CancelledError:
                ended.append("cancelled")
                raise
            return "made"

        one, other = (asyncio.ensure_future(flights.join("a", make)) for _ in range(2))
        await asyncio.sleep(0)
        one.cancel()
        await asyncio.sleep(0)
        may_end.set()
        assert await other == "made"

        may_end.clear()
        alone = asyncio.ensure_future(flights.join("a", make))
        await asyncio.sleep(0)
        alone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await alone
        anew = asyncio.ensure_future(flights.join("a", make))  # does not join what is being ended
        await asyncio.sleep(0)
        assert ended == ["cancelled"]
        may_end.set()
        assert await anew == "made"

    asyncio.run(scenario())


def test_close_ends_all() -> None:
    async def scenario() -> None:
        flights: Flights[None] = Flights()

        async def make() -> None:
            await asyncio.Event().wait()

        waiting = asyncio.ensure_future(flights.join("a", make))
        await asyncio.sleep(0)
        await flights.close()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(scenario())

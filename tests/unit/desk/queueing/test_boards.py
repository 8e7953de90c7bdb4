"""What is put on a board is kept, and told the player: at once, and whenever it says hello."""

from dataclasses import replace

import pytest
from tests.unit.desk.queueing.house import House, run

from callcast.bus.messages import BoardContent, Call, Filed, Hello, Line, Message, Reload, Report, Speak, State
from callcast.desk.queueing import boards
from callcast.desk.queueing.errors import RequestRefused, StoreError, UnknownChannel
from callcast.desk.queueing.request import Request
from callcast.testing.bus_contract import until

CONTENT = BoardContent("hall", title="內科", lines=(Line("掛號", 12, "A012"),), ready=("36", "37"))


async def greeted(house: House) -> Message:
    """What the player is told of the board once it has said hello."""
    await house.player.publish(Hello("1"))
    return await house.hears_all()


async def called(house: House, call: Call) -> None:
    """It is spoken."""
    given = await house.desk.announcing.announce(Request("text", call=call))
    speak = await house.hears()
    assert isinstance(speak, Speak)
    assert speak.call == call
    await house.player.publish(Report(given.id, "hall", State.SPOKEN, None, house.now, house.now + 1))
    assert await house.hears() == Filed(given.id, "hall")
    house.now += 2


def test_what_is_put_is_told_at_once_and_after_each_hello() -> None:
    async def scenario(house: House) -> None:
        assert await greeted(house) == BoardContent("hall")
        await house.desk.boards.put(CONTENT)
        assert await house.hears_all() == CONTENT
        assert await house.desk.boards.get("hall") == CONTENT
        other = BoardContent("hall", message="午休")
        await house.desk.boards.put(other)
        assert await house.hears_all() == other
        await house.player.publish(Hello("another life"))
        assert await house.hears_all() == other

    run(scenario)


def test_of_many_at_once_the_last_is_told_last() -> None:
    async def scenario(house: House) -> None:
        await greeted(house)
        for number in range(20):
            await house.desk.boards.put(BoardContent("hall", title=str(number)))
        while await house.hears_all() != BoardContent("hall", title="19"):
            pass
        assert house.heard.pop() is None

    run(scenario)


def test_without_a_player_it_is_kept_for_when_it_comes() -> None:
    async def scenario(house: House) -> None:
        await house.desk.boards.put(CONTENT)
        assert await house.desk.boards.get("hall") == CONTENT

    run(scenario, linked=False)


def test_before_hello_nothing_is_told() -> None:
    async def scenario(house: House) -> None:
        await house.desk.boards.put(CONTENT)
        await house.round()
        assert house.heard.pop() is None
        assert await greeted(house) == CONTENT

    run(scenario)


def test_channels_come_first() -> None:
    first = Reload(({"id": "hall"},))

    async def scenario(house: House) -> None:
        assert await house.hears_all() == first
        assert await greeted(house) == first
        assert await house.hears_all() == BoardContent("hall")
        await house.desk.introduce()
        assert [await house.hears_all() for _ in "12"] == [first, BoardContent("hall")]

    run(scenario, first=(first,))


def test_the_calls_that_were_spoken_come_with_it_newest_first() -> None:
    async def scenario(house: House) -> None:
        await greeted(house)
        for number in range(12):
            await called(house, Call(f"A{number:03}", "3"))
        await house.desk.boards.put(CONTENT)
        recent = tuple(Call(f"A{number:03}", "3") for number in range(11, 1, -1))
        assert await house.hears_all() == replace(CONTENT, recent=recent)
        assert await house.desk.boards.get("hall") == CONTENT

    run(scenario)


def test_a_repeat_shows_the_same_call() -> None:
    async def scenario(house: House) -> None:
        given = await house.desk.announcing.announce(Request("text", call=Call("A012")))
        assert (await house.desk.announcing.repeat(given.id)).call == Call("A012")

    run(scenario, linked=False)


def test_what_is_refused_is_neither_kept_nor_told() -> None:
    async def scenario(house: House) -> None:
        await greeted(house)
        with pytest.raises(RequestRefused, match="title"):
            await house.desk.boards.put(BoardContent("hall", title="x" * 501))
        for call in (house.desk.boards.get("hal"), house.desk.boards.put(BoardContent("hal"))):
            with pytest.raises(UnknownChannel, match=r'no channel "hal"; did you mean "hall"\?'):
                await call
        house.store.broken = StoreError("The disk is full; free some.")
        with pytest.raises(StoreError):
            await house.desk.boards.put(CONTENT)
        assert await house.desk.boards.get("hall") == BoardContent("hall")
        assert house.heard.pop() is None

    run(scenario)


def test_what_cannot_be_read_is_told_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "RETRY_AFTER", 0.01)

    async def scenario(house: House) -> None:
        times = 0

        async def broken(channel: str, limit: int) -> list[Call]:
            nonlocal times
            times += 1
            if times < 3:
                raise StoreError("The file is locked; wait.")
            return []

        house.store.called = broken  # type: ignore[method-assign]
        assert await greeted(house) == BoardContent("hall")
        await until(lambda: times == 3)

    run(scenario)

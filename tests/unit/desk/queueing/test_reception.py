"""What is called is announced, and what becomes of it is told."""

import pytest
from tests.unit.desk.queueing.house import House, run

from callcast.bus.messages import BoardContent, Call, Cancel, Expect, Filed, Hello, Line, Report, Speak, State
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.counter import Counter, Share
from callcast.desk.queueing.hall.errors import Forbidden
from callcast.desk.queueing.hall.event import Event
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.line import Line as Queue
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.hall.policy import Policy, Then
from callcast.desk.queueing.hall.store import Done
from callcast.desk.queueing.tickets.call import call_next
from callcast.desk.queueing.tickets.issue import Wish, issue
from callcast.desk.queueing.tickets.step import act
from callcast.desk.queueing.tickets.undo import undo
from callcast.testing.bus_contract import until

POLICY = Policy(calls=2, spacing=30.0, then=Then.PARK)


def set_up(_: Floor, moment: Moment) -> Change:
    """A line, and a counter that is open."""
    line = Queue("service", "Service", prefix="A", policy=POLICY)
    counter = Counter("c1", "Counter 1", "1", (Share("service"),), open=True)
    return Change(act("set up", moment, ""), lines=(line,), counters=(counter,))


async def issued(house: House) -> str:
    """The id of a new ticket."""
    book = house.desk.hall.book
    return (await book.do(lambda floor, moment: issue(floor, moment, Wish("service")), "kiosk")).subject


async def next_one(house: House) -> Done:
    """Call it to the counter."""
    return await house.desk.hall.book.do(lambda floor, moment: call_next(floor, moment, "c1"), "Ann")


async def spoken_of(house: House) -> Speak | Cancel | Filed:
    """What the player is told next, but for boards and what is expected."""
    while isinstance(message := await house.hears(), Expect):
        pass
    assert isinstance(message, (Speak, Cancel, Filed))
    return message


def test_a_call_is_announced_and_what_becomes_of_it_is_an_event() -> None:
    async def scenario(house: House) -> None:
        events: list[Event] = []
        house.desk.hall.on_events(events.extend)
        await house.desk.hall.book.do(set_up, "admin")
        ticket = await issued(house)
        done = await next_one(house)
        assert done.subject == ticket
        speak = await spoken_of(house)
        assert isinstance(speak, Speak)
        assert (speak.call, speak.template, speak.source) == (Call("A001", "1"), "counter", "c1")
        assert house.desk.hall.book.floor.tickets[ticket].announcement == speak.id
        assert speak.id in house.store.announcements
        await house.player.publish(Report(speak.id, "hall", State.SPOKEN, None, 1.0, 2.0))
        await until(lambda: any(one.kind == "announcement" and "spoken" in one.data for one in events))
        assert [one.number for one in events] == sorted({one.number for one in events}), "in order, each once"

    run(scenario)


def test_what_is_refused_is_not_announced() -> None:
    async def scenario(house: House) -> None:
        await house.desk.hall.book.do(set_up, "admin")
        with pytest.raises(Forbidden):
            await next_one(house)
        assert not house.store.announcements

    run(scenario)


def test_a_call_that_is_undone_is_not_said() -> None:
    async def scenario(house: House) -> None:
        await house.desk.hall.book.do(set_up, "admin")
        await issued(house)
        await next_one(house)
        speak = await spoken_of(house)
        assert isinstance(speak, Speak)
        await house.desk.hall.book.do(lambda floor, moment: undo(floor, moment, "c1"), "Ann")
        assert await spoken_of(house) == Cancel(speak.id)

    run(scenario)


def test_who_does_not_come_is_called_again_and_then_parked() -> None:
    async def scenario(house: House) -> None:
        await house.desk.hall.book.do(set_up, "admin")
        ticket = await issued(house)
        await next_one(house)
        for _ in range(2):
            speak = await spoken_of(house)
            assert isinstance(speak, Speak)
            await house.player.publish(Report(speak.id, "hall", State.SPOKEN, None, 1.0, 2.0))
            assert await spoken_of(house) == Filed(speak.id, "hall")
            house.now += POLICY.spacing
        await until(lambda: house.desk.hall.book.floor.tickets[ticket].stage.value == "parked")
        assert house.desk.hall.book.floor.tickets[ticket].calls == 2

    run(scenario)


def test_the_board_shows_the_lines_and_what_is_called_next_is_expected() -> None:
    async def heard(house: House, lines: tuple[Line, ...], numbers: list[str]) -> None:
        """Until the player knows just these."""
        shown: tuple[Line, ...] = ()
        expected: list[str] = []
        while (shown, expected) != (lines, numbers):
            message = await house.hears_all()
            if isinstance(message, BoardContent):
                shown = message.lines
            elif isinstance(message, Expect):
                expected = [one.call.number for one in message.announcements if one.call is not None]

    async def scenario(house: House) -> None:
        await house.player.publish(Hello("boot"))
        await house.desk.hall.book.do(set_up, "admin")
        for _ in range(3):
            await issued(house)
        await heard(house, (Line("Service", 3),), ["A001", "A002", "A003"])
        await next_one(house)
        await heard(house, (Line("Service", 2, "A001"),), ["A002", "A003"])

    run(scenario)

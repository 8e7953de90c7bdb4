"""Acts against a real server."""

import asyncio
from collections.abc import Generator

import pytest
from tests.unit.cli.desk import Desk, problem

from callcast.cli.demo.day import Answer, Ask
from callcast.cli.demo.live import clear, play
from callcast.client.client import ApiClient
from callcast.client.errors import Refused
from callcast.desk.queueing.hall.order import Pick
from callcast.desk.queueing.hall.precedence import Precedence

PICK = Pick("tonkotsu", 2, (("firmness", "hard"),))


def acts(asks: tuple[Ask, ...], answers: list[Answer]) -> Generator[Ask, Answer, None]:
    for ask in asks:
        answer = yield ask
        answers.append(answer)


def run(desk: Desk, *asks: Ask, speed: float = 10.0) -> tuple[list[Answer], list[float], int]:
    """What came of each, how long was waited before each, and how many were done."""
    answers: list[Answer] = []
    waits: list[float] = []
    clock = [0.0]

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        clock[0] += seconds

    async def all_of_it() -> int:
        async with ApiClient(desk.url) as api:
            return await play(api, acts(asks, answers), speed, lambda: clock[0], sleep)

    return answers, waits, asyncio.run(all_of_it())


def test_each_act_is_asked_for_when_it_is_due(desk: Desk) -> None:
    desk.answers |= {
        "/api/tickets": (201, {"id": "t1", "counter": None}),
        "/api/counters/3/next": (200, {"counter": {"id": "3"}, "ticket": {"id": "t1"}}),
        "/api/counters/3/open": (200, {"counter": {"id": "3"}, "ticket": None}),
        "/api/tickets/t1/back": (200, {"id": "t1", "counter": "3"}),
        "/api/orders": (201, {"id": "o1"}),
        "/api/orders/o1/ready": (200, {"id": "o1"}),
    }
    answers, waits, done = run(
        desk,
        Ask(0.0, "open", "3"),
        Ask(5.0, "issue", "a", Precedence.ELDER),
        Ask(5.0, "next", "3"),
        Ask(25.0, "back", "t1"),
        Ask(30.0, "place", "ramen", picks=(PICK,)),
        Ask(31.0, "ready", "o1"),
    )
    assert answers == ["3", "t1", "t1", "t1", "o1", "o1"]
    assert waits == pytest.approx([0.0, 0.5, 0.0, 2.0, 0.5, 0.1])
    assert done == 6
    bodies = {path: body for _, path, body in desk.requests}
    assert bodies["/api/tickets"] == {"line": "a", "precedence": "elder"}
    choice = {"option": "firmness", "choice": "hard"}
    assert bodies["/api/orders"] == {
        "line": "ramen",
        "items": [{"item": "tonkotsu", "count": 2, "choices": [choice]}],
    }


def test_that_nobody_waits_is_no_error_but_a_broken_instance_is(desk: Desk) -> None:
    desk.answers["/api/counters/3/next"] = (409, problem(409, "Nobody waits."))
    assert run(desk, Ask(0.0, "next", "3"))[0] == [None]
    desk.answers["/api/counters/3/next"] = (503, problem(503, "The disk is full."))
    with pytest.raises(Refused, match="The disk is full"):
        run(desk, Ask(0.0, "next", "3"))


def test_counters_are_cleared_before_the_day(desk: Desk) -> None:
    async def all_of_it() -> None:
        async with ApiClient(desk.url) as api:
            await clear(api, ("1", "2"))

    asyncio.run(all_of_it())
    assert [path for _, path, _ in desk.requests] == [
        "/api/counters/1/start",
        "/api/counters/1/finish",
        "/api/counters/2/start",
        "/api/counters/2/finish",
    ]

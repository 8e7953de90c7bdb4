"""A day played against a running instance, at any speed."""

import asyncio
from collections.abc import Awaitable, Callable, Generator, Iterable
from http import HTTPStatus
from typing import Any

from callcast.cli.demo.day import Answer, Ask
from callcast.client.client import ApiClient
from callcast.client.errors import Refused
from callcast.client.hall import Json
from callcast.desk.queueing.ports import Clock

OF_ORDERS = ("prepare", "ready", "collect")
Sleep = Callable[[float], Awaitable[None]]


async def play(
    api: ApiClient, acts: Generator[Ask, Answer, None], speed: float, monotonic: Clock, sleep: Sleep = asyncio.sleep
) -> int:
    """All acts, each when it is due, in so many seconds a second; how many were done. Raises `NoInstance`."""
    began, done, answer = monotonic(), 0, None
    while True:
        try:
            ask = acts.send(answer)
        except StopIteration:
            return done
        await sleep(max(0.0, began + ask.at / speed - monotonic()))
        answer = await _done(api, ask)
        done += answer is not None


async def clear(api: ApiClient, counters: Iterable[str]) -> None:
    """Have nobody at these counters: a day before may have been cut short."""
    for counter in counters:
        for what in ("start", "finish"):
            await _done(api, Ask(0.0, what, counter))


async def _done(api: ApiClient, ask: Ask) -> Answer:
    """What came of it. A refusal belongs to a day: nobody waits, a line is full."""
    try:
        path, body = _request(ask)
        return _subject(await api.once(f"/api/{path}", body))
    except Refused as error:
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        return None


def _request(ask: Ask) -> tuple[str, Json | None]:
    """The path below /api/ and the body."""
    if ask.what == "issue":
        return "tickets", {"line": ask.where, "precedence": ask.precedence.value}
    if ask.what == "place":
        picks = [
            {
                "item": pick.item,
                "count": pick.count,
                "choices": [{"option": option, "choice": choice} for option, choice in pick.choices],
            }
            for pick in ask.picks
        ]
        return "orders", {"line": ask.where, "items": picks}
    if ask.what in OF_ORDERS:
        return f"orders/{ask.where}/{ask.what}", None
    if ask.what == "back":
        return f"tickets/{ask.where}/back", None
    return f"counters/{ask.where}/{ask.what}", None


def _subject(answer: Json) -> str:
    """The id of the ticket, of the order, or of the counter alone."""
    if "id" in answer:
        return str(answer["id"])
    thing: Any = answer["ticket"] or answer["counter"]
    return str(thing["id"])

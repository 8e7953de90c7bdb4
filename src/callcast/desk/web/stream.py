"""Events as a stream of server-sent events (WHATWG HTML, section 9.2)."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from callcast.desk.queueing.hall.event import Event
from callcast.desk.queueing.hall.feed import Feed, Reader
from callcast.desk.queueing.hall.store import HallStore
from callcast.desk.queueing.hall.told import told

log = logging.getLogger(__name__)

HEARTBEAT = 15.0
"""Seconds without an event, after which a comment shows that the connection is well."""
SEND_WITHIN = 30.0
"""Seconds in which a reader must take what was sent."""
PAGE = 500
"""Events that are read from the store at once."""
RETRY = 2_000
"""Milliseconds after which a browser comes back."""


class EventStream(StreamingResponse):
    """Ends when the reader does not take what it is sent."""

    media_type = "text/event-stream"

    async def stream_response(self, send: Send) -> None:
        """ASGI."""

        async def bounded(message: Message) -> None:
            await asyncio.wait_for(send(message), SEND_WITHIN)

        try:
            await super().stream_response(bounded)
        except asyncio.TimeoutError:
            log.info("A reader of events took nothing for %.0f s, and is let go.", SEND_WITHIN)


async def while_true(condition: Callable[[], bool], parts: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
    """The parts, which end when the condition does not hold any more, such as that the reader is signed in."""
    async with aclosing(parts):
        async for part in parts:
            if not condition():
                return
            yield part


async def stream(
    feed: Feed, store: HallStore, after: int | None, kinds: tuple[str, ...], heartbeat: float = HEARTBEAT
) -> AsyncGenerator[str, None]:
    """What came after the event with the number `after` (None: from now on), then what comes, as text to be sent.

    A reader that cannot be told all of that is told `reset`: what it knows is to be read anew.
    """
    newest = await store.newest_event()
    yield f"retry: {RETRY}\n\n"
    at = newest if after is None else after
    if not await _kept(store, at, newest):
        at = newest
        yield _reset(at)
    while page := await store.events(at, PAGE):
        at = page[-1].number
        yield _text(page, kinds, at)
        if len(page) < PAGE:
            break
    reader = feed.subscribe()
    try:
        page = await store.events(at, PAGE)
        at = page[-1].number if page else at
        yield _text(page, kinds, at)
        async for text in _live(reader, at, kinds, heartbeat):
            yield text
    finally:
        reader.close()


async def _live(reader: Reader, at: int, kinds: tuple[str, ...], heartbeat: float) -> AsyncGenerator[str, None]:
    """`at` is the number of the last that was sent."""
    last = at
    while True:
        try:
            event = await reader.next(heartbeat)
        except StopAsyncIteration:
            break
        if event is None:
            yield f": {last}\nid: {last}\n\n"  # so that one who comes back need not be told what was not for them
        elif event.number > at:
            last = event.number
            yield _text([event], kinds, last)
    if reader.behind:
        yield _reset(last)


async def _kept(store: HallStore, after: int, newest: int) -> bool:
    """Whether all that came after that one is kept, and there was such a one."""
    if after >= newest:
        return after == newest
    first = await store.events(after, 1)
    return bool(first) and first[0].number == after + 1


def _text(events: list[Event], kinds: tuple[str, ...], at: int) -> str:
    """Those of the kinds; without any, how far it is."""
    wanted = [event for event in events if not kinds or event.kind in kinds]
    lines = (f"id: {one.number}\nevent: {one.kind}\ndata: {json.dumps(told(one))}\n\n" for one in wanted)
    rest = "" if wanted and wanted[-1].number == at else f"id: {at}\n\n"
    return "".join(lines) + rest


def _reset(newest: int) -> str:
    """Its number is the newest, so that whoever comes back with it goes on from there."""
    return f'id: {newest}\nevent: reset\ndata: {{"newest": {newest}}}\n\n'

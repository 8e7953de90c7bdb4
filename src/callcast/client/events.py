"""The stream of events, read, and taken up again where it broke."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from callcast.client.errors import NoInstance, Refused

PAUSE = 2.0
"""Seconds until it is asked again."""
SILENT = 45.0
"""Seconds without a byte, not even a heartbeat, after which the connection is dead."""
UNAVAILABLE = 500


@dataclass(frozen=True)
class Event:
    """`kind` (ticket, order, ...) and `data` as in the API; `number` to come back with."""

    number: int | None
    kind: str
    data: dict[str, Any]


class Parser:
    """Server-sent events out of lines (WHATWG HTML, section 9.2.6). Lines come without their ends."""

    def __init__(self, number: int | None = None) -> None:
        """`number` is the last that is known."""
        self.number = number
        self._kind, self._data = "", list[str]()

    def feed(self, line: str) -> Iterator[Event]:
        """The event that ends with this line, if one does."""
        if line:
            name, _, value = line.partition(":")
            self._field(name, value.removeprefix(" "))
            return
        if self._data and (data := _object("\n".join(self._data))) is not None:
            yield Event(self.number, self._kind or "message", data)
        self._kind, self._data = "", []

    def _field(self, name: str, value: str) -> None:
        if name == "event":
            self._kind = value
        elif name == "data":
            self._data.append(value)
        elif name == "id" and value.isascii() and value.isdigit():
            self.number = int(value[:18])


async def events(
    http: httpx.AsyncClient, url: str, kinds: tuple[str, ...], after: int | None, pause: float = PAUSE
) -> AsyncIterator[Event]:
    """For ever. `NoInstance` if nobody was ever there, `Refused` if the request is."""
    last, met = after, False
    while True:
        parser = Parser(last)
        try:
            headers = {} if last is None else {"Last-Event-ID": str(last)}
            params = {"kinds": ",".join(kinds)} if kinds else {}
            timeout = httpx.Timeout(10.0, read=SILENT)
            async with http.stream("GET", "/api/events", headers=headers, params=params, timeout=timeout) as answer:
                if not answer.is_success:
                    await _check(answer, met)
                    answer.raise_for_status()
                met = True
                async for line in answer.aiter_lines():
                    for event in parser.feed(line):
                        yield event
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            if not met:
                raise NoInstance(url) from error
        last = parser.number
        await asyncio.sleep(pause)


async def _check(answer: httpx.Response, met: bool) -> None:
    """`Refused`, unless it may be only for now."""
    if met and answer.status_code >= UNAVAILABLE:
        return
    body = _object((await answer.aread()).decode(errors="replace")) or {}
    raise Refused(answer.status_code, str(body.get("detail", f"HTTP status {answer.status_code}")), body.get("key"))


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None

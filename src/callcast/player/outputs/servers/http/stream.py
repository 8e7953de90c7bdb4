"""A board as MJPEG: multipart/x-mixed-replace, a part for each picture."""

import asyncio
from typing import Protocol

from callcast.player.outputs.servers.http.answer import Header, head
from callcast.player.outputs.servers.http.board import Board
from callcast.player.outputs.servers.http.stills import Stills

AGAIN = 5.0
"""Seconds after which an unchanged picture is sent again, so that proxies and displays know that it lives."""

_BOUNDARY = "callcast-board"
_DELIMITER = f"--{_BOUNDARY}".encode()
_HEADERS: tuple[Header, ...] = (
    ("Content-Type", f"multipart/x-mixed-replace; boundary={_BOUNDARY}"),
    ("Cache-Control", "no-cache"),
    ("Connection", "close"),
)


class Writer(Protocol):
    """Where to."""

    def write(self, data: bytes) -> None:
        """Send it when it can be."""

    async def drained(self) -> None:
        """Return when all is with the system; `ConnectionError` if it never will be."""


def beginning() -> bytes:
    """The head of the answer. It is not chunked, since the simplest displays do not know that."""
    return head(200, _HEADERS)


def part(jpeg: bytes) -> bytes:
    """A picture and the boundary behind it, without which browsers wait for the next one before they show it."""
    return b"\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%b\r\n%b" % (len(jpeg), jpeg, _DELIMITER)


class Streams:
    """Sends boards to their readers. Frames that are due come between one reader and the next."""

    def __init__(self, stills: Stills) -> None:
        """`stills` makes the pictures."""
        self._stills = stills
        self._turn = asyncio.Semaphore(1)

    async def send(self, board: Board, writer: Writer) -> None:
        """Send what is shown now, and again whenever it changes, until the board ends.

        A reader that is slow gets the newest picture when it has taken the one before.
        """
        writer.write(beginning() + _DELIMITER)
        changed = board.watch()
        try:
            while not board.ended:
                changed.clear()
                gop = board.shown
                if gop is not None:
                    await self._write(part(await self._stills.of(gop)), writer)
                await _within(changed, AGAIN)
        finally:
            board.leave(changed)
        writer.write(b"--\r\n")
        await writer.drained()

    async def _write(self, data: bytes, writer: Writer) -> None:
        async with self._turn:
            writer.write(data)
            await asyncio.sleep(0)
        await writer.drained()


async def _within(event: asyncio.Event, seconds: float) -> None:
    """Return when it is set, or after so long."""
    waiting = asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait({waiting}, timeout=seconds)
    finally:
        waiting.cancel()

"""A process of our own for what hangs, or holds the interpreter: fed by its stdin, heard by its stdout."""

import asyncio
import contextlib
import json
import logging
import os
import sys
from typing import Any

from callcast.child import REAP, Child, ending, lines
from callcast.player.outputs.sinks.within import within

log = logging.getLogger(__name__)


class Helper:
    """A module as a program, which answers by `answer.say`. You must `close` it."""

    def __init__(self, child: Child, name: str | None) -> None:
        """For `start`."""
        self._child = child
        self._logging = None if name is None else asyncio.ensure_future(_log(child, name))

    @classmethod
    async def start(cls, module: str, *arguments: str, name: str | None = None) -> "Helper":
        """`OSError` when the system does not let us.

        What it writes to stderr goes to our log under `name`, or nowhere: then it may tell what nobody should read.
        Others can read `arguments`, but not what it is fed.
        """
        child = await Child.start(
            *(sys.executable, "-m", module, *arguments),
            stdin=True,
            stdout=True,
            stderr=name is not None,
            environment={**os.environ, "PYTHONSAFEPATH": "1"},
        )
        return cls(child, name)

    @property
    def waiting(self) -> int:
        """Bytes that it was fed and the system has not taken from us yet."""
        assert self._child.stdin is not None
        return self._child.stdin.transport.get_write_buffer_size()

    def feed(self, data: bytes) -> None:
        """Give it `data`; never waits."""
        assert self._child.stdin is not None
        self._child.stdin.write(data)

    async def told(self, seconds: float) -> dict[str, Any]:
        """Its next message; `asyncio.TimeoutError` when there is none for so long, `EOFError`, and how, if it ended."""
        assert self._child.stdout is not None
        reading = asyncio.ensure_future(self._child.stdout.readline())
        try:
            line = await within(reading, seconds)
        finally:
            reading.cancel()
        if not line.endswith(b"\n"):
            raise EOFError(await self._ending())
        message: dict[str, Any] = json.loads(line)
        return message

    async def _ending(self) -> str:
        dead = asyncio.ensure_future(self._child.wait())
        try:
            return ending(await within(dead, REAP))
        except asyncio.TimeoutError:
            return "its process closed its pipe"
        finally:
            dead.cancel()

    async def close(self, grace: float = 0.0) -> None:
        """Tell it, by the end of its stdin, to leave; kill it if it is there after `grace` seconds."""
        if self._logging is not None:
            self._logging.cancel()
        await self._child.close(grace)


async def _log(child: Child, name: str) -> None:
    """What the libraries and drivers in it print: much, and little of it of use to anybody but us."""
    assert child.stderr is not None
    with contextlib.suppress(OSError):
        async for line in lines(child.stderr, 200):
            log.debug("%s: %s", name, line)

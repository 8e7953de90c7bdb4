"""One half of Callcast as a child process, as its parent sees it."""

import asyncio
import codecs
import io
import logging
import os
import sys
from pathlib import Path
from typing import Any

from callcast.child import Child
from callcast.errors import CallcastError
from callcast.runtime.known import KnownSettings

log = logging.getLogger(__name__)

READY = b"ready\n"
"""What a half writes to its standard output once it serves."""

RELOADED = b"reloaded\n"
"""What it writes when it has read the settings again."""

LAST_WORDS = 0.2
"""Seconds in which what a dead half has written can still be read."""

STOP_WITHIN = 1.5
"""Seconds a half has to end by itself before it is killed."""


class HalfDied(CallcastError):
    """The half `name` ended with `code` and nobody had asked it to."""

    def __init__(self, name: str, code: int) -> None:
        super().__init__(f"the {name} process ended with code {code}; it is started again.")
        self.name, self.code = name, code


class HalfRefused(CallcastError):
    """The half `name` could not start and has said why: a person must mend something first."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the {name} could not start; see the line above.")
        self.name = name


class Half:
    """Runs `callcast half NAME` and passes on what it prints to standard error.

    The child's standard input is a pipe of which only we hold the other end. Its one line is the settings; when it
    closes, because we stop or because we were killed, the child ends by itself. That holds on every system.
    """

    def __init__(self, name: str, known: KnownSettings, config: Path | None, data: Path) -> None:
        """`name` is "desk" or "player"; `config` is what the child reads at a reload."""
        self.name = name
        self._known = known
        where = ["--data", str(data)] + (["--config", str(config)] if config else [])
        self._command = [sys.executable, "-m", "callcast.cli.main", "half", name, *where]
        self._child: Child | None = None
        self.ready = asyncio.Event()
        self._stopping = False
        self._listening = False
        self._pending: int | None = None

    async def run(self) -> None:
        """One life of the child; `HalfDied` at its end, `HalfRefused` if it exits with 2 before it was ever ready."""
        # What it logs comes to us in UTF-8, whatever the system speaks.
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8:backslashreplace"}
        child = await Child.start(*self._command, stdin=True, stdout=True, stderr=True, environment=environment)
        self._child, self._listening = child, False
        assert child.stdin is not None
        child.stdin.write(self._known.read().model_dump_json(exclude_unset=True).encode() + b"\n")
        ended: asyncio.Future[Any] = asyncio.ensure_future(child.wait())
        reading: asyncio.Future[Any] = asyncio.gather(self._watch(child), self._pass_on(child))
        try:
            await asyncio.wait({ended, reading}, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                reading.result()
            code: int = await ended
            # Others may hold its pipes, and must not keep the next life from beginning.
            await asyncio.wait({reading}, timeout=LAST_WORDS)
        finally:
            ended.cancel()
            reading.cancel()
            await asyncio.gather(ended, reading, return_exceptions=True)
            await child.close()
        if self._stopping:
            return
        if code == 2 and not self.ready.is_set():
            raise HalfRefused(self.name)
        raise HalfDied(self.name, code)

    async def _watch(self, child: Child) -> None:
        assert child.stdout is not None
        async for line in child.stdout:
            if line == READY:
                self.ready.set()
                self._listening = True
                if self._pending is not None:
                    self.signal(self._pending)
            elif line == RELOADED:
                self._known.read()

    async def _pass_on(self, child: Child) -> None:
        assert child.stderr is not None
        text = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8")("replace"), translate=True)
        while data := await child.stderr.read(4096):
            sys.stderr.write(text.decode(data))
            sys.stderr.flush()

    async def stop(self) -> None:
        """End the child: ask, and kill after `STOP_WITHIN` seconds; one that does not serve yet is killed at once."""
        self._stopping = True
        child = self._child
        if child is None or child.code is not None:
            return
        assert child.stdin is not None
        child.stdin.close()
        if not self._listening:
            child.kill()
        try:
            await asyncio.wait_for(child.wait(), STOP_WITHIN)
        except asyncio.TimeoutError:
            log.warning("the %s did not end within %.1f s and was killed", self.name, STOP_WITHIN)
            child.kill()
            await child.wait()

    def signal(self, number: int) -> None:
        """Pass a signal on; to a child that does not serve yet, which it would end, once it does."""
        self._pending = None if self._listening else number
        if self._listening and self._child and self._child.code is None:
            self._child.signal(number)

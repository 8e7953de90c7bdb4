"""One half of Callcast as a child process, as its parent sees it."""

import asyncio
import contextlib
import logging
import sys
from pathlib import Path

from callcast.errors import CallcastError

log = logging.getLogger(__name__)

READY = b"ready\n"
"""What a half writes to its standard output once it serves."""

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

    The child's standard input is a pipe of which only we hold the other end: when it closes, because we stop or
    because we were killed, the child ends by itself. That holds on every system.
    """

    def __init__(self, name: str, config: Path | None, data: Path) -> None:
        """`name` is "desk" or "player"; the child reads the same settings file and the same environment as we did."""
        self.name = name
        where = ["--data", str(data)] + (["--config", str(config)] if config else [])
        self._command = [sys.executable, "-m", "callcast.cli.main", "half", name, *where]
        self._process: asyncio.subprocess.Process | None = None
        self.ready = asyncio.Event()
        self._stopping = False
        self._listening = False
        self._pending: int | None = None

    async def run(self) -> None:
        """One life of the child; `HalfDied` at its end, `HalfRefused` if it exits with 2 before it was ever ready."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*self._command, stdin=pipe, stdout=pipe, stderr=pipe)
        self._process, self._listening = process, False
        try:
            await asyncio.gather(self._watch(process), self._pass_on(process))
            code = await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if self._stopping:
            return
        if code == 2 and not self.ready.is_set():
            raise HalfRefused(self.name)
        raise HalfDied(self.name, code)

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            if line == READY:
                self.ready.set()
                self._listening = True
                if self._pending is not None:
                    self.signal(self._pending)

    async def _pass_on(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        while line := await process.stderr.read(4096):
            sys.stderr.write(line.decode("utf-8", "replace"))
            sys.stderr.flush()

    async def stop(self) -> None:
        """End the child: ask, and kill after `STOP_WITHIN` seconds; one that does not serve yet is killed at once."""
        self._stopping = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        assert process.stdin is not None
        process.stdin.close()
        if not self._listening:
            process.kill()
        try:
            await asyncio.wait_for(process.wait(), STOP_WITHIN)
        except asyncio.TimeoutError:
            log.warning("the %s did not end within %.1f s and was killed", self.name, STOP_WITHIN)
            process.kill()
            await process.wait()

    def signal(self, number: int) -> None:
        """Pass a signal on; to a child that does not serve yet, which it would end, once it does."""
        self._pending = None if self._listening else number
        if self._listening and self._process and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)

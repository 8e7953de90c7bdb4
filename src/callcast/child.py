"""Child processes: whoever starts one ends it, and nothing of it is left, however it ended."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from asyncio.subprocess import Process, SubprocessStreamProtocol
from collections.abc import AsyncIterator, Mapping

from callcast.system import family

LINE = 65_536
"""Bytes that asyncio keeps of a child's output for us at most; the child waits then."""

REAP = 1.0
"""Seconds after its death, or its killing, in which a child's pipes must end; then they are closed from our side."""


class _Protocol(SubprocessStreamProtocol):
    """Tells of a process's end at once; asyncio's `wait` waits for its pipes too, which a grandchild may hold."""

    def __init__(self) -> None:
        super().__init__(limit=LINE, loop=asyncio.get_running_loop())
        self.exited = asyncio.Event()
        self.family: family.Family | None = None

    def process_exited(self) -> None:
        super().process_exited()
        # At once: while others of its group live, nobody gets its number; later it could be a stranger's.
        if self.family is not None:
            self.family.kill()
        self.exited.set()


class Child:
    """A process, leader of a group of its own, which ends when it does. You must `close` it.

    `stdin`, `stdout` and `stderr` are asyncio's streams, None for what was not asked for: that is the null device.
    """

    def __init__(self, transport: asyncio.SubprocessTransport, protocol: _Protocol) -> None:
        """For `start`."""
        process = Process(transport, protocol, asyncio.get_running_loop())
        self._transport = transport
        self._exited = protocol.exited
        self._process = process
        self._family = protocol.family = family.Family(process.pid)
        if protocol.exited.is_set():  # before its family was known
            self._family.kill()
        self.pid = process.pid
        self.stdin = process.stdin
        self.stdout = process.stdout
        self.stderr = process.stderr

    @classmethod
    async def start(
        cls,
        program: str,
        *arguments: str,
        stdin: bool = False,
        stdout: bool = False,
        stderr: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> "Child":
        """Start `program` with pipes for what is asked for; `OSError` when the system does not let it."""
        loop = asyncio.get_running_loop()
        ends = (("stdin", stdin), ("stdout", stdout), ("stderr", stderr))
        options = family.options() | {name: subprocess.PIPE if want else subprocess.DEVNULL for name, want in ends}
        # As asyncio.create_subprocess_exec does it, which keeps from us the transport that must be closed.
        transport, protocol = await loop.subprocess_exec(_Protocol, program, *arguments, env=environment, **options)
        return cls(transport, protocol)

    @property
    def code(self) -> int | None:
        """Its exit code, minus the number of the signal that ended it, or None while it lives."""
        return self._process.returncode

    async def wait(self) -> int:
        """Its exit code, once it has ended, though others may still hold its pipes."""
        await self._exited.wait()
        assert self.code is not None
        return self.code

    def signal(self, number: int) -> None:
        """Send it a signal, if it lives."""
        if self.code is None:
            # Not by the process's own method, which looks whether it has ended, and takes its end from asyncio then.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it now, with whatever it started; idempotent."""
        if self.code is not None:
            return
        self._family.kill()
        if sys.platform == "win32":  # where it may have no job; elsewhere this, too, would take its end from asyncio
            with contextlib.suppress(ProcessLookupError, PermissionError):
                self._process.kill()

    async def close(self, grace: float = 0.0) -> int | None:
        """Close its stdin, kill it if it lives after `grace` seconds, and let go of its pipes; its exit code.

        Its output up to the end must have been read by others, or is lost.
        """
        dead = asyncio.ensure_future(self.wait())
        try:
            if self.stdin is not None:
                self.stdin.close()
            await asyncio.wait([dead], timeout=grace)
            self.kill()
            # asyncio lets go of a pipe only at its end, which a grandchild may keep from coming.
            ends = [dead, *(asyncio.ensure_future(_drain(stream)) for stream in (self.stdout, self.stderr))]
            _, left = await asyncio.wait(ends, timeout=REAP)
            for end in left:
                end.cancel()
        finally:
            self.kill()
            self._family.release()
            self._transport.close()
            # Also whoever was cancelled meanwhile: the loop may close next, and nobody would take its end.
            await asyncio.wait([dead], timeout=REAP)
            dead.cancel()
        return self.code


def ending(code: int) -> str:
    """How a process ended whose exit code, as `Child.code` has it, is `code`."""
    if code >= 0:
        return f"its process ended with exit code {code}"
    try:
        return f"its process was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"its process was ended by signal {-code}"


async def lines(stream: asyncio.StreamReader, width: int) -> AsyncIterator[str]:
    """What a child writes, line by line without their ends, each cut to `width` bytes, empty ones left out."""
    line = b""
    while data := await stream.read(4096):
        *complete, line = (line + data.replace(b"\r", b"\n")).split(b"\n")
        line = line[:width]
        for each in complete:
            if text := each[:width].decode("utf-8", "backslashreplace").strip():
                yield text
    if text := line.decode("utf-8", "backslashreplace").strip():
        yield text


async def _drain(stream: asyncio.StreamReader | None) -> None:
    with contextlib.suppress(RuntimeError):  # somebody else reads it to its end
        while stream is not None and await stream.read(LINE):
            pass

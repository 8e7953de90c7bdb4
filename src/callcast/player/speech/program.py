"""One run of another's program, inside a worker: text in, bytes out, bounded in time.

It stays in the worker's own process group (or job), so whoever ends the worker ends it, with whatever it has started.
A run that fails raises: then the worker is ended, and what the program has left behind, too.
"""

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import IO

from callcast.player.speech.errors import EngineFailed, SynthesisTimeout

_PIECE = 2**15
_AHEAD = 32
"""Pieces that are read before they are asked for."""
_LAST_WORDS = 2**13
"""Bytes of stderr that are kept."""
_SHOWN = 200
_OURS = "CALLCAST_"
"""Variables that begin so may hold secrets, and are no program's affair but ours."""


if sys.platform == "win32":
    _FLAGS = subprocess.CREATE_NO_WINDOW
else:
    _FLAGS = 0


def environment(own: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a program gets: ours without our settings, and its `own`."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_OURS)} | dict(own or {})


class Program:
    """`command` at work for `engine`, for at most `limit` seconds. Use it in a `with`.

    `text` is all that it finds on its standard input. Raises `EngineFailed` when it cannot be started.
    """

    def __init__(
        self,
        engine: str,
        command: Sequence[str],
        limit: float,
        *,
        text: str = "",
        own: Mapping[str, str] | None = None,
    ) -> None:
        self._engine, self._limit = engine, limit
        self._end = time.monotonic() + limit
        self._pieces: queue.Queue[bytes] = queue.Queue(maxsize=_AHEAD)
        self._words = b""
        try:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment(own),
                creationflags=_FLAGS,
            )
        except (OSError, ValueError) as error:  # a text too long for a command line, too
            reason = getattr(error, "strerror", None) or error
            raise EngineFailed(engine, f'"{command[0]}" cannot be started ({reason})') from error
        self._ears = [
            threading.Thread(target=work, args=arguments, daemon=True)
            for work, arguments in (
                (_write, (self._process.stdin, text)),
                (self._hear, (self._process.stdout,)),
                (self._listen, (self._process.stderr,)),
            )
        ]
        for ear in self._ears:
            ear.start()

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()

    def output(self) -> Iterator[bytes]:
        """What it writes to standard output, as it comes; then it has ended well, or an `EngineError` says how not."""
        while piece := self._next():
            yield piece
        try:
            code = self._process.wait(max(0.0, self._end - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise self._late() from None
        if code:
            self._ears[-1].join(max(0.0, self._end - time.monotonic()))
            raise EngineFailed(self._engine, f"its program ended with exit code {code}{self._said()}")

    def _next(self) -> bytes:
        try:
            return self._pieces.get(timeout=max(0.0, self._end - time.monotonic()))
        except queue.Empty:
            raise self._late() from None

    def _late(self) -> SynthesisTimeout:
        return SynthesisTimeout(self._engine, f"its program took longer than {self._limit:g} s{self._said()}")

    def _said(self) -> str:
        """The last line of what it said to stderr, for a sentence."""
        said = self._words.decode("utf-8", "replace")
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        shown = "".join(char if char.isprintable() else "?" for char in lines[-1][:_SHOWN]) if lines else ""
        return f'; it said "{shown}"' if shown else ""

    def _hear(self, pipe: IO[bytes]) -> None:
        with pipe:
            while piece := os.read(pipe.fileno(), _PIECE):
                self._pieces.put(piece)
        self._pieces.put(b"")

    def _listen(self, pipe: IO[bytes]) -> None:
        with pipe:
            while piece := os.read(pipe.fileno(), _LAST_WORDS):
                self._words = (self._words + piece)[-_LAST_WORDS:]


def _write(pipe: IO[bytes], text: str) -> None:
    with contextlib.suppress(OSError), pipe:  # a program need not read it
        pipe.write(text.encode("utf-8", "replace"))

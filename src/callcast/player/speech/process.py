"""The parent's side: one life of one worker process, on asyncio."""

import asyncio
import logging
import os
import sys
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from typing import Any

from callcast.child import Child, ending, lines
from callcast.player.speech import errors, protocol
from callcast.player.speech.engine import Request, Voice
from callcast.player.speech.errors import (
    EmptyAudio,
    EngineCrashed,
    EngineError,
    EngineGarbled,
    EngineInterrupted,
    NothingSaid,
    SynthesisTimeout,
)
from callcast.player.speech.settings import SpeechSettings
from callcast.system.memory import in_large_pages
from callcast.wording.spoken import dumped

log = logging.getLogger(__name__)

GRACE = 0.5
"""Seconds that a worker gets to leave by itself."""
_CHUNK = 2**16
_LOG_LINES = 200
_LOG_WIDTH = 500


@dataclass(frozen=True)
class Sound:
    """What an engine said: `pcm` is mono, 16 bit little-endian, at `rate` Hz, neither empty nor all zeros."""

    rate: int
    pcm: bytes


class Process:
    """A worker: `start` it, let it `synthesize` one request at a time, and you must `close` it.

    Whatever goes wrong raises an `EngineError` and kills the worker: there is no second request after a fault, nor
    after a cancelled one; but a worker that has properly given no sound (`EmptyAudio`) lives on. `failure` is the
    error that it died of, None if it was ended on purpose.
    """

    def __init__(self, name: str, settings: SpeechSettings) -> None:
        """`name` as for `worker.load`."""
        self._name = name
        self._settings = settings
        self._parser = protocol.Parser()
        self._last_words: deque[str] = deque(maxlen=1)
        self._child: Child | None = None
        self._watchers: list[asyncio.Task[None]] = []
        self._over = False  # on purpose
        self._heard_at: float | None = None
        self.start_seconds = 0.0
        self.ended = asyncio.Event()
        self.failure: EngineError | None = None
        self.engine: protocol.Started | None = None
        self.voices: tuple[Voice, ...] = ()

    @property
    def alive(self) -> bool:
        """It can take a request, as far as we know."""
        return self._child is not None and not self._over and not self.ended.is_set()

    @property
    def ready(self) -> bool:
        """It has started, and lives."""
        return self.alive and bool(self.voices)

    @property
    def pid(self) -> int | None:
        """Of the process, while it lives."""
        return self._child.pid if self._child and self.alive else None

    @property
    def silent(self) -> float:
        """Seconds for which it has said nothing to what it was asked to speak; 0 if it was not."""
        return 0.0 if self._heard_at is None else asyncio.get_running_loop().time() - self._heard_at

    def interrupt(self) -> None:
        """Kill it for an emergency: what it was asked raises `EngineInterrupted`."""
        self._fail(EngineInterrupted(self._name, f"it had said nothing for {self.silent:.1f} s"))

    async def start(self) -> None:
        """Spawn it, let the engine start and test itself, and learn its voices."""
        began = asyncio.get_running_loop().time()
        # A model's memory must be given back before a cancelled worker is gone.
        environment = in_large_pages(os.environ) | {"PYTHONSAFEPATH": "1", "PYTHONIOENCODING": "utf-8:backslashreplace"}
        command = (sys.executable, "-m", "callcast.player.speech.worker", self._name)
        try:
            self._child = child = await Child.start(
                *command, stdin=True, stdout=True, stderr=True, environment=environment
            )
        except OSError as error:
            raise errors.EngineUnavailable(self._name, f"no process can be started ({error.strerror})") from error
        self._watchers = [
            asyncio.ensure_future(self._log(child)),
            asyncio.ensure_future(self._watch(child)),
        ]
        limit = self._settings.start_timeout
        options = self._settings.options(self._name)
        async for answer in self._ask({"do": "start", "options": options}, limit, limit):
            if not isinstance(answer, protocol.Started):
                raise self._fail(EngineGarbled(self._name, "it did not say who it is"))
            self.engine = answer
        async for answer in self._ask({"do": "voices"}, limit, limit):
            if not isinstance(answer, protocol.Voices) or not answer.voices:
                raise self._fail(EngineGarbled(self._name, "it named no voices"))
            self.voices = answer.voices
        self.start_seconds = asyncio.get_running_loop().time() - began

    async def synthesize(self, request: Request) -> Sound:
        """Speak. Cancelling this kills the worker."""
        self._heard_at = asyncio.get_running_loop().time()
        try:
            told = {**asdict(request), "spoken": dumped(request.spoken)}
            return await self._collect({"do": "synthesize", **told})
        finally:
            self._heard_at = None

    async def _collect(self, message: dict[str, Any]) -> Sound:
        settings = self._settings
        rate, blocks = 0, []
        async for answer in self._ask(message, settings.block_timeout, settings.request_timeout):
            self._heard_at = asyncio.get_running_loop().time()
            if isinstance(answer, protocol.Block):
                blocks.append(answer.pcm)
            elif isinstance(answer, protocol.Rate) and not rate:
                rate = answer.rate
            elif not isinstance(answer, protocol.End):
                raise self._fail(EngineGarbled(self._name, f"a {type(answer).__name__} in the middle of a sound"))
        if not blocks:
            raise NothingSaid(self._name, "it ended without a block")
        pcm = b"".join(blocks)
        if not pcm.strip(b"\0"):
            raise NothingSaid(self._name, "all of it is digital silence")
        return Sound(rate, pcm)

    async def _ask(self, message: dict[str, Any], step: float, limit: float) -> AsyncIterator[protocol.Answer]:
        """The answers to `message`: the next within `step` seconds, the last within `limit`."""
        child = self._child
        if child is None or child.stdin is None or child.stdout is None or not self.alive:
            raise self._fail(EngineCrashed(self._name, "its process is gone"))
        try:
            child.stdin.write(protocol.line({**message, "limit": limit}))
            async for answer in self._heard(child.stdout, step, limit):
                yield answer
        except protocol.Garbage as error:
            raise self._fail(EngineGarbled(self._name, str(error))) from error
        except OSError as error:
            raise self._fail(EngineCrashed(self._name, f"its pipe broke ({error})")) from error
        except EmptyAudio:
            raise  # a proper answer
        except EngineError as error:
            raise self._fail(error) from error.__cause__
        except asyncio.CancelledError:
            self.kill()
            raise

    async def _heard(self, pipe: asyncio.StreamReader, step: float, limit: float) -> AsyncIterator[protocol.Answer]:
        deadline = asyncio.get_running_loop().time() + limit
        while True:
            answers = self._parser.feed(await self._read(pipe, step, limit, deadline))
            for index, answer in enumerate(answers, start=1):
                last = not isinstance(answer, (protocol.Rate, protocol.Block))
                if last and (index < len(answers) or not self._parser.idle):
                    raise protocol.Garbage("it said more than it was asked")
                if isinstance(answer, protocol.Failed):
                    raise self._told(answer)
                yield answer
                if last:
                    return

    async def _read(self, pipe: asyncio.StreamReader, step: float, limit: float, deadline: float) -> bytes:
        left = deadline - asyncio.get_running_loop().time()
        try:
            data = await asyncio.wait_for(pipe.read(_CHUNK), min(step, left))
        except asyncio.TimeoutError as error:
            what, reached = ("the answer", limit) if left < step else ("a block", step)
            raise SynthesisTimeout(self._name, f"{what} took longer than {reached:g} s") from error
        if not data:
            raise await self._crash()
        return data

    async def _crash(self) -> EngineCrashed:
        """Its stdout has ended: say how it went, if it goes soon."""
        try:
            await asyncio.wait_for(self.ended.wait(), GRACE)
        except asyncio.TimeoutError:
            return EngineCrashed(self._name, "it closed its pipe")
        how = ending(self._child.code or 0) if self._child else "it never began"
        words = f'; it said "{self._last_words[0]}"' if self._last_words else ""
        return EngineCrashed(self._name, how + words)

    def _told(self, answer: protocol.Failed) -> EngineError:
        kind = getattr(errors, answer.kind, None)
        simple = (errors.EngineUnavailable, errors.EngineFailed, errors.NotRecorded, SynthesisTimeout, EmptyAudio)
        return (kind if kind in simple else errors.EngineFailed)(self._name, answer.reason)

    def _fail(self, error: EngineError) -> EngineError:
        if self.failure is None:
            self.failure = error
        self.kill()
        return self.failure

    def kill(self) -> None:
        """End it now, with whatever it started; idempotent."""
        self._over = True
        if self._child is not None:
            self._child.kill()

    async def close(self) -> None:
        """Close its stdin, which tells it to leave; kill it if it stays. Returns when it is gone."""
        self._over = True
        if self._child is not None:
            await self._child.close(GRACE)
            await asyncio.wait(self._watchers, timeout=GRACE)

    async def _watch(self, child: Child) -> None:
        code = await child.wait()
        if not self._over and self.failure is None:
            words = f'; it said "{self._last_words[0]}"' if self._last_words else ""
            self.failure = EngineCrashed(self._name, ending(code) + words)
        self.ended.set()

    async def _log(self, child: Child) -> None:
        """Its stderr as records of our log: so many lines of a life, so wide; the rest is read and dropped."""
        assert child.stderr is not None
        logged = 0
        async for line in lines(child.stderr, _LOG_WIDTH):
            self._last_words.append(line[:120])
            logged += 1
            if logged <= _LOG_LINES:
                log.info("%s: %s", self._name, line)
            elif logged == _LOG_LINES + 1:
                log.warning("%s writes more than %d lines; the rest is dropped", self._name, _LOG_LINES)

"""An engine as the player sees it: always there, in one worker process after another."""

import asyncio
import contextlib
import difflib
import logging
from collections.abc import AsyncIterator

from callcast.player.speech.engine import Request, Voice
from callcast.player.speech.errors import (
    EmptyAudio,
    EngineAway,
    EngineError,
    EngineInterrupted,
    EngineUnavailable,
    SynthesisTimeout,
    VoiceNotFound,
)
from callcast.player.speech.process import Process, Sound
from callcast.player.speech.protocol import Started
from callcast.player.speech.settings import SpeechSettings
from callcast.supervise import Supervisor

log = logging.getLogger(__name__)

_PAUSE = 5.0
"""Seconds for which an engine that is unavailable is not tried again."""

_PATIENCE = 1.0
"""Seconds that an emergency waits at least for an engine that says nothing."""

SLACK = 1.0
"""Seconds that an engine may take to come up while another could speak."""

_SHUN = 10.0
_SHUN_MOST = 300.0
"""Seconds for which one that has hung is passed over while another can speak; twice as long each time in a row."""


class Host:
    """Keeps a worker for the engine `name`, one request at a time; you must `close` it.

    A worker that failed is replaced at the next request, and by `run` even without one.
    """

    def __init__(self, name: str, settings: SpeechSettings) -> None:
        self.name = name
        self._settings = settings
        self._turn = asyncio.Lock()
        self._common = asyncio.Lock()  # held by the one that is not urgent and may want the turn: others wait out here
        self._process: Process | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False
        self._hopeless: tuple[float, str] | None = None
        self._waking: asyncio.Task[None] | None = None
        self._away_since: float | None = None
        self._start_seconds: float | None = None
        self._hangs = 0
        self._shunned_until = 0.0
        self._fault: EngineError | None = None
        self.state = "starting"
        self.engine: Started | None = None
        self.voices: tuple[Voice, ...] = ()

    @property
    def pid(self) -> int | None:
        """Of the worker, if there is one."""
        return self._process.pid if self._process else None

    @property
    def ready(self) -> bool:
        """Its worker is there."""
        return self._process is not None and self._process.ready

    def away(self) -> EngineAway:
        """Why another is to speak."""
        return EngineAway(self.name, "it is starting" if self._fault is None else self._fault.reason)

    def slack(self) -> float:
        """Seconds for which it is worth waiting for while another could speak; none while it hangs time and again."""
        now = asyncio.get_running_loop().time()
        if now < self._shunned_until:
            return 0.0
        return SLACK if self._away_since is None else max(0.0, self._away_since + SLACK - now)

    async def know(self) -> Started:
        """Who the engine is; its `voices` are known too then. Starts it when it never was."""
        if self.engine is None:
            await self.wake()
        if self.engine is None:
            raise AssertionError("a started engine is known")
        return self.engine

    async def wake(self) -> None:
        """Have a worker that is ready. To cancel this does not end one that starts: others may wait for it too."""
        if self.ready:
            return
        if self._waking is None or self._waking.done():
            self._waking = asyncio.ensure_future(self._wake())
            self._waking.add_done_callback(_looked_at)
        await asyncio.shield(self._waking)

    async def _wake(self) -> None:
        async with self._turn:
            await self._ready()

    async def renew(self) -> None:
        """Replace the worker: its voices have changed. What it is saying is said to its end."""
        async with self._turn:
            self._drop()
            self._hopeless, self._fault, self.state = None, None, "starting"
            await self._ready()

    def voice(self, name: str) -> Voice:
        """The one that is written `name`, `engine:voice`; `VoiceNotFound` if it has none such. Call `know` first."""
        own = {voice.name: voice for voice in self.voices}
        asked = name[len(self.name) + 1 :]
        if asked not in own:
            near = difflib.get_close_matches(asked, own, n=1)
            raise VoiceNotFound(name, "there is no such voice", f"{self.name}:{near[0]}" if near else None)
        return own[asked]

    async def synthesize(self, request: Request, *, urgent: bool = False, alone: bool = True) -> Sound:
        """Speak; after an error that is `retryable`, once more.

        When it is not `alone` another could speak at once: then one that has hung, or takes long to start, gets no
        second chance. What is `urgent` comes after nothing but what is being spoken, and ends that if it has hung: see
        `_hurry`.
        """
        async with contextlib.nullcontext() if urgent else self._common:
            try:
                return await self._in_turn(request, urgent, alone)
            except EngineError as error:
                if not error.retryable or not (alone or self._worth_another(error)):
                    raise
                log.warning("%s Once more.", error)
            return await self._in_turn(request, urgent, alone)  # the turn was free meanwhile for what is more urgent

    def _worth_another(self, error: EngineError) -> bool:
        return self._restarts_at_once and not isinstance(error, SynthesisTimeout | EngineAway)

    @property
    def _restarts_at_once(self) -> bool:
        return self._start_seconds is not None and self._start_seconds <= SLACK

    async def _in_turn(self, request: Request, urgent: bool, alone: bool) -> Sound:
        """Speak, as often as an emergency comes between."""
        while True:
            with contextlib.nullcontext() if urgent else contextlib.suppress(EngineInterrupted):
                async with self._hurried() if urgent else self._turn:
                    if not (alone or self.ready or self._restarts_at_once):
                        raise self.away()
                    return await self._once(request)

    @contextlib.asynccontextmanager
    async def _hurried(self) -> AsyncIterator[None]:
        """The turn, with `_hurry` while one waits for it."""
        hurry = asyncio.ensure_future(self._hurry())
        try:
            async with self._turn:
                hurry.cancel()
                yield
        finally:
            hurry.cancel()

    async def _hurry(self) -> None:
        """End a request that has been silent for as long as a fresh worker takes to start, but at least `_PATIENCE`.

        To wait on for it would cost more than to begin anew: so one that is slow to load is not thrown away lightly.
        """
        while True:
            silent, patience = 0.0, _PATIENCE
            if self._process is not None:
                silent, patience = self._process.silent, max(_PATIENCE, self._process.start_seconds)
                if silent >= patience:
                    self._process.interrupt()
                    return
            await asyncio.sleep(patience - silent)

    async def _once(self, request: Request) -> Sound:
        try:
            process = await self._ready()
            sound = await process.synthesize(request)
        except EmptyAudio:
            self._well()
            raise
        except SynthesisTimeout as error:
            self.hung(error)
            raise
        except EngineError as error:
            self._ill(error)
            raise
        self._well()
        self._hangs, self._shunned_until = 0, 0.0
        return sound

    def _well(self) -> None:
        self.state, self._fault = "ready", None

    def _ill(self, error: EngineError) -> None:
        self.state, self._fault = str(error), error

    def hung(self, error: SynthesisTimeout) -> None:
        """It has not answered in time: from now on it has no `slack`, for longer each time in a row."""
        self._ill(error)
        self._hangs += 1
        pause = min(_SHUN_MOST, _SHUN * 2 ** min(self._hangs - 1, 10))
        self._shunned_until = asyncio.get_running_loop().time() + pause

    async def _ready(self) -> Process:
        """The live worker, or a new one. Call it with the turn."""
        if self._process is not None and self._process.alive:
            return self._process
        now = asyncio.get_running_loop().time()
        if self._hopeless is not None and now < self._hopeless[0]:
            raise EngineUnavailable(self.name, self._hopeless[1])
        self._away_since = now if self._away_since is None else self._away_since
        self._drop()
        process = self._process = Process(self.name, self._settings)
        try:
            await process.start()
        except EngineError as error:
            self._ill(error)
            self._hopeless = (now + _PAUSE, error.reason) if isinstance(error, EngineUnavailable) else None
            self._drop()
            raise
        except asyncio.CancelledError:
            self._drop()
            raise
        self.engine, self.voices = process.engine, process.voices
        self._well()
        self._hopeless, self._away_since, self._start_seconds = None, None, process.start_seconds
        return process

    def _drop(self) -> None:
        """Let the worker end beside us."""
        if self._process is not None:
            self._process.kill()
            task = asyncio.ensure_future(self._process.close())
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)
            self._process = None

    async def run(self) -> None:
        """Start it, and again whenever it ends, with growing pauses while it keeps failing. Runs until cancelled."""
        await Supervisor(f"speech engine {self.name}", self._live).run()

    async def _live(self) -> None:
        while not self._closed:
            async with self._turn:
                process = await self._ready()
            await process.ended.wait()
            if process.failure is not None and not self._closed:
                self._ill(process.failure)
                raise process.failure

    async def close(self) -> None:
        """End the worker; nothing of it is left then. Cancel `run` and what waits for `synthesize` first."""
        self._closed = True
        if self._waking is not None:
            self._waking.cancel()
            await asyncio.wait({self._waking})
        if self._process is not None:
            await self._process.close()
            self._process = None
        if self._ending:
            await asyncio.wait(self._ending)
        self.state = "stopped"


def _looked_at(task: "asyncio.Task[None]") -> None:
    """Those who wait get the error; when all of them left meanwhile nobody misses it."""
    if not task.cancelled():
        task.exception()

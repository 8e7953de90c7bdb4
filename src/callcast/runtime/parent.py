"""`callcast run`: supervises desk and player, two processes that cannot harm each other."""

import asyncio
import logging
import os
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from callcast.errors import CallcastError
from callcast.runtime.half import Half, HalfRefused
from callcast.runtime.known import KnownSettings
from callcast.runtime.life import log_to_stderr
from callcast.settings import Settings
from callcast.supervise import Backoff, Supervisor
from callcast.system import files, signals

log = logging.getLogger(__name__)

Foreground = Callable[[], Coroutine[None, None, None]]

LONGEST = 5.0
"""Seconds until a half that has died again and again is started anew: people wait for it."""


PROBE = 65_536
"""Bytes that must go into the data folder, or nothing could be accepted."""


class DataFolderError(CallcastError):
    """The data folder `path` cannot be used."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"The data folder {path} {what}")
        self.path = path


class DataFolderInUse(DataFolderError):
    """An instance runs on the data folder `path`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "is in use by another callcast; stop that one, or give this one its own with --data.")


def lock(data: Path) -> FileLock:
    """Make the data folder, owner-only, and hold it: two instances on one folder would both speak its calls."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        held = FileLock(data / "lock")
        held.acquire(timeout=0)
        with tempfile.TemporaryFile(dir=data) as probe:
            probe.write(bytes(PROBE))
            probe.flush()
    except Timeout:
        raise DataFolderInUse(data) from None
    except OSError as error:
        how = f"{files.remedy(error)}, or choose another with --data"
        raise DataFolderError(data, f"cannot be written ({error.strerror}); {how}.") from None
    return held


def run(
    settings: Settings, config: Path | None, data: Path, up: Callable[[], None], foreground: Foreground | None = None
) -> int:
    """Serve until SIGTERM, Ctrl-C, or `foreground` (the prompt) ends; the exit code.

    `settings` are those of the file `config`. `up` is called once both halves serve.
    """
    log_to_stderr()
    known = KnownSettings(settings, config)
    halves = [Half(name, known, config, data) for name in ("player", "desk")]
    with lock(data):
        try:
            asyncio.run(_run(halves, up, foreground))
        except HalfRefused:
            return 2
    return 0


async def _run(halves: list[Half], up: Callable[[], None], foreground: Foreground | None) -> None:
    # A half that dies after a healthy life is missed at once: no wait before its first restart.
    supervisors = [
        Supervisor(half.name, half.run, backoff=Backoff(0.0, LONGEST), fatal=(HalfRefused,)) for half in halves
    ]
    stop = _stop_event(halves)
    tasks = [asyncio.create_task(supervisor.run()) for supervisor in supervisors]
    waits: list[asyncio.Task[object]] = [asyncio.create_task(stop.wait())]
    try:
        if await _until_ready(halves, tasks, waits[0]):
            up()
            if foreground:
                waits.append(asyncio.create_task(foreground()))
        await asyncio.wait([*tasks, *waits], return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
    finally:
        await asyncio.gather(*(half.stop() for half in halves))
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result


async def _until_ready(halves: list[Half], tasks: list["asyncio.Task[None]"], stop: "asyncio.Task[object]") -> bool:
    """Both halves serve; False when one refused or we were asked to stop before."""
    ready = asyncio.gather(*(half.ready.wait() for half in halves))
    ends: list[asyncio.Future[Any]] = [ready, stop, *tasks]
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    if ready.done():
        return True
    ready.cancel()
    await asyncio.gather(ready, return_exceptions=True)
    return False


def _stop_event(halves: list[Half]) -> asyncio.Event:
    """Set when we are asked to end, and by Ctrl-C; SIGHUP goes on to the desk, which reads the settings again."""
    stop = asyncio.Event()
    signals.on_terminate(stop.set)
    signals.on_ctrl_c(stop.set)

    def pass_on(number: int) -> None:
        for half in halves:
            if half.name == "desk":
                half.signal(number)

    signals.on_hangup(pass_on)
    return stop


def default_data() -> Path:
    """Where data goes when nobody says: the system's usual place for a user's programs, or CALLCAST_DATA."""
    from platformdirs import user_data_path

    return Path(os.environ.get("CALLCAST_DATA") or user_data_path("callcast", appauthor=False))

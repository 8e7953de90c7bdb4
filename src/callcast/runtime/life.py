"""What a half does to be one: it ends with its parent, and says when it is ready."""

import asyncio
import contextlib
import logging
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine, Mapping

from callcast.errors import CallcastError
from callcast.settings import Settings
from callcast.supervise import Supervisor
from callcast.system import loop, signals

LOG_FORMAT = "%(levelname)s %(name)s: %(message)s"


def log_to_stderr() -> None:
    """Our own records from INFO on, those of others (alembic, httpx, uvicorn) from WARNING on."""
    logging.basicConfig(level=logging.WARNING, format=LOG_FORMAT, stream=sys.stderr)
    logging.getLogger("callcast").setLevel(logging.INFO)


class Life:
    """What a half knows of its own life: when to stop, when to reload, how to say that it is ready."""

    def __init__(self) -> None:
        self.stopped = asyncio.Event()
        self.reload_asked = asyncio.Event()

    def watch(self) -> None:
        """Listen for the end of standard input and for signals. Ctrl-C is the parent's affair."""
        running = asyncio.get_running_loop()
        signals.ignore_ctrl_c()
        signals.on_terminate(self.stopped.set)
        signals.on_hangup(lambda _: self.reload_asked.set())

        def wait_for_parent() -> None:
            # Not by sys.stdin: its lock, held by a thread that waits, makes an interpreter that ends abort.
            while os.read(0, 4096):
                pass
            with contextlib.suppress(RuntimeError):  # the loop is gone already
                running.call_soon_threadsafe(self.stopped.set)

        threading.Thread(target=wait_for_parent, name="parent", daemon=True).start()

    def say(self, word: bytes) -> None:
        """Tell the parent `READY` or `RELOADED`."""
        sys.stdout.buffer.write(word)
        sys.stdout.buffer.flush()


def given_settings() -> Settings:
    """The settings that the parent gives us: the line on standard input."""
    line = bytearray()
    # As below, not by sys.stdin; what follows the line is the end.
    while not line.endswith(b"\n"):
        if not (data := os.read(0, 65_536)):
            raise SystemExit(0)  # the parent is gone before it could say
        line += data
    return Settings.model_validate_json(line)


def serve(main: Callable[[Life], Coroutine[None, None, None]]) -> int:
    """Run `main` until our parent lets go of our standard input or we get SIGTERM; the exit code.

    A `CallcastError` from `main` is one sentence on standard error and code 2.
    """
    log_to_stderr()
    try:
        loop.run(_live(main))
    except CallcastError as error:
        sys.stderr.write(f"callcast: {error}\n")
        return 2
    return 0


async def _live(main: Callable[[Life], Coroutine[None, None, None]]) -> None:
    life = Life()
    life.watch()
    work = asyncio.create_task(main(life))
    stop = asyncio.create_task(life.stopped.wait())
    await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    if not work.done():
        work.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work


async def together(parts: Mapping[str, Callable[[], Awaitable[None]]]) -> None:
    """Run all parts, each started again when it fails, until cancelled."""
    tasks = [asyncio.create_task(Supervisor(name, run).run()) for name, run in parts.items()]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

"""Calls that block, beside the event loop."""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class _Job:
    call: Callable[[], Any]
    future: "asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop
    last: bool


class Aside:
    """One thread for calls that block, one after the other. You must end it with `finish`.

    It is a daemon, unlike the threads of an executor: a call that never returns, to a disk or a server that hangs, must
    not keep the process from ending. It cannot be ended either: see `alive` before you begin another.
    """

    def __init__(self, name: str) -> None:
        """The thread starts now."""
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        self.alive = True
        """Not everything that it was given is done; becomes False before the last of it is known to be."""
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def do(self, call: Callable[[], T]) -> "asyncio.Future[T]":
        """What `call` returns or raises. To cancel the future does not end the call."""
        return self._put(call, False)

    def finish(self, last: Callable[[], T]) -> "asyncio.Future[T]":
        """As `do`, and then the thread ends."""
        return self._put(last, True)

    def _put(self, call: Callable[[], T], last: bool) -> "asyncio.Future[T]":
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        future.add_done_callback(_seen)
        self._jobs.put(_Job(call, future, loop, last))
        return future

    def _work(self) -> None:
        while self.alive:
            job = self._jobs.get()
            result: Any = None
            error: BaseException | None = None
            try:
                result = job.call()
            except BaseException as raised:
                error = raised
            self.alive = not job.last
            with contextlib.suppress(RuntimeError):  # the loop is gone already
                job.loop.call_soon_threadsafe(_settle, job.future, result, error)


def _seen(future: "asyncio.Future[Any]") -> None:
    """Nobody need ask what came of it: whoever was cancelled does not."""
    if not future.cancelled():
        future.exception()


def _settle(future: "asyncio.Future[Any]", result: Any, error: BaseException | None) -> None:
    if future.done():
        return  # nobody waits for it any more
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)

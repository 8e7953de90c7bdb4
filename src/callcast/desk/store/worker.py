"""The one thread that touches the database."""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from callcast.desk.queueing.errors import StoreError
from callcast.desk.store.errors import StoreBusy

T = TypeVar("T")

BATCH = 200
"""Jobs that share one transaction, and so one wait for the disk."""
WAITING_LIMIT = 5_000
"""Jobs that may wait."""

Job = Callable[[Connection], Any]


class Worker:
    """Runs jobs in the order in which they came. What came while the disk was busy is committed together.

    A job is a function of the connection without other effects: when one of a batch fails, all are rolled back and run
    again, each in a transaction of its own. A job has succeeded when its transaction is on the disk.
    """

    def __init__(self, engine: Engine, translate: Callable[[DBAPIError], StoreError]) -> None:
        """`translate` makes a sentence of the driver's errors."""
        self._engine, self._translate = engine, translate
        self._jobs: queue.SimpleQueue[tuple[Job, Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="store", daemon=True)
        self._thread.start()

    async def do(self, job: Callable[[Connection], T]) -> T:
        """The result of `job` once it is on the disk; `StoreError`."""
        if self._jobs.qsize() >= WAITING_LIMIT:
            raise StoreBusy(WAITING_LIMIT)
        future: Future[T] = Future()
        self._jobs.put((job, future))
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Finish what waits, then end the thread."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._jobs.get()) is not None:
            batch, last = [first], False
            while len(batch) < BATCH and not self._jobs.empty() and not last:
                more = self._jobs.get()
                last = more is None
                if more is not None:
                    batch.append(more)
            self._commit([(job, future) for job, future in batch if future.set_running_or_notify_cancel()])
            if last:
                return

    def _commit(self, batch: list[tuple[Job, "Future[Any]"]]) -> None:
        try:
            with self._engine.begin() as connection:
                results = [job(connection) for job, _ in batch]
        except Exception as error:
            if len(batch) > 1:
                for one in batch:
                    self._commit([one])
            else:
                batch[0][1].set_exception(self._translate(error) if isinstance(error, DBAPIError) else error)
            return
        for (_, future), result in zip(batch, results, strict=True):
            future.set_result(result)

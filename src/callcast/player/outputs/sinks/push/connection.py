"""One connection to a server: asyncio around `ClientConnection`."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any, TypeVar, cast

from callcast.player.outputs.errors import OutputError
from callcast.player.outputs.rtsp.client import (
    ClientConnection,
    Ended,
    Event,
    Feedback,
    Greeted,
    Recording,
    ReportWanted,
)
from callcast.player.outputs.rtsp.faults import Closed, NoAnswer, TakesNothing
from callcast.player.outputs.rtsp.peer import Peer
from callcast.player.outputs.rtsp.publication import Publication
from callcast.player.outputs.rtsp.target import Target
from callcast.player.outputs.rtsp.transport import Pair, Transport

WRITE_BUFFER = 65_536
"""Bytes kept for a server that does not read; from there on frames are dropped."""
PICTURE_BUFFER = 524_288
"""The same where a picture goes too, of which an IDR alone may have 100,000."""
KERNEL_BUFFER = 16_384
"""Bytes that the system keeps besides; its own choice, megabytes, would hide for minutes that nothing goes."""
FAREWELL = 0.4
"""Seconds that the server has to answer TEARDOWN; xiu never does."""

T = TypeVar("T")


class PushConnection(asyncio.Protocol):
    """You must await `greeted`, `publish` and `over`, in this order, and `close` at the end.

    Each of the three raises the `OutputError` by which the connection ended. `stalled` is called when the server stops
    or begins again to take bytes, `feedback` with RTCP that came, `report` when a sender report is wanted.
    """

    def __init__(self, target: Target, publication: Publication) -> None:
        """Not connected yet."""
        self._target = target
        self._publication = publication
        loop = asyncio.get_running_loop()
        self._now = loop.time
        self._timer: asyncio.TimerHandle | None = None
        self._greeted: asyncio.Future[Peer] = loop.create_future()
        self._recording: asyncio.Future[tuple[Transport, ...]] = loop.create_future()
        self._finished: asyncio.Future[None] = loop.create_future()
        self._over: asyncio.Future[OutputError | None] = loop.create_future()
        self.stalled: Callable[[bool], None] = lambda stalled: None
        self.feedback: Callable[[bytes], None] = lambda data: None
        self.report: Callable[[], None] = lambda: None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet the server."""
        # uvloop's transports have all of asyncio's methods but are none by class.
        self.transport = cast("asyncio.Transport", transport)
        pictures = any(form.kind == "video" for form in self._publication.formats)
        buffer = PICTURE_BUFFER if pictures else WRITE_BUFFER
        self.transport.set_write_buffer_limits(high=buffer, low=buffer // 4)
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.host: str = transport.get_extra_info("sockname")[0]
        self.peer: tuple[Any, ...] = transport.get_extra_info("peername")
        self._rtsp = ClientConnection(self._target, self._publication, self.host)
        self._act(lambda: self._rtsp.greet(self._now()))

    async def greeted(self) -> Peer:
        """Who the server is."""
        return await self._until(self._greeted)

    async def publish(self, ports: tuple[Pair, ...] | None) -> tuple[Transport, ...]:
        """Publish; how packets of each medium are to go. `ports` as for `ClientConnection.publish`."""
        self._act(lambda: self._rtsp.publish(ports, self._now()))
        return await self._until(self._recording)

    async def over(self) -> None:
        """Return when `finish` was called."""
        await self._until(self._finished)

    def finish(self) -> None:
        """Nothing more is to be sent; idempotent."""
        if not self._finished.done():
            self._finished.set_result(None)

    def heard(self, data: bytes) -> None:
        """RTCP came from the server by UDP."""
        self._rtsp.heard(self._now())
        self.feedback(data)

    async def close(self) -> None:
        """Say goodbye where that helps, and close."""
        try:
            if not self._over.done():
                self._act(lambda: self._rtsp.teardown(self._now()))
                await asyncio.wait([self._over], timeout=FAREWELL)
        finally:
            self._end(None)
            if self._timer is not None:
                self._timer.cancel()
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Bytes came from the server."""
        if not self._over.done():
            self._act(lambda: self._rtsp.receive_data(data, self._now()))

    def pause_writing(self) -> None:
        """The server does not read: its frames are dropped."""
        self.stalled(True)

    def resume_writing(self) -> None:
        """It reads again."""
        self.stalled(False)

    def connection_lost(self, exc: Exception | None) -> None:
        """The server is gone, or we have closed."""
        self._end(self._rtsp.closed())

    async def _until(self, future: "asyncio.Future[T]") -> T:
        """What `future` gives, or the error by which all ended before."""
        either: set[asyncio.Future[Any]] = {future, self._over}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if self._over.done():
            raise self._over.result() or Closed(self._target, None)
        return future.result()

    def _act(self, step: Callable[[], list[Event] | None]) -> None:
        """Let the protocol take a step, then send and do what it says."""
        try:
            events = step() or []
        except NoAnswer as error:
            waits = self.transport.get_write_buffer_size()
            self._end(TakesNothing(self._target, error.seconds) if waits else error)
            return
        except OutputError as error:
            self._end(error)
            return
        data = self._rtsp.data_to_send()
        if data:
            self.transport.write(data)
        for event in events:
            self._do(event)
        self._watch()

    def _do(self, event: Event) -> None:
        if isinstance(event, Feedback):
            self.feedback(event.data)
        elif isinstance(event, ReportWanted):
            self.report()
        elif isinstance(event, Greeted):
            self._greeted.set_result(event.peer)
        elif isinstance(event, Recording):
            self._recording.set_result(event.transports)
        elif isinstance(event, Ended):
            self._end(None)

    def _watch(self) -> None:
        """See that `check` is called when it is time; a timer that is early looks again, for most steps put it off."""
        due = self._rtsp.next_check
        if self._over.done() or due == float("inf"):
            return
        if self._timer is not None:
            if self._timer.when() <= due:
                return
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(due, self._check)

    def _check(self) -> None:
        self._timer = None
        if not self._over.done():
            self._act(lambda: self._rtsp.check(self._now()))

    def _end(self, error: OutputError | None) -> None:
        if not self._over.done():
            self._over.set_result(error)

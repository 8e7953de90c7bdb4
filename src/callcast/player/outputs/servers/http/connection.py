"""One client's connection: asyncio around h11."""

import asyncio
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import h11

from callcast.player.outputs.servers.connections import Connections
from callcast.player.outputs.servers.http.answer import Answer, common, head, problem
from callcast.player.outputs.servers.http.board import Board
from callcast.player.outputs.servers.http.pages import Pages
from callcast.player.outputs.servers.http.request import Request, read
from callcast.player.outputs.servers.http.stream import Streams, beginning

log = logging.getLogger(__name__)

KERNEL_BUFFER = 65_536
"""Bytes that the system keeps; its own choice, megabytes, would make the picture of a slow reader minutes old."""
PATIENCE = 10.0
"""Seconds without progress after which a connection is cut: of a request that does not come, of bytes not read."""


@dataclass(frozen=True)
class House:
    """What connections share. `now` gives monotonic seconds, `head_bytes` is how long a request may be."""

    now: Callable[[], float]
    pages: Pages
    streams: Streams
    connections: "Connections[HttpConnection]"
    head_bytes: int


class HttpConnection(asyncio.Protocol):
    """You must call `check` about once a second."""

    def __init__(self, house: House) -> None:
        """Nobody has come yet."""
        self._house = house
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=house.head_bytes)
        self._transport: asyncio.Transport | None = None
        self._peer: tuple[Any, ...] = ()
        self._answering: asyncio.Task[None] | None = None
        self._streaming = self._last = False
        self._waits_since = house.now()
        self._writable = asyncio.Event()
        self._writable.set()

    @property
    def address(self) -> str:
        """The client's; IPv4 in its own form also where it came over an IPv6 socket."""
        return str(self._peer[0]).removeprefix("::ffff:") if self._peer else ""

    # -- the transport's calls ---------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come."""
        # uvloop's transports have all of asyncio's methods but are none by class.
        transport = cast("asyncio.Transport", transport)
        self._transport = transport
        self._peer = transport.get_extra_info("peername") or ()
        if not self._peer:
            transport.abort()
            return
        # Paused with the first byte that the system does not take, so that no picture waits behind another one.
        transport.set_write_buffer_limits(high=0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER)
        if not self._house.connections.admit(self):
            self._refuse(problem(503, "There are too many connections; see http.limits.", (("Retry-After", "10"),)))

    def data_received(self, data: bytes) -> None:
        """Bytes came from the client; nobody listens to one that looks at a stream."""
        if self._transport is None or self._transport.is_closing() or self._streaming:
            return
        self._http.receive_data(data)
        if self._answering is None:
            self._advance()

    def pause_writing(self) -> None:
        """The client does not read."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """All is with the system."""
        self._writable.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        if self._answering is not None:
            self._answering.cancel()
        self._house.connections.forget(self)

    # -- the server's calls ------------------------------------------------------------------------------------

    def check(self, now: float) -> None:
        """Close what asks for nothing."""
        if self._answering is None and now - self._waits_since > PATIENCE:
            self.close()

    def close(self) -> None:
        """Take no more requests; the answer that is under way is given to its end, and a stream ends with its board."""
        self._last = True
        if self._answering is None and self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Close without waiting for anything."""
        if self._transport is not None:
            self._transport.abort()

    # -- writing -----------------------------------------------------------------------------------------------

    def write(self, data: bytes) -> None:
        """Send it when it can be."""
        assert self._transport is not None
        self._transport.write(data)

    async def drained(self) -> None:
        """Return when all is with the system; `ConnectionAbortedError` if the client takes nothing for a while."""
        assert self._transport is not None
        while not self._writable.is_set():
            unsent = self._transport.get_write_buffer_size()
            try:
                await asyncio.wait_for(self._writable.wait(), PATIENCE)
            except asyncio.TimeoutError:
                if self._transport.get_write_buffer_size() >= unsent:
                    raise ConnectionAbortedError(f"it took nothing for {PATIENCE:.0f} s") from None

    # -- requests ----------------------------------------------------------------------------------------------

    def _advance(self) -> None:
        """Answer the next request if it is there."""
        assert self._transport is not None
        try:
            event = self._http.next_event()
            whole = isinstance(event, h11.Request) and isinstance(self._http.next_event(), h11.EndOfMessage)
        except h11.RemoteProtocolError as error:
            self._refuse(problem(error.error_status_hint, f"This is no request that we know: {error}."))
            return
        if isinstance(event, h11.Request):
            self._transport.pause_reading()
            self._answering = asyncio.ensure_future(self._run(read(event), whole))
        elif isinstance(event, h11.ConnectionClosed):
            self._transport.close()

    def _refuse(self, answer: Answer) -> None:
        """Close with this answer."""
        assert self._transport is not None
        self._transport.write(head(answer.status, (*answer.headers, ("Connection", "close"))) + answer.body)
        self._transport.close()

    async def _run(self, request: Request, whole: bool) -> None:
        assert self._transport is not None
        try:
            again = await self._answer(request, whole)
        except ConnectionError as error:
            log.info("%s is cut: %s", self.address, error)
            self._transport.abort()
            return
        except Exception:
            log.exception("the request of %s for %s failed", self.address, request.path)
            self._transport.abort()
            return
        self._answering = None
        self._waits_since = self._house.now()
        if not again or self._last:
            self._transport.close()
        elif not self._transport.is_closing():
            self._transport.resume_reading()
            self._advance()

    async def _answer(self, request: Request, whole: bool) -> bool:
        """Whether another request may come."""
        answer = await self._house.pages.answer(request)
        if isinstance(answer, Board):
            await self._stream(request, answer)
            return False
        closing = () if whole else (("Connection", "close"),)
        headers = [*common(), *answer.headers, *closing]
        events: list[h11.Event] = [h11.Response(status_code=answer.status, headers=headers)]
        if answer.body and not request.only_head:
            events.append(h11.Data(data=answer.body))
        self.write(b"".join(self._http.send(event) or b"" for event in (*events, h11.EndOfMessage())))
        await self.drained()
        if not whole or self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            return False
        self._http.start_next_cycle()
        return True

    async def _stream(self, request: Request, board: Board) -> None:
        assert self._transport is not None
        if request.only_head:
            self.write(beginning())
            return
        log.info("%s looks at %s", self.address, request.path)
        self._streaming = True
        self._transport.resume_reading()  # so that we learn when it is gone
        await self._house.streams.send(board, self)

"""The bus between two processes of one machine: TCP on 127.0.0.1, authenticated both ways.

The player listens on a port of the system's choice and writes it to `bus.json`; the desk reads that and dials. Both
have the key of `bus.key`, which only this user can read. See docs/decisions/0001-local-bus.md.

    player -> desk   MAGIC, nonce p
    desk -> player   nonce d, HMAC(key, "desk", p, d)
    player -> desk   HMAC(key, "player", p, d)
    both             frames: JSON messages, and an empty one every half second
"""

import asyncio
import hmac
import json
import logging
import os
import secrets
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from callcast.bus.errors import BusError, FrameTooLong, LinkBroken
from callcast.bus.frames import HEARTBEAT, FrameParser, pack
from callcast.bus.inbox import Inbox, Inboxes
from callcast.bus.key import SIZE, load_key, proof
from callcast.bus.messages import Message, decode, encode
from callcast.system import files

T = TypeVar("T")

log = logging.getLogger(__name__)

MAGIC = b"callcast-bus 1\r\n"
HEARTBEAT_EVERY = 0.5
DEAD_AFTER = 2.0
"""Seconds without a byte from the peer; noticed at the next heartbeat."""
HANDSHAKE_LIMIT = 2.0
"""Seconds."""
HANDSHAKES = 64
"""Strangers that may be tried at the same time; who comes then takes the place of the oldest.

So a desk, which proves itself within milliseconds, gets in however many others connect and say nothing.
"""
PORT_FILE_SIZE = 64
"""Bytes."""
UNSENT_LIMIT = 8 << 20
"""Bytes that may wait for the peer to read."""
DIAL_FIRST, DIAL_LAST = 0.02, 0.25
"""Seconds between the desk's tries: the first, doubled up to the last."""
STEADY_AFTER = 1.0
"""Seconds a link must have lived for the tries to start over: two desks must not take it from each other in turns."""

Link = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _LocalBus:
    """What both ends have in common: one link at a time, and what is done with it."""

    def __init__(self, data: Path) -> None:
        """`data` is the folder of `bus.key` and `bus.json`."""
        self._key_file = data / "bus.key"
        self._port_file = data / "bus.json"
        self._inboxes = Inboxes()
        self._calls: list[Callable[[], None]] = []
        self._writer: asyncio.StreamWriter | None = None
        self._lost = 0
        self._told: set[str] = set()

    @property
    def connected(self) -> bool:
        """The link is up, as far as this end knows."""
        return self._writer is not None

    @property
    def drops(self) -> int:
        """Messages lost at this end so far, both ways: link down, no room, or not understood."""
        return self._lost + self._inboxes.drops

    def on_connected(self, call: Callable[[], None]) -> None:
        """Have `call` called, on the event loop, whenever the link has come up."""
        self._calls.append(call)

    def subscribe(self) -> Inbox[Message]:
        """What the other half sends from now on."""
        return self._inboxes.open()

    async def publish(self, message: Message) -> bool:
        """Send to the other half; False (and counted) when the link is down or the peer does not read."""
        writer = self._writer
        if writer is None or writer.is_closing() or writer.transport.get_write_buffer_size() > UNSENT_LIMIT:
            self._lost += 1
            return False
        try:
            writer.write(pack(encode(message)))
        except FrameTooLong as error:
            log.error(
                "A message of kind %s is not sent: %d bytes, at most %d.",
                message.type,
                error.length,
                error.limit,
            )
            self._lost += 1
            return False
        return True

    async def _use(self, link: Link) -> None:
        """Be linked until the link breaks; a newer link takes the place of an older."""
        reader, writer = link
        if self._writer is not None:
            self._writer.transport.abort()
        self._writer = writer
        self._told.clear()
        heard = _Heard(asyncio.get_running_loop().time())
        beating = asyncio.create_task(_beat(writer, heard))
        try:
            for call in self._calls:
                call()
            parser = FrameParser()
            while True:
                data = await reader.read(65536)
                if not data:
                    raise LinkBroken("The other half has gone.")
                heard.at = asyncio.get_running_loop().time()
                for payload in parser.feed(data):
                    self._receive(payload)
        finally:
            beating.cancel()
            if self._writer is writer:
                self._writer = None
            writer.transport.abort()

    def _receive(self, payload: bytes) -> None:
        try:
            message = decode(payload)
        except ValueError as error:
            self._lost += 1
            self._tell_once(f"The other half sent a message that this version does not know: {error}")
            return
        self._inboxes.put(message)

    def _tell_once(self, text: str) -> None:
        """To the log, unless it was told since the link was last up."""
        if text not in self._told and len(self._told) < 100:
            self._told.add(text)
            log.warning("%s", text)


class LocalPlayerBus(_LocalBus):
    """The player's end: listens, and has at most one desk."""

    def __init__(self, data: Path) -> None:
        """`data` is the folder of `bus.key` and `bus.json`."""
        super().__init__(data)
        self._key = b""
        self._links: set[asyncio.Task[None]] = set()
        self._strangers: dict[asyncio.StreamWriter, None] = {}

    async def run(self) -> None:
        """Listen until cancelled; `BusError` when the folder or its key is of no use."""
        self._key = load_key(self._key_file)
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        try:
            _write_port(self._port_file, server.sockets[0].getsockname()[1])
            await asyncio.Event().wait()
        finally:
            server.close()
            for task in self._links:
                task.cancel()
            await asyncio.gather(*self._links, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """No coroutine, for which asyncio would make a task that does not end with the server: ours does."""
        self._strangers[writer] = None
        if len(self._strangers) > HANDSHAKES:
            oldest = next(iter(self._strangers))
            del self._strangers[oldest]
            oldest.transport.abort()
        task = asyncio.create_task(self._welcome((reader, writer)))
        self._links.add(task)

        def ended(task: asyncio.Task[None]) -> None:
            self._links.discard(task)
            writer.transport.abort()  # here, since a task that is cancelled before its first step runs none of its own

        task.add_done_callback(ended)

    async def _welcome(self, link: Link) -> None:
        try:
            await _within(HANDSHAKE_LIMIT, self._prove(link))
        except (LinkBroken, OSError, EOFError, asyncio.TimeoutError) as error:
            self._tell_once(f"A program that tried to be the desk was refused: {error or 'it said nothing'}")
            return
        finally:
            self._strangers.pop(link[1], None)
        with suppress(LinkBroken, OSError):
            await self._use(link)

    async def _prove(self, link: Link) -> None:
        reader, writer = link
        mine = secrets.token_bytes(SIZE)
        writer.write(MAGIC + mine)
        answer = await reader.readexactly(2 * SIZE)
        theirs, shown = answer[:SIZE], answer[SIZE:]
        if not hmac.compare_digest(shown, proof(self._key, b"desk", mine, theirs)):
            raise LinkBroken(f"it does not have the key of {self._key_file}.")
        writer.write(proof(self._key, b"player", mine, theirs))


class LocalDeskBus(_LocalBus):
    """The desk's end: dials, and dials again; the player may have come back on another port."""

    async def run(self) -> None:
        """Dial until cancelled; `BusError` when the folder or its key is of no use."""
        delay = DIAL_FIRST
        while True:
            try:
                link = await _within(HANDSHAKE_LIMIT, self._dial())
            except LinkBroken as error:
                self._tell_once(str(error))
            except (OSError, EOFError, ValueError, KeyError, TypeError, OverflowError, asyncio.TimeoutError):
                pass  # no player yet, or a stale port: `connected` tells
            else:
                since = asyncio.get_running_loop().time()
                with suppress(LinkBroken, OSError):
                    await self._use(link)
                if asyncio.get_running_loop().time() - since > STEADY_AFTER:
                    delay = DIAL_FIRST
            await asyncio.sleep(delay)
            delay = min(2 * delay, DIAL_LAST)

    async def _dial(self) -> Link:
        key = load_key(self._key_file)
        port = int(json.loads(self._port_file.read_bytes())["port"])
        link = await asyncio.open_connection("127.0.0.1", port)
        try:
            await self._prove(link, key)
        except BaseException:
            link[1].transport.abort()
            raise
        return link

    async def _prove(self, link: Link, key: bytes) -> None:
        reader, writer = link
        head = await reader.readexactly(len(MAGIC) + SIZE)
        if not head.startswith(MAGIC):
            raise LinkBroken(f"What listens on the port in {self._port_file} is not a player of this version.")
        theirs, mine = head[len(MAGIC) :], secrets.token_bytes(SIZE)
        writer.write(mine + proof(key, b"desk", theirs, mine))
        try:
            shown = await reader.readexactly(SIZE)
        except EOFError:
            shown = b""
        if not hmac.compare_digest(shown, proof(key, b"player", theirs, mine)):
            raise LinkBroken(f"The player and the desk do not have the same key of {self._key_file}; start both again.")


@dataclass
class _Heard:
    """When the peer was last heard, in seconds of the loop's time."""

    at: float


async def _beat(writer: asyncio.StreamWriter, heard: _Heard) -> None:
    """Say that we live, and hang up when the peer does not."""
    while asyncio.get_running_loop().time() - heard.at < DEAD_AFTER:
        writer.write(HEARTBEAT)
        await asyncio.sleep(HEARTBEAT_EVERY)
    writer.transport.abort()


async def _within(seconds: float, work: Coroutine[None, None, T]) -> T:
    """The result of `work`; `asyncio.TimeoutError` after so many seconds.

    Not `asyncio.wait_for`, which before Python 3.12 may swallow its own cancellation.
    """
    task = asyncio.create_task(work)
    try:
        await asyncio.wait({task}, timeout=seconds)
    finally:
        task.cancel()
    if not task.done():
        raise asyncio.TimeoutError
    return task.result()


def _write_port(path: Path, port: int) -> None:
    """For this user only. In place, and always of one length: a player that comes back while the disk is full can.

    Who reads it half written finds no player there, and reads it again.
    """
    words = json.dumps({"port": port, "pid": os.getpid()}).encode().ljust(PORT_FILE_SIZE)
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
            file.write(words)
            file.truncate()
    except OSError as error:
        how = "make room on its disk" if files.is_full(error) else "let this user write to that folder"
        raise BusError(f"{path} cannot be written ({error.strerror}); {how}.") from error

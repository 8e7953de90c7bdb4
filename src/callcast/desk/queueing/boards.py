"""What people can do with boards, and that the player knows of it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from callcast.bus.messages import BoardContent
from callcast.desk.queueing.board import RECENT, check_board
from callcast.desk.queueing.channel import Channel
from callcast.desk.queueing.courier import Courier
from callcast.desk.queueing.errors import StoreError, UnknownChannel
from callcast.desk.queueing.player_view import PlayerView
from callcast.desk.queueing.ports import Store
from callcast.desk.queueing.queues import Queues

log = logging.getLogger(__name__)

RETRY_AFTER = 2.0
"""Seconds until what could not be sent is tried again."""


class Boards:
    """The use cases, which may raise `DeskError` and `StoreError`; and the sending, in which the store is the truth.

    A change is sent when it is kept, and all boards when the player says hello. One task reads and sends, so that
    what it sends last is what was kept last.
    """

    def __init__(
        self, store: Store, courier: Courier, view: PlayerView, channels: Callable[[], tuple[Channel, ...]]
    ) -> None:
        """`channels` tells those there are now. You must `run` it."""
        self._store, self._courier, self._view, self._channels = store, courier, view, channels
        self._queues: dict[str, Queues] = {}
        self._due: dict[str, None] = {}
        """Channels whose boards the player is to be told, in order."""
        self._wake = asyncio.Event()
        courier.on_hello(self.again)

    async def get(self, channel: str) -> BoardContent:
        """What was put last, without `recent`; nothing if nothing was. `UnknownChannel`."""
        self._check(channel)
        return await self._store.board(channel) or BoardContent(channel)

    async def put(self, content: BoardContent) -> None:
        """Keep it in place of what was put before. `RequestRefused`, `UnknownChannel`."""
        self._check(content.channel)
        check_board(content)
        await self._store.keep_board(content)
        self._send_soon(content.channel)

    def show(self, channel: str, queues: Queues) -> None:
        """What is to be seen there, where nobody has put anything, as it is now."""
        if self._queues.get(channel) != queues:
            self._queues[channel] = queues
            self._send_soon(channel)

    def again(self) -> None:
        """Tell the player all of them: it may know none."""
        self._send_soon(*self._known())

    async def run(self) -> None:
        """Send what is due, for ever."""
        while True:
            self._wake.clear()
            waits = None if await self._sent() else RETRY_AFTER
            waiting = asyncio.ensure_future(self._wake.wait())
            try:
                await asyncio.wait({waiting}, timeout=waits)
            finally:
                waiting.cancel()

    def _send_soon(self, *channels: str) -> None:
        self._due.update(dict.fromkeys(channels))
        self._wake.set()

    async def _sent(self) -> bool:
        """The player has what was due, or is not there: it will say hello."""
        while self._due and self._view.up:
            channel = next(iter(self._due))
            del self._due[channel]
            if channel in self._known() and not await self._send(channel):
                self._due[channel] = None
                return False
        return True

    async def _send(self, channel: str) -> bool:
        try:
            content = await self._store.board(channel) or BoardContent(channel)
            content = self._queues.get(channel, Queues()).filled(content)
            recent = await self._store.called(channel, RECENT)
        except StoreError as error:
            log.error("What the board of %s shows cannot be read, so the player is told later: %s", channel, error)
            return False
        return await self._courier.tell(replace(content, recent=tuple(recent)))

    def _known(self) -> tuple[str, ...]:
        return tuple(channel.id for channel in self._channels())

    def _check(self, channel: str) -> None:
        known = self._known()
        if channel not in known:
            raise UnknownChannel(channel, known)

"""The desk as a whole: its parts, put together, and its life."""

import asyncio
import logging
from collections.abc import Callable

from callcast.bus.bus import Bus
from callcast.bus.messages import Catalogue, Message, VoicesChanged
from callcast.desk.queueing.announcing import OPEN_LIMIT, Announcing
from callcast.desk.queueing.boards import Boards
from callcast.desk.queueing.channel import Channel
from callcast.desk.queueing.courier import Courier
from callcast.desk.queueing.errors import StoreError
from callcast.desk.queueing.expecting import Expecting
from callcast.desk.queueing.hall.feed import Feed
from callcast.desk.queueing.hall.store import HallStore
from callcast.desk.queueing.intake import Intake
from callcast.desk.queueing.ledger import Ledger
from callcast.desk.queueing.player_view import PlayerView
from callcast.desk.queueing.ports import Clock, Store
from callcast.desk.queueing.reception import Reception
from callcast.desk.queueing.usher import Usher
from callcast.wording.templates import Own

log = logging.getLogger(__name__)

KEYS_KEPT = 86_400.0
"""Seconds an Idempotency-Key is remembered."""
FINAL_KEPT = 30 * 86_400.0
"""Seconds a final announcement is kept, unless told otherwise."""
EVENTS_KEPT = 86_400.0
"""Seconds for which whoever listens to events may have been away."""
PURGE_EVERY, PURGE_SOON = 600.0, 0.2
"""Seconds between purges; soon if there is more to purge, but others write in between."""
REMEMBER_EVERY = 1.0
"""Seconds between two looks at whether the catalogue has changed."""


class Desk:
    """You must `start` it before use and `run` it meanwhile; make it before the bus runs, so that it hears all."""

    def __init__(
        self,
        *,
        store: Store,
        hall: HallStore,
        bus: Bus,
        channels: Callable[[], tuple[Channel, ...]],
        wall: Clock,
        monotonic: Clock,
        final_kept: float = FINAL_KEPT,
        names_kept: float | None = None,
        open_limit: int = OPEN_LIMIT,
        first: Callable[[], tuple[Message, ...]] = tuple,
        templates: Own | None = None,
    ) -> None:
        """`channels` tells those there are now; `first` is what a player hears first.

        What is over is kept for `final_kept` seconds, and names in it for `names_kept`, None being as long.
        `templates` are those of the settings.
        """
        self._store, self._wall = store, wall
        self._final_kept, self._names_kept = final_kept, names_kept
        self.bus, self.channels = bus, channels
        self._kept: Catalogue | None = None
        self.player = PlayerView(lambda: bus.connected)
        self.ledger = Ledger(store)
        self._first = first
        self._courier = Courier(bus, self.ledger, self.player, wall, monotonic, self._introduction)
        intake = Intake(self.player, channels, wall, templates or {})
        self._expecting = Expecting(intake, self._courier)
        self.announcing = Announcing(store, self.ledger, self._courier, intake, self._expecting, open_limit)
        self.boards = Boards(store, self._courier, self.player, channels)
        self.hall = Reception(hall, self.ledger, self._courier, intake, wall)
        self.feed = Feed()
        self.hall.on_events(self.feed.put)
        self._usher = Usher(self.hall, self.boards, self._expecting, channels, wall)

    def _introduction(self) -> tuple[Message, ...]:
        return (*self._first(), *self._expecting.messages())

    async def start(self) -> None:
        """Read what is open, and what the player could speak; `StoreError`."""
        await self.ledger.load()
        await self.hall.load()
        if kept := await self._store.catalogue():
            self.player.catalogue = self._kept = kept

    def release(self) -> None:
        """Nobody waits any longer, for an announcement or for events: the desk is about to stop."""
        self.ledger.release()
        self.feed.close()

    async def run(self) -> None:
        """Hear the player, send again, and forget what is old, until cancelled."""
        parts = (
            self._courier.listen(),
            self._courier.go_round(),
            self._forget(),
            self._remember(),
            self.boards.run(),
            self.hall.run(),
            self._usher.run(),
        )
        work = [asyncio.ensure_future(part) for part in parts]
        try:
            await asyncio.gather(*work)
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    async def introduce(self) -> None:
        """Tell the player again, now, what a player is to hear first; and then what its boards show."""
        await self._courier.introduce()
        self.boards.again()

    async def refresh_voices(self) -> bool:
        """Have the player look again which voices there are; False if it is not there, and looks when it comes."""
        return await self._courier.tell(VoicesChanged())

    def catalogue(self) -> Catalogue:
        """What the player can speak; `CatalogueUnknown` until it has said."""
        return self.player.told()

    async def writable(self) -> bool:
        """The store can write."""
        try:
            await self._store.check()
        except StoreError as error:
            log.warning("%s", error)
            return False
        return True

    async def _remember(self) -> None:
        """Keep what the player can speak, so that a desk that starts need not wait for it."""
        while True:
            now = self.player.catalogue
            if now is not None and now != self._kept:
                try:
                    await self._store.keep_catalogue(now)
                    self._kept = now
                except StoreError as error:
                    log.warning("What the player can speak cannot be kept: %s", error)
            await asyncio.sleep(REMEMBER_EVERY)

    async def _forget(self) -> None:
        while True:
            gone = 0
            try:
                gone = await self._forget_some(self._wall())
            except StoreError as error:
                log.warning("What is old cannot be removed: %s", error)
            await asyncio.sleep(PURGE_SOON if gone else PURGE_EVERY)

    async def _forget_some(self, now: float) -> int:
        final_before = now - self._final_kept
        gone = await self._store.purge(keys_before=now - KEYS_KEPT, final_before=final_before)
        names_before = 0.0 if self._names_kept is None else now - self._names_kept
        return gone + await self.hall.book.forget(
            names_before=names_before, final_before=final_before, events_before=now - EVENTS_KEPT
        )

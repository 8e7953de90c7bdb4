"""The usher: looks after those who wait, when nobody does anything."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from callcast.desk.queueing.boards import Boards
from callcast.desk.queueing.channel import Channel
from callcast.desk.queueing.coming import coming
from callcast.desk.queueing.errors import DeskError, StoreError
from callcast.desk.queueing.expecting import MOST, Expecting
from callcast.desk.queueing.hall.change import Change
from callcast.desk.queueing.hall.event import Event
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.moment import Moment
from callcast.desk.queueing.ports import Clock
from callcast.desk.queueing.queues import queues
from callcast.desk.queueing.reception import Reception
from callcast.desk.queueing.tickets.count import today
from callcast.desk.queueing.tickets.lapse import lapse, overdue

log = logging.getLogger(__name__)

WHO = "callcast"
"""In the log, who does what nobody does."""
LOOK_EVERY = 1.0
"""Seconds."""
SETTLE = 0.1
"""Seconds after a change in which others come with it."""


class Usher:
    """Calls those again who do not come, or parks them; keeps boards as things stand; names whom to expect."""

    def __init__(
        self,
        reception: Reception,
        boards: Boards,
        expecting: Expecting,
        channels: Callable[[], tuple[Channel, ...]],
        wall: Clock,
    ) -> None:
        """You must `run` it."""
        self._reception, self._boards, self._expecting = reception, boards, expecting
        self._channels, self._wall = channels, wall
        self._changed = asyncio.Event()
        self._changed.set()
        reception.on_events(self._hear)

    def _hear(self, events: Sequence[Event]) -> None:
        if any(event.kind != "announcement" for event in events):
            self._changed.set()

    async def run(self) -> None:
        """For ever."""
        while True:
            waiting = asyncio.ensure_future(self._changed.wait())
            try:
                await asyncio.wait({waiting}, timeout=LOOK_EVERY)
            finally:
                waiting.cancel()
            try:
                await self.look()
            except StoreError as error:
                log.warning("The hall cannot be looked after: %s", error)
            except Exception:  # people at counters can do without, and the calls go on
                log.exception("The hall cannot be looked after.")
            await asyncio.sleep(SETTLE)

    async def look(self) -> None:
        """Once."""
        book = self._reception.book
        now = max(self._wall(), book.floor.latest)
        for ticket in overdue(book.floor, now):
            await self._lapse(ticket)
        if self._changed.is_set():
            self._changed.clear()
            for channel, shown in queues(book.floor, [one.id for one in self._channels()]).items():
                self._boards.show(channel, shown)
            await self._expecting.calls(coming(book.floor, now, MOST))
        book.floor.forget(_days(book.floor, now))

    async def _lapse(self, ticket: str) -> None:
        def rule(floor: Floor, moment: Moment) -> Change:
            return lapse(floor, moment, ticket)

        try:
            await self._reception.book.do(rule, WHO)
        except DeskError as error:
            log.info("%s", error)  # somebody did something about it meanwhile


def _days(floor: Floor, now: float) -> dict[str, str]:
    return {line.id: today(floor, line, now) for line in floor.lines.values()}

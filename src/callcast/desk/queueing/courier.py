"""The courier: what is open is known to the player, whatever is lost on the way."""

import asyncio
import logging
from collections.abc import Callable

from callcast.bus.bus import Bus
from callcast.bus.messages import Cancel, Filed, Hello, Message, Report, State
from callcast.desk.queueing.announcement import Announcement
from callcast.desk.queueing.errors import StoreError
from callcast.desk.queueing.ledger import Ledger
from callcast.desk.queueing.player_view import PlayerView
from callcast.desk.queueing.ports import Clock

log = logging.getLogger(__name__)

ROUND_EVERY = 2.0
"""Seconds between two rounds, in which what is not acknowledged is sent again."""
PATIENCE = 10.0
"""Seconds that a player which may have an announcement is given to answer for it, once it is cancelled or expired."""
BATCH = 500
"""Messages whose changes go to the store together."""


class Courier:
    """Sends `Speak` until the player has reported, files what is final, and gives up what nobody answers for.

    An announcement is sent only while a channel of it is open in the ledger, and `Filed` only after the ledger has it
    as final; one link keeps their order. So the player never gets again what it was told to forget.
    """

    def __init__(
        self,
        bus: Bus,
        ledger: Ledger,
        view: PlayerView,
        wall: Clock,
        monotonic: Clock,
        first: Callable[[], tuple[Message, ...]] = tuple,
    ) -> None:
        """It listens from now on, and answers as soon as it runs. `first` is what a player hears before all else."""
        self._bus, self._ledger, self._view = bus, ledger, view
        self._wall, self._monotonic = wall, monotonic
        self._inbox = bus.subscribe()
        self._acknowledged: dict[str, set[str]] = {}
        self._ours: set[str] = set()
        """Ids that the player cannot have: accepted in this life, and never on the link."""
        self._overdue: dict[str, float] = {}
        """Since when (monotonic seconds) the player should have answered for an id."""
        self._first, self._introduced = first, False
        self._greeted: list[Callable[[], None]] = []
        bus.on_connected(self._linked)

    def _linked(self) -> None:
        self._introduced = False

    async def introduce(self) -> None:
        """Tell the player now what it is to hear before all else. Nothing waits, so nothing comes in between."""
        self._introduced = self._bus.connected
        for message in self._first() if self._introduced else ():
            await self._bus.publish(message)

    async def tell(self, message: Message) -> bool:
        """Send it, after what the player is to hear before all else; False if it is not there."""
        if self._bus.connected and not self._introduced:
            await self.introduce()
        return self._bus.connected and await self._bus.publish(message)

    def on_hello(self, call: Callable[[], None]) -> None:
        """Have `call` called whenever the player has said hello."""
        self._greeted.append(call)

    def accepted(self, id: str) -> None:  # noqa: A002 - the field's name
        """A new announcement is in the ledger."""
        self._ours.add(id)

    async def listen(self) -> None:
        """Hear the player, for ever."""
        async for message in self._inbox:
            batch = [message]
            while len(batch) < BATCH and (more := self._inbox.pop()):
                batch.append(more)
            await self.hear(batch)

    async def go_round(self) -> None:
        """A round now and then, for ever."""
        while True:
            await self.round()
            await asyncio.sleep(ROUND_EVERY)

    async def hear(self, messages: list[Message]) -> None:
        """Take note of what the player says, in order; reports are in the store when this returns."""
        changes: list[tuple[Report, asyncio.Future[Announcement | None]]] = []
        hello = False
        for message in messages:
            self._view.hear(message)
            if isinstance(message, Report):
                self._acknowledged.setdefault(message.id, set()).add(message.channel)
                changes.append((message, self._apply(message)))
            elif isinstance(message, Hello):
                self._acknowledged.clear()
                self._introduced = False
                hello = True
        for report, change in changes:
            try:
                announcement = await change
            except StoreError as error:
                log.error("A report of the player cannot be kept and will come again: %s", error)
                continue
            await self._answer(report, announcement)
        if hello:
            for greet in self._greeted:
                greet()
            await self.round()

    async def round(self) -> None:
        """Deliver everything that is open."""
        if not self._introduced:
            await self.introduce()
        ids = list(self._ledger.open)
        for start in range(0, len(ids), BATCH):
            results = await asyncio.gather(*map(self.deliver, ids[start : start + BATCH]), return_exceptions=True)
            errors = [result for result in results if isinstance(result, BaseException)]
            for error in errors[:1]:
                if not isinstance(error, StoreError):
                    raise error
                log.error("What became of %d announcements cannot be kept: %s", len(errors), error)
        for seen in (self._acknowledged, self._overdue):
            for id in [id for id in seen if id not in self._ledger.open]:  # noqa: A001 - the field's name
                del seen[id]
        self._ours.intersection_update(self._ledger.open)

    async def deliver(self, id: str) -> None:  # noqa: A002 - the field's name
        """Do what is to be done for one announcement now. Nothing waits between the look and the sending."""
        announcement = self._ledger.open.get(id)
        if announcement is None:
            return
        unanswered = self._unanswered(announcement)
        if self._given_up(announcement, unanswered):
            state, reason = self._end(announcement)
            await self._ledger.change(id, lambda now: now.give_up(unanswered, state, reason))
        elif announcement.cancel_asked:
            await self._bus.publish(Cancel(id))
        elif unanswered and await self.tell(announcement.speak(unanswered)):
            self._ours.discard(id)

    def _apply(self, report: Report) -> "asyncio.Future[Announcement | None]":
        return self._ledger.change(report.id, lambda announcement: announcement.apply(report))

    def _unanswered(self, announcement: Announcement) -> tuple[str, ...]:
        """Open channels of which the player has not said, since it last said hello, that it knows of them."""
        if not self._bus.connected:
            return announcement.open_channels
        acknowledged = self._acknowledged.get(announcement.id, set())
        return tuple(channel for channel in announcement.open_channels if channel not in acknowledged)

    def _end(self, announcement: Announcement) -> tuple[State, str]:
        """How it ends without the player's answer."""
        if announcement.cancel_asked:
            return State.CANCELLED, "cancelled before the player took it"
        if not self._bus.connected:
            return State.EXPIRED, "the player was not there in time"
        return State.EXPIRED, "its time was over before the player took it"

    def _given_up(self, announcement: Announcement, unanswered: tuple[str, ...]) -> bool:
        """It is cancelled or expired, and the player does not have it or has not answered in time.

        A player that may have it is given time, since it may have spoken it and its report may be on the way.
        """
        overdue = announcement.cancel_asked or announcement.expired(self._wall())
        if not overdue or not unanswered:
            self._overdue.pop(announcement.id, None)
            return False
        if announcement.id in self._ours:
            return True
        return self._monotonic() - self._overdue.setdefault(announcement.id, self._monotonic()) >= PATIENCE

    async def _answer(self, report: Report, announcement: Announcement | None) -> None:
        """`announcement` is None when it is final already, or unknown."""
        delivery = announcement.delivery(report.channel) if announcement else None
        if report.state.final:
            await self._bus.publish(Filed(report.id, report.channel))
        elif delivery is None or delivery.state.final:
            # The player is about to speak what was given up here, or what was never accepted.
            await self._bus.publish(Cancel(report.id))

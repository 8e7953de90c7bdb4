"""What is looked up for several routes."""

from callcast.desk.queueing.errors import UnknownAnnouncement
from callcast.desk.queueing.hall.errors import Unknown
from callcast.desk.queueing.hall.floor import Floor
from callcast.desk.queueing.hall.order import Order
from callcast.desk.queueing.hall.ticket import Stage, Ticket
from callcast.desk.queueing.reception import Reception
from callcast.desk.queueing.tickets.wait import Wait, estimate
from callcast.desk.queueing.words import quoted
from callcast.desk.web.hall_shapes import AnnouncedView
from callcast.desk.web.services import Services


class Looking:
    """At the floor, and at what is long ago."""

    def __init__(self, services: Services) -> None:
        """Of a desk that was started."""
        self._desk, self._wall = services.desk, services.wall

    @property
    def hall(self) -> Reception:
        """Of the desk."""
        return self._desk.hall

    @property
    def floor(self) -> Floor:
        """As it is now."""
        return self._desk.hall.book.floor

    def channels(self) -> tuple[str, ...]:
        """The ids of those there are."""
        return tuple(one.id for one in self._desk.channels())

    def now(self) -> float:
        """Unix seconds, not before what was done last."""
        return max(self._wall(), self.floor.latest)

    async def ticket(self, id: str) -> Ticket:  # noqa: A002 - the field's name
        """However old; `Unknown`."""
        found = self.floor.tickets.get(id) or await self.hall.store.ticket(id)
        if found is None:
            raise Unknown("unknown-ticket")
        return found

    async def order(self, id: str) -> Order:  # noqa: A002 - the field's name
        """However old; `Unknown`."""
        found = self.floor.orders.get(id) or await self.hall.store.order(id)
        if found is None:
            raise Unknown("unknown-order", id=quoted(id))
        return found

    def wait(self, ticket: Ticket) -> Wait | None:
        """What it is to expect, while it waits."""
        waits = ticket.stage is Stage.WAITING and ticket.line in self.floor.lines and ticket.id in self.floor.tickets
        return estimate(self.floor, ticket, self.now()) if waits else None

    async def announced(self, id: str | None) -> AnnouncedView | None:  # noqa: A002 - the field's name
        """How far that announcement is; None if there is none any more."""
        if id is None:
            return None
        try:
            return AnnouncedView.of(await self._desk.announcing.get(id))
        except UnknownAnnouncement:
            return None

"""Tickets, as OpenAPI tells them."""

from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, Field

from callcast.desk.queueing.hall.period import Period
from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.queueing.hall.ticket import Stage, Ticket
from callcast.desk.queueing.tickets.issue import Wish
from callcast.desk.queueing.tickets.wait import Wait
from callcast.desk.queueing.times import rfc3339
from callcast.desk.web.hall_shapes import BODY, AnnouncedView, BecauseView, Id, Several, Text


class NewTicket(BaseModel):
    """What a ticket is asked for."""

    model_config = BODY

    line: Id = Field(description="Its id.", examples=["registration"])
    precedence: Annotated[Precedence, Field(strict=False)] = Precedence.NORMAL
    due_at: Annotated[AwareDatetime, Field(strict=False)] | None = Field(
        None, description="Of an appointment: RFC 3339.", examples=["2026-11-24T09:30:00+08:00"]
    )
    route: list[Id] = Field([], max_length=Several, description="Lines that it goes through, this one first.")
    name: Text = Field("", description="Boards mask it; forgotten after a time.", examples=["王小明"])
    langs: list[Id] = Field([], max_length=Several, description="What it is called in; the line's when left out.")

    def wish(self) -> Wish:
        """For the rules."""
        due_at = None if self.due_at is None else self.due_at.timestamp()
        return Wish(self.line, self.precedence, due_at, tuple(self.route), self.name, tuple(self.langs))


class WaitView(BaseModel):
    """What is to be expected, by what was observed; seconds are null where too little was."""

    ahead: int = Field(description="People who are called before, as things stand.")
    low: float | None
    likely: float | None
    high: float | None

    @classmethod
    def of(cls, wait: Wait | None) -> "WaitView | None":
        """None for one that does not wait."""
        return None if wait is None else cls(ahead=wait.ahead, low=wait.low, likely=wait.likely, high=wait.high)


class TicketSummary(BaseModel):
    """A ticket, in lists. Times are RFC 3339, UTC."""

    id: str = Field(description="Cannot be guessed: it opens the ticket's own page.")
    line: str
    number: str = Field(examples=["A012"])
    day: str
    stage: Stage
    since: str = Field(description="Of the stage.")
    precedence: Precedence
    issued_at: str
    due_at: str | None
    counter: str | None = Field(description="Where it was called to last.")
    called_at: str | None
    calls: int
    name: str
    langs: list[str]
    route: list[str]
    leg: int = Field(description="Of the route, from 0.")
    version: int

    @classmethod
    def of(cls, ticket: Ticket) -> "TicketSummary":
        """As it stands."""
        return cls(**_fields(ticket))


class PeriodView(BaseModel):
    """From when to when something was so; `end` is null while it lasts."""

    subject: str = Field(description="The id of a ticket or an order.")
    stage: str
    line: str
    counter: str | None
    start: str
    end: str | None
    who: str
    because: BecauseView | None

    @classmethod
    def of(cls, period: Period, lang: str) -> "PeriodView":
        """As it was kept."""
        return cls(
            subject=period.subject,
            stage=period.stage,
            line=period.line,
            counter=period.counter,
            start=rfc3339(period.start) or "",
            end=rfc3339(period.end),
            who=period.who,
            because=BecauseView.of(period.because, lang),
        )


class TicketView(TicketSummary):
    """A ticket, with all that is known of it."""

    wait: WaitView | None = Field(description="While it waits.")
    announcement: AnnouncedView | None = Field(description="Of the last call.")
    because: BecauseView | None = Field(description="Why it stands there.")
    periods: list[PeriodView]

    @classmethod
    def made(
        cls, ticket: Ticket, wait: Wait | None, announced: AnnouncedView | None, periods: list[Period], lang: str
    ) -> "TicketView":
        """As it stands."""
        return cls(
            **_fields(ticket),
            wait=WaitView.of(wait),
            announcement=announced,
            because=BecauseView.of(periods[-1].because, lang) if periods else None,
            periods=[PeriodView.of(period, lang) for period in periods],
        )


class TicketPage(BaseModel):
    """Newest first; `next` is the `before` of the next page."""

    items: list[TicketSummary]
    next: str | None


class OwnTicketView(BaseModel):
    """What a ticket's own page shows; nothing of it is about the person."""

    number: str
    line: str = Field(description="Its name.")
    names: dict[str, str] = Field(description="Of the line, by language.")
    stage: Stage
    since: str
    place: str | None = Field(description="Where to go, once it was called.")
    wait: WaitView | None


class PeriodPage(BaseModel):
    """In the order in which they began to be logged; `next` is the `after` of the next page."""

    items: list[PeriodView]
    next: int | None


def _fields(ticket: Ticket) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "line": ticket.line,
        "number": ticket.number,
        "day": ticket.day,
        "stage": ticket.stage,
        "since": rfc3339(ticket.since),
        "precedence": ticket.precedence,
        "issued_at": rfc3339(ticket.issued_at),
        "due_at": rfc3339(ticket.due_at),
        "counter": ticket.counter,
        "called_at": rfc3339(ticket.called_at),
        "calls": ticket.calls,
        "name": ticket.name,
        "langs": list(ticket.langs),
        "route": list(ticket.route),
        "leg": ticket.leg,
        "version": ticket.version,
    }

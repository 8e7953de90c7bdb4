"""Counters at work, as OpenAPI tells them."""

from typing import Annotated

from pydantic import BaseModel, Field

from callcast.desk.queueing.hall.counter import Counter, Share
from callcast.desk.queueing.tickets.turn import Turn
from callcast.desk.web.hall_shapes import BODY, AnnouncedView, BecauseView, Id, Several, Text
from callcast.desk.web.ticket_shapes import TicketSummary


class ShareBody(BaseModel):
    """A line that a counter serves."""

    model_config = BODY

    line: Id = Field(examples=["registration"])
    weight: Annotated[float, Field(gt=0, le=1_000, allow_inf_nan=False)] = Field(
        1.0, description="So many times as fast its people grow old there."
    )


class CounterSetup(BaseModel):
    """A counter, as it is set up. What is read can be put back; `open` and `operator` are not changed by that."""

    model_config = BODY

    id: Id = Field("", description="As in the address; may be left out.")
    name: Text = Field(examples=["3 號櫃檯"])
    place: Text = Field(description="Where people are called to.", examples=["3"])
    shares: list[ShareBody] = Field(max_length=Several, description="Which lines it serves, in which mix.")
    channels: list[Id] = Field([], max_length=Several, description="On which it calls; as the line says when empty.")
    open: bool = False
    operator: Text = ""
    version: Annotated[int, Field(ge=0, le=2**53)] = Field(0, description="That is there, 0 for a new one.")

    @classmethod
    def of(cls, counter: Counter) -> "CounterSetup":
        """As it stands."""
        return cls(
            id=counter.id,
            name=counter.name,
            place=counter.place,
            shares=[ShareBody(line=one.line, weight=one.weight) for one in counter.shares],
            channels=list(counter.channels),
            open=counter.open,
            operator=counter.operator,
            version=counter.version,
        )

    def counter(self, id: str, version: int) -> Counter:  # noqa: A002 - the field's name
        """For the rules, which leave open what is open."""
        shares = tuple(Share(one.line, one.weight) for one in self.shares)
        return Counter(id, self.name, self.place, shares, tuple(self.channels), version=version)


class CounterView(CounterSetup):
    """A counter, and who is there."""

    ticket: TicketSummary | None = Field(description="That was called there, or is served.")

    @classmethod
    def with_ticket(cls, counter: Counter, ticket: TicketSummary | None) -> "CounterView":
        """As it stands."""
        return cls(**dict(CounterSetup.of(counter)), ticket=ticket)


class CounterList(BaseModel):
    """All of them."""

    items: list[CounterView]


class NextView(BaseModel):
    """Who would be called, if somebody were now."""

    ticket: TicketSummary
    because: BecauseView

    @classmethod
    def of(cls, turn: Turn | None, lang: str) -> "NextView | None":
        """None if nobody waits."""
        if turn is None:
            return None
        because = BecauseView(key=turn.because.key, text=turn.because.text(lang))
        return cls(ticket=TicketSummary.of(turn.ticket), because=because)


class CounterNow(CounterView):
    """A counter, how far its call is, and who is next."""

    announcement: AnnouncedView | None
    next: NextView | None


class ActedView(BaseModel):
    """What came of an act at a counter."""

    counter: CounterView
    ticket: TicketSummary | None = Field(description="That it was about.")
    because: BecauseView | None = Field(description="Why this one.")
    announcement: AnnouncedView | None = Field(description="Of the call, if there was one.")


class ChosenBody(BaseModel):
    """Whom to call."""

    model_config = BODY

    number: Text = Field(description="As it is shown, or the ticket's id.", examples=["A012"])


class TransferBody(BaseModel):
    """Where to."""

    model_config = BODY

    line: Id = Field(description="Its id.", examples=["pharmacy"])


class OpenBody(BaseModel):
    """By whom."""

    model_config = BODY

    operator: Text = Field("", description="As people know them.", examples=["陳小姐"])

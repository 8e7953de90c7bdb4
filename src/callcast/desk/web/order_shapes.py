"""Orders, as OpenAPI tells them."""

from pydantic import BaseModel, Field

from callcast.desk.queueing.hall.order import Order, OrderStage, Pick
from callcast.desk.queueing.hall.period import Period
from callcast.desk.queueing.orders.place import OrderWish
from callcast.desk.queueing.times import rfc3339
from callcast.desk.web.hall_shapes import BODY, AnnouncedView, BecauseView, Id, Several, Text
from callcast.desk.web.ticket_shapes import PeriodView


class ChosenView(BaseModel):
    """A choice of an option."""

    model_config = BODY

    option: Id = Field(examples=["noodles"])
    choice: Id = Field(examples=["firm"])


class PickBody(BaseModel):
    """So many of an item."""

    model_config = BODY

    item: Id = Field(examples=["tonkotsu"])
    count: int = Field(1, ge=1, le=1_000)
    choices: list[ChosenView] = Field([], max_length=Several)
    note: Text = ""

    @classmethod
    def of(cls, pick: Pick) -> "PickBody":
        """As it was chosen."""
        chosen = [ChosenView(option=option, choice=choice) for option, choice in pick.choices]
        return cls(item=pick.item, count=pick.count, choices=chosen, note=pick.note)

    def pick(self) -> Pick:
        """For the rules."""
        return Pick(self.item, self.count, tuple((one.option, one.choice) for one in self.choices), self.note)


class NewOrder(BaseModel):
    """What is ordered."""

    model_config = BODY

    line: Id = Field(description="The stall's id.", examples=["ramen"])
    items: list[PickBody] = Field(max_length=Several)
    name: Text = Field("", description="Boards mask it; forgotten after a time.")
    langs: list[Id] = Field([], max_length=Several, description="What it is called in; the line's when left out.")

    def wish(self) -> OrderWish:
        """For the rules."""
        return OrderWish(self.line, tuple(one.pick() for one in self.items), self.name, tuple(self.langs))


class OrderSummary(BaseModel):
    """An order, in lists. Times are RFC 3339, UTC."""

    id: str
    line: str
    number: str = Field(examples=["37"])
    day: str
    stage: OrderStage
    since: str = Field(description="Of the stage.")
    ordered_at: str
    items: list[PickBody]
    price: int | None = Field(description="In the smallest unit of the currency.")
    name: str
    langs: list[str]
    called_at: str | None
    calls: int
    version: int

    @classmethod
    def of(cls, order: Order) -> "OrderSummary":
        """As it stands."""
        return cls(
            id=order.id,
            line=order.line,
            number=order.number,
            day=order.day,
            stage=order.stage,
            since=rfc3339(order.since) or "",
            ordered_at=rfc3339(order.ordered_at) or "",
            items=[PickBody.of(one) for one in order.picks],
            price=order.price,
            name=order.name,
            langs=list(order.langs),
            called_at=rfc3339(order.called_at),
            calls=order.calls,
            version=order.version,
        )


class OrderView(OrderSummary):
    """An order, with all that is known of it."""

    announcement: AnnouncedView | None = Field(description="Of the last call.")
    because: BecauseView | None = Field(None, description="What was not as one might expect, of an act.")
    periods: list[PeriodView]

    @classmethod
    def made(
        cls, order: Order, announced: AnnouncedView | None, because: BecauseView | None, log: list[Period], lang: str
    ) -> "OrderView":
        """As it stands."""
        periods = [PeriodView.of(period, lang) for period in log]
        return cls(**dict(OrderSummary.of(order)), announcement=announced, because=because, periods=periods)


class OrderPage(BaseModel):
    """Newest first; `next` is the `before` of the next page."""

    items: list[OrderSummary]
    next: str | None

"""What a board shows, as OpenAPI tells it: a call, and what is put for a channel."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, FailFast, Field, StringConstraints

from callcast.bus.messages import BoardContent, Call, Line
from callcast.desk.queueing.board import LINES, ORDER_LIMIT, ORDERS, TEXT_LIMIT, WAITING_LIMIT
from callcast.desk.queueing.call import CALL_LIMIT

Shown = Annotated[str, StringConstraints(strip_whitespace=True)]
Orders = Annotated[list[Shown], FailFast()]
_SHAPE = ConfigDict(extra="forbid", strict=True, frozen=True)
_ORDERS = f"At most {ORDERS}, each of at most {ORDER_LIMIT} characters."


class CallBody(BaseModel):
    """What a board shows of a call; at least one of the three is needed."""

    model_config = _SHAPE

    number: Shown = Field("", description=f"At most {CALL_LIMIT} characters.", examples=["A012"])
    place: Shown = Field("", description=f"At most {CALL_LIMIT} characters.", examples=["3 號櫃檯"])
    name: Shown = Field(
        "", description=f"At most {CALL_LIMIT} characters; a board masks it (王○明).", examples=["王小明"]
    )

    @classmethod
    def of(cls, call: Call) -> "CallBody":
        """As it was given."""
        return cls(number=call.number, place=call.place, name=call.name)

    def call(self) -> Call:
        """For the desk."""
        return Call(self.number, self.place, self.name)


class LineBody(BaseModel):
    """A line, and how many wait in it."""

    model_config = _SHAPE

    name: Shown = Field(description=f"At most {TEXT_LIMIT} characters.", examples=["掛號"])
    waiting: int = Field(description=f"People, 0 to {WAITING_LIMIT}.", examples=[12])
    number: Shown = Field("", description=f"That was called last; at most {CALL_LIMIT} characters.", examples=["A012"])

    @classmethod
    def of(cls, line: Line) -> "LineBody":
        """As it was given."""
        return cls(name=line.name, waiting=line.waiting, number=line.number)

    def line(self) -> Line:
        """For the desk."""
        return Line(self.name, self.waiting, self.number)


class BoardBody(BaseModel):
    """What the board of a channel shows beside what is called. Which of it is seen, its layout says."""

    model_config = _SHAPE

    title: Shown = Field("", description=f"{TEXT_LIMIT} characters; empty: as in the settings.", examples=["內科"])
    message: Shown = Field(
        "", description=f"{TEXT_LIMIT} characters; empty: as in the settings.", examples=["請先備妥健保卡"]
    )
    hours: Shown = Field(
        "", description=f"{TEXT_LIMIT} characters; empty: as in the settings.", examples=["08:30-12:00"]
    )
    lines: Annotated[list[LineBody], FailFast()] = Field([], description=f"At most {LINES}.")
    preparing: Orders = Field([], description=_ORDERS, examples=[["38", "39"]])
    ready: Orders = Field([], description=_ORDERS, examples=[["36", "37"]])

    @classmethod
    def of(cls, content: BoardContent) -> "BoardBody":
        """As it was put."""
        return cls(
            title=content.title,
            message=content.message,
            hours=content.hours,
            lines=[LineBody.of(line) for line in content.lines],
            preparing=list(content.preparing),
            ready=list(content.ready),
        )

    def content(self, channel: str) -> BoardContent:
        """For the desk."""
        return BoardContent(
            channel,
            title=self.title,
            message=self.message,
            hours=self.hours,
            lines=tuple(line.line() for line in self.lines),
            preparing=tuple(self.preparing),
            ready=tuple(self.ready),
        )

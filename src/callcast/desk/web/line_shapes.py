"""Lines, as OpenAPI tells them."""

from datetime import time
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from callcast.desk.queueing.hall.line import WEIGHTS, Line, Opening
from callcast.desk.queueing.hall.policy import Policy, Then
from callcast.desk.queueing.hall.precedence import Precedence
from callcast.desk.web.hall_shapes import BODY, Id, Several, Text

TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Seconds = Annotated[float, Field(ge=0, le=604_800, allow_inf_nan=False)]
Weight = Annotated[float, Field(gt=0, le=1_000, allow_inf_nan=False)]
Names = Annotated[dict[str, Text], Field(max_length=Several)]
Version = Annotated[int, Field(ge=0, le=2**53, description="That is there, 0 for a new one.")]


class OpeningBody(BaseModel):
    """Open on that day, in the site's time."""

    model_config = BODY

    weekday: int = Field(ge=0, le=6, description="Monday is 0.")
    start: TimeOfDay = Field(examples=["08:30"])
    end: TimeOfDay = Field(description="00:00 is midnight, at its end.", examples=["12:00"])


class PolicyBody(BaseModel):
    """What happens to somebody who was called and does not come."""

    model_config = BODY

    calls: int = Field(1, ge=0, le=20, description="So many, `spacing` apart.")
    spacing: Seconds = Field(60.0, description="Seconds.")
    then: Annotated[Then, Field(strict=False)] = Field(Then.STAY, description="After the last.")
    behind: int = Field(3, ge=0, le=1_000, description="A parked one that comes back is called after so many others.")


class LineSetup(BaseModel):
    """A service that people queue for. What is read can be put back."""

    model_config = BODY

    id: Id = Field("", description="As in the address; may be left out.")
    name: Text = Field(examples=["掛號"])
    names: Names = Field({}, description="By language.", examples=[{"en": "Registration"}])
    prefix: Text = Field("", examples=["A"])
    first: int = Field(1, ge=0, le=999_999_999)
    last: int = Field(999, ge=0, le=999_999_999)
    digits: int = Field(3, ge=0, le=9, description="At least so many.")
    reset: TimeOfDay = Field("00:00", description="When numbers begin anew, in the site's time.")
    hours: list[OpeningBody] = Field([], max_length=Several, description="Always open when empty.")
    capacity: int | None = Field(None, ge=1, le=1_000_000, description="No more than so many wait.")
    channels: list[Id] = Field([], max_length=Several, description="All when empty.")
    langs: list[Id] = Field([], max_length=Several, description="The channels' when empty.")
    template: Id = Field("counter", description="The words of a call.")
    policy: PolicyBody = PolicyBody(calls=1, spacing=60.0, then=Then.STAY, behind=3)
    weights: dict[Annotated[Precedence, Field(strict=False)], Weight] = Field(
        dict(WEIGHTS), description="How much faster each grows old."
    )
    early: Seconds = Field(900.0, description="Seconds before an appointment from which on it counts as one.")
    late: Seconds = Field(900.0, description="Seconds after it, likewise.")
    paper: bool = Field(False, description="It issues no tickets: people have torn theirs off a roll.")
    closed: bool = False
    version: Version = 0

    @classmethod
    def of(cls, line: Line) -> "LineSetup":
        """As it stands."""
        plain = ("id", "name", "prefix", "first", "last", "digits", "capacity", "template", "early", "late", "paper")
        return cls(
            **{name: getattr(line, name) for name in plain},
            names=dict(line.names),
            reset=_shown(line.reset),
            hours=[
                OpeningBody(weekday=one.weekday, start=_shown(one.start), end=_shown(one.end)) for one in line.hours
            ],
            channels=list(line.channels),
            langs=list(line.langs),
            policy=PolicyBody(**vars(line.policy)),
            weights=dict(line.weights),
            closed=line.closed,
            version=line.version,
        )

    def line(self, id: str, version: int) -> Line:  # noqa: A002 - the field's name
        """For the rules."""
        policy = Policy(self.policy.calls, self.policy.spacing, self.policy.then, self.policy.behind)
        return Line(
            id,
            self.name,
            tuple(self.names.items()),
            self.prefix,
            self.first,
            self.last,
            self.digits,
            time.fromisoformat(self.reset),
            tuple(_opening(one) for one in self.hours),
            self.capacity,
            tuple(self.channels),
            tuple(self.langs),
            self.template,
            policy,
            tuple(self.weights.items()),
            self.early,
            self.late,
            self.paper,
            self.closed,
            version,
        )


class LineList(BaseModel):
    """All of them."""

    items: list[LineSetup]


def _opening(body: OpeningBody) -> Opening:
    return Opening(body.weekday, time.fromisoformat(body.start), time.fromisoformat(body.end))


def _shown(at: time) -> str:
    return at.isoformat("minutes")

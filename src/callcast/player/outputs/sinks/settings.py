"""What every output of a channel can be told: a `[[channels.outputs]]` table."""

from pydantic import BaseModel, ConfigDict, Field


class SinkSettings(BaseModel):
    """The root of each kind's settings, which add `kind` and their own keys.

    `max_retries`: so many starts in a row may fail before it is given up; None is for ever.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    max_retries: int | None = Field(default=None, ge=0)

"""`[store]` in the settings."""

from pydantic import BaseModel, ConfigDict, Field


class StoreSettings(BaseModel):
    """How long what is over is kept: `keep_days` from 1 to ten years."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep_days: int = Field(30, ge=1, le=3650)

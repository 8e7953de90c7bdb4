"""`[store]` in the settings."""

from pydantic import BaseModel, ConfigDict, Field


class StoreSettings(BaseModel):
    """How long what is over is kept: `keep_days` from 1 to ten years; names in it `names_hours`, 0 being as long."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep_days: int = Field(30, ge=1, le=3650)
    names_hours: int = Field(24, ge=0, le=87_600)

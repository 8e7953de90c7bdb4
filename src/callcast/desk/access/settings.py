"""`[access]` in the settings."""

from pydantic import BaseModel, ConfigDict, Field

from callcast.desk.access.session import DAY, HOUR, Lifetime


class AccessSettings(BaseModel):
    """How long one stays signed in, and how long who did what is kept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    idle_hours: int = Field(12, ge=1, le=720)
    session_days: int = Field(30, ge=1, le=365)
    audit_days: int = Field(90, ge=1, le=3650)

    @property
    def lifetime(self) -> Lifetime:
        """Of a session."""
        return Lifetime(self.idle_hours * HOUR, self.session_days * DAY)

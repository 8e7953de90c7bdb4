"""The room's slice of a channel's settings, and what it needs of the others."""

from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

CHANNEL_ID = r"^[a-z0-9][a-z0-9_-]{0,63}$"


class PlayoutChannelSettings(BaseModel):
    """A channel's: its name, and how announcements follow one another. Times in milliseconds.

    `gap_ms` and `repeat_pause_ms` have a least value, since every codec needs a few silent frames to come to rest.
    While others wait, an announcement's repeats and other languages are said as far as it lasts `longest_ms` in all.
    `chime` is "none", the name of a generated chime, or the path of a sound file; `lead_in_ms` of quiet sound wakes
    loudspeakers that sleep when a channel was silent; `preempted` says what becomes of an announcement that a more
    important one cut.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=CHANNEL_ID)
    name: str = Field(default="", max_length=200)
    gap_ms: int = Field(default=700, ge=200, le=60_000)
    repeat_pause_ms: int = Field(default=600, ge=200, le=60_000)
    longest_ms: int = Field(default=15_000, ge=1_000, le=600_000)
    chime: str = Field(default="none", min_length=1)
    lead_in_ms: int = Field(default=0, ge=0, le=10_000)
    preempted: Literal["replay", "drop"] = "replay"


class ChannelSettings(Protocol):
    """What of a channel's settings counts here; times in milliseconds."""

    @property
    def id(self) -> str:
        """Name in addresses."""

    @property
    def name(self) -> str:
        """Name for people."""

    @property
    def gap_ms(self) -> int:
        """Between two announcements."""

    @property
    def repeat_pause_ms(self) -> int:
        """Within one, before a repeat and before another language."""

    @property
    def longest_ms(self) -> int:
        """Of one while others wait, but for what is said first of it."""

    @property
    def chime(self) -> str:
        """A name, a path, or "none"."""

    @property
    def lead_in_ms(self) -> int:
        """Sound that wakes loudspeakers; 0 is none."""

    @property
    def preempted(self) -> Literal["replay", "drop"]:
        """What becomes of what was cut."""

    @property
    def languages(self) -> tuple[str, ...]:
        """BCP-47 tags, the main one first."""

    @property
    def voice(self) -> str | None:
        """`engine:name`, preferred."""

"""The room's slice of a channel's settings."""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from callcast.player.board.size import parse

LAYOUT_KEYS = ("layout", "background", "slides", "logo", "message", "hours", "title")
"""What counts for nothing where the whole frame is one picture."""


class BoardSettings(BaseModel):
    """`[channels.board]`: either a `layout` and what stands in it, or a `picture` for the whole frame.

    `size` is width x height in pixels, `fps` in frames a second, `slide_seconds` how long each of `slides` is behind
    the board.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    layout: str = Field(default="clinic", min_length=1)
    size: str = "1280x720"
    fps: int = Field(default=10, ge=5, le=30)
    picture: str | None = Field(default=None, min_length=1)
    background: str | None = Field(default=None, min_length=1)
    slides: tuple[str, ...] = Field(default=(), max_length=100)
    slide_seconds: int = Field(default=10, ge=1, le=86_400)
    logo: str | None = Field(default=None, min_length=1)
    message: str = Field(default="", max_length=500)
    hours: str = Field(default="", max_length=200)
    title: str = Field(default="", max_length=200)
    mask_names: bool = True
    codec: Literal["h264", "openh264", "mjpeg"] = "h264"

    @field_validator("size")
    @classmethod
    def _is_size(cls, text: str) -> str:
        parse(text)
        return text

    @field_validator("fps")
    @classmethod
    def _is_whole_in_ticks(cls, fps: int) -> int:
        """A frame is a whole number of ticks of 1/48,000 s."""
        if 48_000 % fps:
            right = [str(rate) for rate in range(5, 31) if 48_000 % rate == 0]
            raise ValueError(f"a frame must be a whole number of 1/48,000 s; take one of {', '.join(right)}")
        return fps

    @model_validator(mode="after")
    def _is_one_kind(self) -> "BoardSettings":
        if self.picture is not None:
            seen = {key for key in LAYOUT_KEYS if getattr(self, key) != type(self).model_fields[key].default}
            if seen:
                first = next(key for key in LAYOUT_KEYS if key in seen)
                raise ValueError(f"picture is the whole frame, and {first} would not be seen; leave one of them away")
        if self.background is not None and self.slides:
            raise ValueError("there are both background and slides; leave one of them away")
        return self

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height."""
        return parse(self.size)

    @property
    def backgrounds(self) -> tuple[Path, ...]:
        """The pictures that stand behind the board in turn."""
        return tuple(map(Path, (self.background,) if self.background else self.slides))

    @property
    def files(self) -> dict[str, tuple[str, ...]]:
        """Key -> paths of the pictures that must be there."""
        single = {"picture": self.picture, "background": self.background, "logo": self.logo}
        return {key: (path,) for key, path in single.items() if path} | {"slides": self.slides}


class BoardChannelSettings(BaseModel):
    """A channel's: `board = true`, or a table; None without one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    board: BoardSettings | None = None

    @field_validator("board", mode="before")
    @classmethod
    def _is_table(cls, value: Any) -> Any:
        return ({} if value else None) if isinstance(value, bool) else value

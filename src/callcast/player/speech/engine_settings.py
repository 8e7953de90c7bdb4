"""The tables of engines, `[speech.NAME]`: what each is made with.

A `folder` that is None becomes the folder of that engine's name among the installed voices.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class BankSettings(BaseModel):
    """`[speech.bank]`: the `folder` of voice packs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path | None = None


class Pyttsx3Settings(BaseModel):
    """`[speech.pyttsx3]`: `rate` in words a minute, `volume` of 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rate: int = Field(default=180, ge=20, le=1_000)
    volume: float = Field(default=1.0, gt=0, le=1)

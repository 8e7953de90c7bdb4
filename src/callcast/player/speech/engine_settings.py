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


class _ModelSettings(BaseModel):
    """Of an engine with models: `threads` it works on, `speed` against its own, 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path | None = None
    threads: int = Field(default=2, ge=1, le=64)
    speed: float = Field(default=1.0, ge=0.5, le=2)


class KokoroSettings(_ModelSettings):
    """`[speech.kokoro]`: `model`, a file, else that of `folder` or of the packages."""

    model: Path | None = None


class HibariSettings(_ModelSettings):
    """`[speech.hibari]`: `folder` of the voices that are not in its package."""

    threads: int = Field(default=1, ge=1, le=64)


class PiperSettings(_ModelSettings):
    """`[speech.piper]`: `folder` of the voices, `NAME.onnx` and `NAME.onnx.json`."""


class SherpaSettings(_ModelSettings):
    """`[speech.sherpa]`: `folder` of the models, a folder each; `languages` by model, where its name does not tell."""

    languages: dict[str, tuple[str, ...]] = Field(default_factory=dict)

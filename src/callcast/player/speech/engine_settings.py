"""The tables of engines, `[speech.NAME]`: what each is made with.

A `folder` that is None becomes the folder of that engine's name among the installed voices.
"""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Tag = Annotated[str, Field(pattern=r"^[A-Za-z]{1,8}([-_][A-Za-z0-9]{1,8})*$")]
"""A language tag, BCP-47."""
Voices = dict[Annotated[str, Field(min_length=1, max_length=200)], Annotated[tuple[Tag, ...], Field(min_length=1)]]
"""Voice -> the languages that it speaks, the best first."""

_URL = re.compile(r"https?://[^\s/?#@]+(/[^\s?#@]*)?", re.IGNORECASE)
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_KNOWN = ("{text}", "{out}", "{lang}", "{voice}")

_OPENAI_VOICES: Voices = {"alloy": ("en", "zh-TW", "zh-CN", "ja", "zh-HK")}
_EDGE_VOICES: Voices = {
    "zh-TW-HsiaoChenNeural": ("zh-TW",),
    "zh-CN-XiaoxiaoNeural": ("zh-CN",),
    "zh-HK-HiuMaanNeural": ("zh-HK",),
    "en-US-AriaNeural": ("en-US",),
    "ja-JP-NanamiNeural": ("ja",),
}


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
    """Of an engine with models: `threads` it works on, None for `onnx.spare`; `speed` against its own, 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path | None = None
    threads: int | None = Field(default=None, ge=1, le=64)
    speed: float = Field(default=1.0, ge=0.5, le=2)


class KokoroSettings(_ModelSettings):
    """`[speech.kokoro]`: `model`, a file, else that of `folder` or of the packages."""

    model: Path | None = None


class HibariSettings(_ModelSettings):
    """`[speech.hibari]`: `folder` of the voices that are not in its package."""

    threads: int | None = Field(default=1, ge=1, le=64)


class PiperSettings(_ModelSettings):
    """`[speech.piper]`: `folder` of the voices, `NAME.onnx` and `NAME.onnx.json`."""


class SherpaSettings(_ModelSettings):
    """`[speech.sherpa]`: `folder` of the models, a folder each; `languages` by model, where its name does not tell."""

    languages: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class OpenaiSettings(BaseModel):
    """`[speech.openai]`: a server with `POST url/audio/speech`, and what it is asked for.

    `extra` goes into the body of each request, and shapes the sound; `headers` are for those who guard the server.
    Both they and `key` may be secrets; they are only told whole to our own processes, as JSON. `rate` in Hz is that of
    `format = "pcm"`, `timeout` in seconds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = "https://api.openai.com/v1"
    key: str | None = Field(default=None, repr=False)
    model: str = Field(default="gpt-4o-mini-tts", min_length=1, max_length=200)
    voices: Voices = Field(default=_OPENAI_VOICES, min_length=1)
    format: Literal["wav", "pcm", "mp3"] = "wav"
    rate: int = Field(default=24_000, ge=8_000, le=48_000)
    headers: dict[str, str] = Field(default={}, repr=False)
    extra: dict[str, str | int | float | bool] = {}
    timeout: float = Field(default=8.0, gt=0, le=600)

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        if not _URL.fullmatch(url):
            raise ValueError("it must be like https://api.openai.com/v1, without user, password and query")
        return url.rstrip("/")

    @field_validator("key")
    @classmethod
    def _letters(cls, key: str | None) -> str | None:
        if key is not None and not (key.isascii() and key.isprintable() and key.strip() == key != ""):
            raise ValueError("it must be of ASCII letters, digits and signs, without a space or line end around it")
        return key

    @field_validator("headers")
    @classmethod
    def _fields(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            if not _HEADER.fullmatch(name) or not (value.isascii() and value.isprintable()):
                raise ValueError("a name must be like X-Site, and what it is, printable ASCII")
        return headers


class EdgeSettings(BaseModel):
    """`[speech.edge]`: voices of Microsoft Edge's service; `rate` in percent of change, `pitch` in Hz of it.

    `timeout` in seconds, for each answer.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    voices: Voices = Field(default=_EDGE_VOICES, min_length=1)
    rate: int = Field(default=0, ge=-50, le=100)
    pitch: int = Field(default=0, ge=-50, le=50)
    timeout: int = Field(default=8, ge=1, le=600)

    @field_validator("voices")
    @classmethod
    def _names(cls, voices: Voices) -> Voices:
        for name in voices:
            if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]+)+-[A-Za-z]+Neural", name):
                raise ValueError("a voice of Edge is named like zh-TW-HsiaoChenNeural; edge-tts --list-voices has them")
        return voices


class CommandSettings(BaseModel):
    """`[speech.command]`: a program that speaks, with its arguments, and the voices that it has.

    In an argument {text}, {lang}, {voice} and {out}, a file to write into, are replaced; without {text} it goes to
    standard input, without {out} the sound is read from standard output. `timeout` in seconds, for a text.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    command: tuple[str, ...] = ()
    voices: Voices = {}
    timeout: float = Field(default=8.0, gt=0, le=600)

    @field_validator("command")
    @classmethod
    def _arguments(cls, command: tuple[str, ...]) -> tuple[str, ...]:
        if any("\0" in argument for argument in command) or (command and not command[0]):
            raise ValueError("it must begin with a program, and there must be no NUL in it")
        for argument in command:
            if re.fullmatch(r"\{\w*\}", argument) and argument not in _KNOWN:
                raise ValueError(f"there is no {argument}; there are: {', '.join(_KNOWN)}")
        return command


class SaySettings(BaseModel):
    """`[speech.say]`: macOS's `say`; `rate` in words a minute, `timeout` in seconds for a text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rate: int = Field(default=170, ge=50, le=500)
    timeout: float = Field(default=8.0, gt=0, le=600)


class SapiSettings(BaseModel):
    """`[speech.sapi]`: Windows' SAPI; `rate` from -10, slow, to 10, `timeout` in seconds for a text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rate: int = Field(default=0, ge=-10, le=10)
    timeout: float = Field(default=8.0, gt=0, le=600)

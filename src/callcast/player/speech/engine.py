"""What an engine is, as it runs inside a worker process of its own.

Write a class like `Engine`, register it as an entry point of `callcast.engines`, and test it with
`callcast.testing.engine_contract`. It may block, print, and hold the GIL: it is alone in its process, gets one request
at a time, and is cancelled by killing the process. This module imports nothing heavy, and neither should yours
before `start`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from callcast.wording.spoken import Spoken


@dataclass(frozen=True)
class Voice:
    """A voice of an engine: `name` is unique in the engine, `languages` are BCP-47 tags, the best first.

    One that has no `letters` cannot say Latin ones; whoever asks it has them said by another. One that is not `whole`
    says some words only: the engine's next one of the language is asked for others. `digest` is of what shapes the
    sound of this voice alone, beside the engine's own.
    """

    name: str
    languages: tuple[str, ...]
    letters: bool = True
    whole: bool = True
    digest: str = ""


@dataclass(frozen=True)
class Request:
    """Words to speak. `text` is normalised, `language` is one of the `languages` of `voice`.

    `spoken` is the same, segment by segment, for an engine that can do more with it than with a line of text.
    """

    text: str
    voice: str
    language: str
    spoken: tuple[Spoken, ...] = ()


@dataclass(frozen=True)
class Speech:
    """Sound as it is made: `blocks` of PCM, mono, 16 bit little-endian, whole samples, at `rate` Hz."""

    rate: int
    blocks: Iterator[bytes]


class Engine(Protocol):
    """A speech engine. It is made with the options of its table in the settings, then `start` is called once.

    Of those that come with Callcast some have a table, `[speech.NAME]`; all others are made without arguments.
    """

    name: str
    """The name that it is known by."""
    version: str
    """Its version; valid after `start`."""
    digest: str
    """Names all else that shapes the sound: model files, speed, options; valid after `start`."""

    def start(self) -> None:
        """Load, and test that speech comes out. Raises `EngineUnavailable` with what to do about it."""

    def voices(self) -> Sequence[Voice]:
        """All voices, the default of a language before its others."""

    def synthesize(self, request: Request) -> Speech:
        """Speak; the first block as soon as there is one."""

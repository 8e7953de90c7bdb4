"""What a worker and its parent say to each other, without I/O: bytes in, messages out.

Both ways a message is one line of JSON, an object. Parent to worker, one at a time, each with its "limit" in seconds:
`{"do": "start", "options": {...}}`, `{"do": "voices"}`, `{"do": "synthesize", "text": ..., "voice": ...,
"language": ..., "spoken": [...]}`. Worker to parent:

    start       {"engine": {"name", "version", "digest"}}
    voices      {"voices": [{"name", "languages": [...], "letters": bool, "whole": bool, "digest"}, ...]}
    synthesize  {"rate": Hz}, then {"block": n} and n bytes of PCM as often as needed, then {"end": bytes in all}
    any         {"error": kind, "reason": ...} instead

Workers run others' code, so whatever comes from one is checked here.
"""

import json
from dataclasses import dataclass
from typing import Any, TypeAlias

from callcast.player.speech.engine import Voice

MAX_LINE = 2**20
"""Bytes of a line: room for 5,000 voices."""
MAX_BLOCK = 2**20
"""Bytes of a block of PCM."""
MAX_SECONDS = 600
"""Longest sound that an answer may have."""
RATES = range(4_000, 192_001)
"""Sample rates that are believed, in Hz."""


class Garbage(ValueError):
    """The bytes are no message."""


@dataclass(frozen=True)
class Started:
    """The engine is ready."""

    name: str
    version: str
    digest: str


@dataclass(frozen=True)
class Voices:
    """All voices of the engine."""

    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class Rate:
    """Sound follows, at `rate` Hz."""

    rate: int


@dataclass(frozen=True)
class Block:
    """PCM, mono, 16 bit little-endian, whole samples."""

    pcm: bytes


@dataclass(frozen=True)
class End:
    """The sound was complete: `size` bytes."""

    size: int


@dataclass(frozen=True)
class Failed:
    """The engine gave up; `kind` is the name of a class in `errors`."""

    kind: str
    reason: str


Answer: TypeAlias = Started | Voices | Rate | Block | End | Failed


def line(message: dict[str, Any]) -> bytes:
    """One message as it goes over the pipe."""
    return json.dumps(message).encode("ascii") + b"\n"


def _refuse(constant: str) -> None:
    raise Garbage(f"{constant} is no number of JSON")


def parse(data: bytes) -> dict[str, Any]:
    """The object in a line of JSON; `Garbage` if there is none."""
    try:
        message = json.loads(data, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Garbage(f"no JSON: {data[:60]!r}") from error
    if not isinstance(message, dict):
        raise Garbage(f"no JSON object: {data[:60]!r}")
    return message


def _text(message: dict[str, Any], key: str) -> str:
    value = message.get(key)
    if not isinstance(value, str) or not value or len(value) > 2_000:
        raise Garbage(f"no {key}")
    return value


def _whole(message: dict[str, Any], key: str, least: int, most: int) -> int:
    value = message.get(key)
    if type(value) is not int or not least <= value <= most:
        raise Garbage(f"{key} is {str(value)[:40]}, not a whole number from {least} to {most}")
    return value


def _voices(message: dict[str, Any]) -> Voices:
    listed = message["voices"]
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise Garbage("voices are no list of objects")
    voices = []
    for each in listed:
        languages = each.get("languages")
        if not isinstance(languages, list) or not all(isinstance(tag, str) and tag for tag in languages):
            raise Garbage("languages are no list of tags")
        flags = {flag: each.get(flag, True) for flag in ("letters", "whole")}
        for flag, value in flags.items():
            if not isinstance(value, bool):
                raise Garbage(f"{flag} is neither true nor false")
        digest = _text(each, "digest") if each.get("digest", "") != "" else ""
        voices.append(Voice(_text(each, "name"), tuple(languages), **flags, digest=digest))
    if len({voice.name for voice in voices}) != len(voices):
        raise Garbage("two voices have one name")
    return Voices(tuple(voices))


def _started(message: dict[str, Any]) -> Started:
    engine = message["engine"]
    if not isinstance(engine, dict):
        raise Garbage("engine is no object")
    return Started(_text(engine, "name"), _text(engine, "version"), _text(engine, "digest"))


class Parser:
    """Bytes of a worker to answers. `Garbage` ends its use. Memory is bounded by a line, a block and what was fed."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._block = 0
        self._rate = 0
        self._size = 0

    def feed(self, data: bytes) -> list[Answer]:
        """The answers that are complete with `data`."""
        self._buffer += data
        answers = []
        while (answer := self._next()) is not None:
            answers.append(answer)
        return answers

    @property
    def idle(self) -> bool:
        """Nothing is half read."""
        return not self._buffer and not self._block

    def _next(self) -> Answer | None:
        if self._block:
            return self._take_block()
        while True:
            end = self._buffer.find(b"\n", 0, MAX_LINE)
            if end < 0:
                if len(self._buffer) >= MAX_LINE:
                    raise Garbage(f"a line of more than {MAX_LINE} bytes")
                return None
            message = parse(bytes(self._buffer[:end]))
            del self._buffer[: end + 1]
            if "block" not in message:
                return self._answer(message)
            self._block = self._announced(message)
            return self._take_block()

    def _announced(self, message: dict[str, Any]) -> int:
        size = _whole(message, "block", 2, MAX_BLOCK)
        if size % 2:
            raise Garbage(f"a block of {size} bytes, an odd number")
        if not self._rate:
            raise Garbage("a block before its rate")
        if self._size + size > 2 * self._rate * MAX_SECONDS:
            raise Garbage(f"a sound of more than {MAX_SECONDS} s")
        return size

    def _take_block(self) -> Block | None:
        if len(self._buffer) < self._block:
            return None
        block = Block(bytes(self._buffer[: self._block]))
        del self._buffer[: self._block]
        self._size += self._block
        self._block = 0
        return block

    def _answer(self, message: dict[str, Any]) -> Answer:
        if "error" in message:
            return Failed(_text(message, "error"), _text(message, "reason"))
        if "voices" in message:
            return _voices(message)
        if "engine" in message:
            return _started(message)
        if "rate" in message:
            self._rate, self._size = _whole(message, "rate", RATES[0], RATES[-1]), 0
            return Rate(self._rate)
        end = End(_whole(message, "end", 0, 2 * RATES[-1] * MAX_SECONDS))
        if not self._rate or end.size != self._size:
            raise Garbage(f"{self._size} bytes of sound instead of {end.size}")
        self._rate = 0
        return end

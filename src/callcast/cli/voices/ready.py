"""What a chain is worth: who of it is ready, who is missing, and which command adds one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from callcast import extras
from callcast.cli.voices.catalogue import Catalogue, Entry
from callcast.tags import primary

_HARD = {"espeak": ("cmn", "yue"), "pyttsx3": ("cmn", "yue")}
"""Engines and the languages that they speak, but few understand."""
READY = "ready"


@dataclass(frozen=True)
class Link:
    """A voice in a chain, as it is shown: `voice` is `engine` or `engine:name`, `state` what is said of it."""

    voice: str
    state: str

    @property
    def engine(self) -> str:
        """Whose it is."""
        return self.voice.partition(":")[0]


def is_hard(voice: str, language: str) -> bool:
    """Whether few would understand this voice in this language."""
    engine = voice.partition(":")[0]
    return primary(language) in _HARD.get(engine, ())


def understood(voices: Iterable[str], language: str) -> bool:
    """Whether one of these voices is easy to understand."""
    return any(not is_hard(voice, language) for voice in voices)


def told(link: Link, language: str, catalogue: Catalogue) -> str:
    """What to show of its state, with the command that mends it where we know one."""
    if link.state == READY:
        return "ready (hard to understand)" if is_hard(link.voice, language) else READY
    if extras.is_missing(link.engine):
        entry = next((one for one in catalogue.voices if one.engine == link.engine and speaks(one, language)), None)
        return f"missing: {command(entry) if entry else extras.install(link.engine)}"
    return link.state


def better(language: str, catalogue: Catalogue, complete: Callable[[Entry], bool]) -> str:
    """What to do about a language that few understand; `complete` tells of an entry whether it is here already."""
    entries = [one for one in catalogue.voices if speaks(one, language)]
    if not entries:
        return "record a voice of your own: callcast voices record"
    missing = next((one for one in entries if not complete(one)), None)
    return command(missing) if missing else f'put "{entries[0].engine}" into "engines" in [speech]: it is installed'


def command(entry: Entry) -> str:
    """What adds an entry."""
    return f"callcast voices install {entry.name}"


def speaks(entry: Entry, language: str) -> bool:
    """Whether an entry has a voice for this language."""
    return primary(language) in map(primary, entry.languages)


def addable(catalogue: Catalogue, complete: Callable[[Entry], bool], lang: str | None) -> list[Entry]:
    """Entries that are not there yet, of `lang` alone where one is given."""
    return [one for one in catalogue.voices if (lang is None or speaks(one, lang)) and not complete(one)]

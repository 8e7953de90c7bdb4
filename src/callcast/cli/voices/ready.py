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


def understood(links: Iterable[Link], language: str) -> bool:
    """Whether one that is ready is easy to understand."""
    return any(link.state == READY and not is_hard(link.voice, language) for link in links)


def told(link: Link, language: str, catalogue: Catalogue) -> str:
    """What to show of its state, with the command that mends it where we know one."""
    if link.state == READY:
        return "ready (hard to understand)" if is_hard(link.voice, language) else READY
    if extras.is_missing(link.engine):
        entry = next((one for one in catalogue.voices if one.engine == link.engine and speaks(one, language)), None)
        return f"missing: {command(entry) if entry else extras.install(link.engine)}"
    return link.state


def command(entry: Entry) -> str:
    """What adds an entry."""
    return f"callcast voices install {entry.name}"


def speaks(entry: Entry, language: str) -> bool:
    """Whether an entry has a voice for this language."""
    return primary(language) in map(primary, entry.languages)


def addable(catalogue: Catalogue, complete: Callable[[Entry], bool], lang: str | None) -> list[Entry]:
    """Entries that are not there yet, of `lang` alone where one is given."""
    return [one for one in catalogue.voices if (lang is None or speaks(one, lang)) and not complete(one)]

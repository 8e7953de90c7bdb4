"""The chain of a language: who speaks it, and who when that one cannot. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from callcast.player.speech.engine import Voice
from callcast.tags import lookup


@dataclass(frozen=True)
class Member:
    """One of a chain: a voice of an engine, or, where `voice` is None, the first of it that speaks the language."""

    engine: str
    voice: str | None = None

    @property
    def name(self) -> str:
        """As it is written."""
        return self.engine if self.voice is None else f"{self.engine}:{self.voice}"


def member(name: str, engines: Collection[str] = ()) -> Member:
    """The one that is written `name`: `engine` or `engine:voice`; the engine may be one of `engines`, or module:Class.

    What is before the first colon is a module when it has a dot in it and is none of the `engines`.
    """
    for engine in sorted(engines, key=len, reverse=True):
        if name == engine:
            return Member(engine)
        if name.startswith(engine + ":"):
            return Member(engine, name[len(engine) + 1 :])
    first, colon, rest = name.partition(":")
    if colon and "." in first:
        made, _, voice = rest.partition(":")
        return Member(f"{first}:{made}", voice or None)
    return Member(first, rest or None)


def chain(tag: str, chains: Mapping[str, Sequence[str]], engines: Sequence[str]) -> tuple[Member, ...]:
    """The members for the language `tag`: of the nearest of `chains`, else all `engines` in their order."""
    own = lookup(tag, tuple(chains))
    return tuple(Member(engine) for engine in engines) if own is None else members(chains[own], engines)


def members(names: Sequence[str], engines: Collection[str]) -> tuple[Member, ...]:
    """The members that are written so, each once."""
    return tuple(dict.fromkeys(member(name, engines) for name in names))


def parts(asked: Member, voices: Sequence[Voice], tag: str) -> tuple[tuple[Voice, str], ...]:
    """Which of an engine's `voices` speak `tag` as the member `asked`, each with the language that it does so in.

    The first of the nearest language, and, as long as they say some words only, those that come after it.
    """
    fitting = [voice for voice in voices if asked.voice in (None, voice.name)]
    nearest = lookup(tag, [language for voice in fitting for language in voice.languages])
    found = [(voice, spoken) for voice in fitting if (spoken := lookup(tag, voice.languages)) is not None]
    found.sort(key=lambda one: nearest not in one[0].languages)
    whole = next((number for number, (voice, _) in enumerate(found) if voice.whole), len(found))
    return tuple(found[: whole + 1])

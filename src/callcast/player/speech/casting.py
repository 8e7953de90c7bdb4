"""Who may speak an utterance, the preferred first; which of their voices, shows when their engines are known."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from callcast.bus.messages import ChainVoice
from callcast.player.speech import chain, installed
from callcast.player.speech.chain import Member
from callcast.player.speech.engine import Voice
from callcast.player.speech.errors import ScriptLacking, SpeechError, VoiceLacksLanguage, VoiceNotFound
from callcast.player.speech.host import Host
from callcast.player.speech.language import Undecided, candidates, language_of, readable
from callcast.player.speech.settings import SpeechSettings
from callcast.player.speech.utterance import Utterance
from callcast.tags import lookup

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Role:
    """Who speaks: a voice of an engine in its `language`, words that are read as those of `tag`."""

    host: Host
    voice: Voice
    language: str
    tag: str

    @property
    def name(self) -> str:
        """`engine:voice`."""
        return f"{self.host.name}:{self.voice.name}"


@dataclass(frozen=True)
class Place:
    """A place in a chain. `cast` gives the roles, none if its engine does not speak the language; the engine is known.

    Of several each says what those before it have no words for. `cast` raises `SpeechError` for a voice that is named
    and cannot be had; where that was `asked` for it is refused.
    """

    host: Host
    cast: Callable[[], tuple[Role, ...]]
    asked: bool = False

    def can(self) -> bool:
        """It could speak at once."""
        try:
            return self.host.ready and bool(self.cast())
        except SpeechError:
            return False


class Casting:
    """The engines' hosts, by name, in their order, and the chains that they are in."""

    def __init__(self, settings: SpeechSettings) -> None:
        """Nothing is started."""
        self._settings = settings
        self._missed: set[str] = set()
        self.hosts: dict[str, Host] = {}
        self.use(installed.order(settings), installed.engines(settings))

    def use(self, order: Sequence[str], engines: Sequence[str]) -> list[Host]:
        """Have a host for each of the `engines`, of which `order` speak by themselves; those hosts that go."""
        before = self.hosts
        self._order = order
        self.hosts = {name: before.get(name) or Host(name, self._settings) for name in engines}
        return [host for name, host in before.items() if name not in self.hosts]

    def places(self, utterance: Utterance) -> tuple[list[Place], list[SpeechError]]:
        """Who may speak it, in order, and why these are not who was wanted. Raises `VoiceNotFound`."""
        words, lang = utterance.words, utterance.lang
        found = [self._asked(utterance.voice, lang, words)] if utterance.voice is not None else []
        tags = candidates(lang or language_of(words, self._languages(utterance.voice)))
        faults: list[SpeechError] = []
        if isinstance(lang, str) and not readable(words, lang):
            tags = candidates(language_of(words, ()))
            faults.append(ScriptLacking(lang[:40]))
        for tag in tags:
            if utterance.preferred is not None and (place := self._preferred(utterance.preferred, tag)):
                found.append(place)
            found += (place for _, place in self.chain(tag))
        return found, faults

    def _languages(self, name: str | None) -> tuple[str, ...]:
        """Those of the voice `name`, as far as its engine is known."""
        return next(
            (
                voice.languages
                for host in self.hosts.values()
                for voice in host.voices
                if f"{host.name}:{voice.name}" == name
            ),
            (),
        )

    def chain(self, tag: str) -> Iterator[tuple[Member, Place]]:
        """The places of the language `tag`."""
        for member in chain.chain(tag, self._settings.chains, self._order):
            host = self.hosts[member.engine]
            yield member, Place(host, partial(self._cast, host, member, tag))

    def _cast(self, host: Host, member: Member, tag: str) -> tuple[Role, ...]:
        if member.voice is not None:
            try:
                host.voice(member.name)
            except VoiceNotFound as error:
                self._missing(error)
                raise
        return tuple(Role(host, *part, tag) for part in chain.parts(member, host.voices, tag))

    def _missing(self, error: VoiceNotFound) -> None:
        """Of a voice in the settings that there is none of: it is said once."""
        if error.voice not in self._missed:
            self._missed.add(error.voice)
            log.warning("%s Another voice speaks until then.", error)

    def _preferred(self, name: str, tag: str) -> Place | None:
        """The channel's own voice, where it can."""
        try:
            host = self._host(name)
        except VoiceNotFound as error:
            self._missing(error)
            return None
        return Place(host, partial(self._cast, host, chain.member(name, (host.name,)), tag))

    def _host(self, name: str) -> Host:
        host = next((host for host in self.hosts.values() if name.startswith(host.name + ":")), None)
        if host is None:
            engines = ", ".join(self.hosts)
            raise VoiceNotFound(name, f"a voice is written engine:name, and the engines here are {engines}")
        return host

    def _asked(self, name: str, lang: str | Undecided | None, text: str) -> Place:
        host = self._host(name)
        return Place(host, partial(_by_voice, host, name, lang, text), asked=True)

    def seen(self, tag: str) -> tuple[ChainVoice, ...]:
        """The chain of `tag` as people see it: who is in it, and how each is now."""
        return tuple(one for member, place in self.chain(tag) for one in self._seen(member, place, tag))

    def _seen(self, member: Member, place: Place, tag: str) -> tuple[ChainVoice, ...]:
        if place.host.engine is None:
            return (ChainVoice(member.name, place.host.state),)
        try:
            roles = place.cast()
        except VoiceNotFound as error:
            return (ChainVoice(member.name, error.reason),)
        if roles:
            return tuple(ChainVoice(role.name, place.host.state) for role in roles)
        named = lookup(tag, tuple(self._settings.chains)) is not None
        return (ChainVoice(member.name, f"it does not speak {tag}"),) if named else ()


def _by_voice(host: Host, name: str, lang: str | Undecided | None, text: str) -> tuple[Role, ...]:
    voice = host.voice(name)
    asked = candidates(lang or language_of(text, voice.languages))
    found = ((tag, spoken) for tag in asked if (spoken := lookup(tag, voice.languages)))
    tag, spoken = next(found, (None, voice.languages[0]))
    if tag is None and lang is not None:
        raise VoiceLacksLanguage(name, f'it does not speak "{asked[0][:40]}"')
    if not readable(text, spoken):
        raise ScriptLacking(spoken)
    return (Role(host, voice, spoken, tag or spoken),)

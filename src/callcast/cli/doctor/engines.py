"""Speech engines: each is started in its worker process, where it tests itself, and says one word."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator, Sequence

from callcast.bus.messages import ChainVoice
from callcast.cli.doctor.check import Check, Place, fail, ok, warn
from callcast.cli.voices.adding import is_complete
from callcast.cli.voices.catalogue import OURS, from_file
from callcast.cli.voices.ready import READY, better, understood
from callcast.cli.voices.shelf import Shelf
from callcast.player.speech.casting import Casting
from callcast.player.speech.engine import Request
from callcast.player.speech.errors import EngineError, VoiceNotFound
from callcast.player.speech.host import Host
from callcast.tags import lookup

WORD = "1"
REMEDY = 'mend it as it says, or leave it out of "engines" and "chains" in [speech]'


def check(place: Place) -> Iterator[Check]:
    """One line an engine, one for the chain of each language of a channel, and one for each voice that is not there."""
    speech = place.settings.speech.at(place.data)
    casting, shelf = Casting(speech), Shelf(speech)
    hosts = list(casting.hosts.values())
    languages = dict.fromkeys(tag for channel in place.settings.channels for tag in channel.languages)
    with _quiet():
        found, chains = asyncio.run(_all(casting, list(languages)))
    yield from found
    for tag, chain in chains.items():
        yield from _chain(tag, chain, shelf)
    tags = [tag for host in hosts for voice in host.voices for tag in voice.languages]
    for channel in place.settings.channels:
        for tag in channel.languages:
            if tags and lookup(tag, tags) is None:
                remedy = f'take it out of the languages of channel "{channel.id}", or add an engine that speaks it'
                yield warn(f"no engine speaks {tag}", remedy)
        if channel.voice:
            yield from _voice(channel.id, channel.voice, hosts)


def _voice(channel: str, name: str, hosts: list[Host]) -> Iterator[Check]:
    """One line, if the engine is well and has no such voice."""
    for host in hosts:
        if host.voices and name.startswith(f"{host.name}:"):
            try:
                host.voice(name)
            except VoiceNotFound as error:
                right = f'"{error.nearest}", which is the nearest' if error.nearest else "one that it has"
                yield warn(f'channel "{channel}": there is no voice "{name}"', f"name {right}; see callcast voices")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """What fails is told by a line, once."""
    log = logging.getLogger("callcast")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def _chain(tag: str, chain: Sequence[ChainVoice], shelf: Shelf) -> Iterator[Check]:
    """Who speaks `tag`, in order; nothing if nobody is there to."""
    ready = [one.voice for one in chain if one.state == READY]
    others = [f"{one.voice} ({one.state.rstrip('.')})" for one in chain if one.state != READY]
    if not chain:
        return
    told = f"{tag} is spoken by {', then '.join(ready)}" if ready else f"{tag} is spoken by none of its chain"
    if others:
        yield warn(f"{told}; not by {', '.join(others)}", REMEDY)
    if ready and not understood(ready, tag):
        yield warn(
            f"{told}, which few understand", better(tag, from_file(OURS), lambda entry: is_complete(entry, shelf))
        )
    elif not others:
        yield ok(told)


async def _all(casting: Casting, languages: list[str]) -> tuple[list[Check], dict[str, tuple[ChainVoice, ...]]]:
    hosts = list(casting.hosts.values())
    try:
        found = await asyncio.gather(*(_one(host) for host in hosts))
        return found, {tag: casting.seen(tag) for tag in languages}
    finally:
        await asyncio.gather(*(host.close() for host in hosts))


async def _one(host: Host) -> Check:
    try:
        engine = await host.know()
        voice = host.voices[0]
        sound = await host.synthesize(Request(WORD, voice.name, voice.languages[0]))
    except EngineError as error:
        return fail(str(error).rstrip("."), REMEDY)
    seconds = len(sound.pcm) / 2 / sound.rate
    return ok(f"engine {engine.name} {engine.version}: {len(host.voices)} voices, spoke {seconds:.1f} s as a test")

"""Speech engines: each is started in its worker process, where it tests itself, and says one word."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator

from callcast.cli.doctor.check import Check, Place, fail, ok, warn
from callcast.player.speech.engine import Request
from callcast.player.speech.errors import EngineError, VoiceNotFound
from callcast.player.speech.host import Host
from callcast.tags import lookup

WORD = "1"
REMEDY = 'mend it as it says, or leave it out of "engines" in [speech]'


def check(place: Place) -> Iterator[Check]:
    """One line an engine, and one for each language and voice of a channel that there is none for."""
    hosts = [Host(name, place.settings.speech) for name in place.settings.speech.engines]
    with _quiet():
        found = asyncio.run(_all(hosts))
    yield from found
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


async def _all(hosts: list[Host]) -> list[Check]:
    try:
        return await asyncio.gather(*(_one(host) for host in hosts))
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

"""Utterances to clips: the room's one door."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np

from callcast.bus.messages import Catalogue
from callcast.player.media import level
from callcast.player.media.clip import Clip
from callcast.player.media.errors import EmptySound
from callcast.player.speech.cache import Disk, Memory
from callcast.player.speech.engine import Request
from callcast.player.speech.errors import (
    EmptyAudio,
    EngineError,
    LanguageUnsupported,
    SpeechError,
    TooBusy,
    VoiceLacksLanguage,
    VoiceNotFound,
)
from callcast.player.speech.flight import Flights
from callcast.player.speech.host import Host
from callcast.player.speech.key import Key
from callcast.player.speech.language import Undecided, candidates, language_of, listed, nearest
from callcast.player.speech.process import Sound
from callcast.player.speech.protocol import Started
from callcast.player.speech.settings import SpeechSettings
from callcast.player.speech.utterance import Utterance
from callcast.tags import lookup
from callcast.text import normalise

log = logging.getLogger(__name__)

T = TypeVar("T")


class Renderer:
    """Speaks with all engines of the settings. `run` it beside its use; you must `close` it."""

    def __init__(self, settings: SpeechSettings, cache: Path) -> None:
        """`cache` is the folder of clips; processes may share it."""
        self._settings = settings
        self._hosts = {name: Host(name, settings) for name in settings.engines}
        self._memory = Memory(settings.memory_bytes)
        self._disk = Disk(cache, settings.cache_bytes)
        self._flights: Flights[Clip] = Flights()
        self._waiting = 0
        self._missed: set[str] = set()
        self._stores: set[asyncio.Future[None]] = set()
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="speech")
        self._urgent = ThreadPoolExecutor(max_workers=1, thread_name_prefix="speech-urgent")
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="clip-cache")

    async def render(self, utterance: Utterance, *, urgent: bool = False) -> Clip:
        """The clip of `utterance`, made once however many ask at a time; what is `urgent` waits for nothing that waits.

        Raises `TextRejected`, `SpeechError` or `MediaError`. Cancelling ends the making when nobody else waits for it.
        """
        text = normalise(utterance.text, self._settings.text_limit)
        host, request = await self._choose(utterance, text)
        engine = await self._know(host)
        key = Key(host.name, engine.version, engine.digest, request.voice, request.language, text, level.VERSION)
        clip = self._memory.get(key)
        if clip is not None:
            return clip
        with self._place():
            return await self._flights.join(key, lambda: self._make(host, request, key, urgent))

    @contextmanager
    def _place(self) -> Iterator[None]:
        """One of the places to wait in."""
        if self._waiting >= self._settings.waiting:
            raise TooBusy(self._waiting)
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    async def _know(self, host: Host) -> Started:
        if host.engine is not None:
            return host.engine
        with self._place():
            return await host.know()

    async def _make(self, host: Host, request: Request, key: Key, urgent: bool) -> Clip:
        clip = await self._in_thread(lambda: self._disk.get(key), urgent)
        if clip is None:
            clip = await self._speak(host, request, urgent)
            now = host.engine
            if now is None or (now.version, now.digest) != (key.version, key.digest):
                return clip  # the engine was replaced meanwhile: the key is not this clip's
            self._store(key, clip)
        self._memory.put(key, clip)
        return clip

    async def _speak(self, host: Host, request: Request, urgent: bool) -> Clip:
        sound = await host.synthesize(request, urgent=urgent)
        try:
            return await self._in_thread(lambda: _condition(sound), urgent)
        except EmptySound as error:
            raise EmptyAudio(host.name, error.reason) from error

    def _store(self, key: Key, clip: Clip) -> None:
        """Beside the way of the call: a slow disk keeps no call waiting."""
        if len(self._stores) >= self._settings.waiting:
            log.warning("The disk is too slow for the clip cache; a clip is not kept.")
            return
        task = asyncio.get_running_loop().run_in_executor(self._writer, self._disk.put, key, clip)
        self._stores.add(task)
        task.add_done_callback(self._stores.discard)

    def _in_thread(self, work: Callable[[], T], urgent: bool) -> Awaitable[T]:
        return asyncio.get_running_loop().run_in_executor(self._urgent if urgent else self._threads, work)

    async def _choose(self, utterance: Utterance, text: str) -> tuple[Host, Request]:
        """Who speaks: the voice asked for; else the preferred one if it can; else the first engine that can."""
        if utterance.voice is not None:
            return await self._by_voice(utterance.voice, utterance.lang, text)
        faults: list[SpeechError] = []
        for lang in candidates(utterance.lang or language_of(text, ())):
            try:
                return await self._by_preferred(utterance.preferred, lang, text) or await self._by_language(lang, text)
            except (LanguageUnsupported, EngineError) as error:  # noqa: PERF203 - few
                faults.append(error)
        raise faults[0]

    async def _by_preferred(self, name: str | None, lang: str, text: str) -> tuple[Host, Request] | None:
        """By the channel's own voice, where it can; that there is none of that name is said once."""
        if name is None:
            return None
        try:
            return await self._by_voice(name, lang, text)
        except VoiceLacksLanguage:
            return None
        except EngineError as error:  # which its own state tells
            log.debug("not by the channel's own voice: %s", error)
        except VoiceNotFound as error:
            if name not in self._missed:
                self._missed.add(name)
                log.warning("%s Another voice speaks until then.", error)
        return None

    async def _by_voice(self, name: str, lang: str | Undecided | None, text: str) -> tuple[Host, Request]:
        host = next((host for host in self._hosts.values() if name.startswith(host.name + ":")), None)
        if host is None:
            engines = ", ".join(self._hosts)
            raise VoiceNotFound(name, f"a voice is written engine:name, and the engines here are {engines}")
        await self._know(host)
        voice = host.voice(name)
        asked = candidates(lang or language_of(text, voice.languages))
        spoken = next((found for tag in asked if (found := lookup(tag, voice.languages))), None)
        if spoken is None and lang is not None:
            raise VoiceLacksLanguage(name, f'it does not speak "{asked[0][:40]}"')
        return host, Request(text, voice.name, spoken or voice.languages[0])

    async def _by_language(self, lang: str, text: str) -> tuple[Host, Request]:
        fault: EngineError | None = None
        tags: list[str] = []
        for host in self._hosts.values():
            try:
                await self._know(host)
            except EngineError as error:
                fault = fault or error
                continue
            own = [tag for voice in host.voices for tag in voice.languages]
            tags += own
            spoken = lookup(lang, own)
            if spoken is not None:
                voice = next(voice for voice in host.voices if spoken in voice.languages)
                return host, Request(text, voice.name, spoken)
        if fault is not None:
            raise fault
        raise LanguageUnsupported(lang[:40], nearest(lang, tags))

    def catalogue(self) -> Catalogue:
        """What can be spoken, by the engines that have started so far."""
        hosts = self._hosts.values()
        tags = [tag for host in hosts for voice in host.voices for tag in voice.languages]
        voices = {f"{host.name}:{voice.name}": voice.languages for host in hosts for voice in host.voices}
        return Catalogue(listed(tags), voices, self._settings.text_limit)

    def health(self) -> dict[str, str]:
        """Each engine: "ready", or what is wrong with it."""
        return {name: host.state for name, host in self._hosts.items()}

    @property
    def cache_state(self) -> str:
        """Of the clips on disk: "ready", or what is wrong."""
        return self._disk.state

    async def ready(self) -> None:
        """Start all engines; those that fail say so in `health`."""
        for fault in await asyncio.gather(*(host.know() for host in self._hosts.values()), return_exceptions=True):
            if isinstance(fault, BaseException) and not isinstance(fault, EngineError):
                raise fault

    async def run(self) -> None:
        """Keep the engines alive. Runs until cancelled."""
        await asyncio.gather(*(host.run() for host in self._hosts.values()))

    async def close(self) -> None:
        """End what is being made, keep what was made, end all engines. Cancel `run` first."""
        await self._flights.close()
        await asyncio.gather(*self._stores)
        await asyncio.gather(*(host.close() for host in self._hosts.values()))
        self._threads.shutdown()
        self._urgent.shutdown()
        self._writer.shutdown()


def _condition(sound: Sound) -> Clip:
    samples = np.frombuffer(sound.pcm, dtype="<i2").astype(np.float32) / 32_768
    return level.condition(samples, sound.rate)

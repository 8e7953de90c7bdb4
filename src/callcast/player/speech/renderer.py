"""Utterances to clips: the room's one door."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from callcast.bus.messages import Catalogue
from callcast.player.media import level
from callcast.player.media.clip import RATE, Clip
from callcast.player.media.errors import EmptySound
from callcast.player.speech import foreign
from callcast.player.speech import line as lines
from callcast.player.speech.cache import Disk, Memory
from callcast.player.speech.casting import Casting, Place, Role
from callcast.player.speech.engine import Request
from callcast.player.speech.errors import (
    EmptyAudio,
    EngineAway,
    LanguageUnsupported,
    PartLacking,
    SpeechError,
    SynthesisTimeout,
    TooBusy,
    VoiceNotFound,
)
from callcast.player.speech.flight import Flights
from callcast.player.speech.hosts import Hosts, come
from callcast.player.speech.joining import Run, joined, runs
from callcast.player.speech.key import Key
from callcast.player.speech.language import candidates, language_of, listed, nearest
from callcast.player.speech.line import Line, Lines
from callcast.player.speech.process import Sound
from callcast.player.speech.settings import SpeechSettings
from callcast.player.speech.utterance import Utterance
from callcast.tags import lookup
from callcast.wording.plain import plain
from callcast.wording.segment import Letters, Text
from callcast.wording.spoken import Spoken, Words, dumped

log = logging.getLogger(__name__)

T = TypeVar("T")

RECORDINGS = "bank"
"""The engine that has those of the house."""

LETTERS = "en"
"""The language in which Latin letters are named for a voice that has none."""

_URGENT, _URGENT_EACH = 3.0, 0.1
"""Seconds, and for each character, that an emergency gives one engine while another could speak."""


class Renderer:
    """Speaks with all engines of the settings. `run` it beside its use; you must `close` it."""

    def __init__(self, settings: SpeechSettings, cache: Path) -> None:
        """`cache` is the folder of clips; processes may share it."""
        self._settings = settings
        self._casting = Casting(settings)
        self._hosts = Hosts(self._casting, settings)
        self._lines = Lines(settings)
        self._memory = Memory(settings.memory_bytes)
        self._disk = Disk(cache, settings.cache_bytes)
        self._flights: Flights[Clip] = Flights()
        self._waiting = 0
        self._stores: set[asyncio.Future[None]] = set()
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="speech")
        self._urgent = ThreadPoolExecutor(max_workers=1, thread_name_prefix="speech-urgent")
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="clip-cache")

    async def render(self, utterance: Utterance, *, urgent: bool = False) -> Clip:
        """The clip of `utterance`, made once however many ask at a time; what is `urgent` waits for nothing that waits.

        Whoever of its chain can speak does; the clip's `note` says so when the preferred one could not.
        Raises `TextRejected`, `SpeechError` or `MediaError`. Cancelling ends the making when nobody else waits for it.
        """
        places, faults = self._casting.places(utterance)
        if not faults and (clip := self._remembered(utterance, places)) is not None:
            return clip
        with self._place():
            return await self._first(utterance, places, faults, urgent)

    def _remembered(self, utterance: Utterance, places: Sequence[Place]) -> Clip | None:
        """That of who is to speak first, if it is in memory: that need not wait for a place."""
        for place in places:
            if place.host.engine is None:
                return None
            try:
                roles = place.cast()
            except SpeechError:
                return None
            if roles:
                line = self._lines.known(utterance, roles[0].tag)
                return self._memory.get(self._key(roles[0], line)) if line is not None else None
        return None

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

    # -- who speaks --------------------------------------------------------------------------------------------

    async def _first(
        self, utterance: Utterance, places: Sequence[Place], faults: list[SpeechError], urgent: bool
    ) -> Clip:
        """Of the first of `places` that can; those that were away get another chance when nobody else can."""
        tried: set[tuple[str, str]] = set()
        turns = deque((place, places[number:]) for number, place in enumerate(places, start=1))
        while turns:
            place, later = turns.popleft()
            role = None
            try:
                roles = [one for one in await self._roles(place, later) if (one.name, one.language) not in tried]
                if not roles:
                    continue
                role = roles[0]
                clip = await self._perform(role, await self._line(utterance, role.tag, urgent), urgent, later)
            except SpeechError as error:
                if place.asked and isinstance(error, VoiceNotFound):
                    raise
                faults.append(error)
                if isinstance(error, EngineAway) and later:
                    turns.append((place, ()))
                elif role is not None:
                    tried.add((role.name, role.language))
                    if isinstance(error, EmptyAudio | PartLacking):  # the engine is well: its next voice may have words
                        turns.appendleft((place, later))
            else:
                return _noted(clip, role, faults)
        if faults:
            raise faults[0]
        tag = candidates(utterance.lang or language_of(utterance.words, ()))[0]
        raise LanguageUnsupported(tag[:40], nearest(tag, self._tags()))

    async def _roles(self, place: Place, later: Sequence[Place]) -> tuple[Role, ...]:
        if place.host.engine is None:
            await come(place.host, later)
        return place.cast()

    async def _line(self, utterance: Utterance, tag: str, urgent: bool) -> Line:
        line = self._lines.known(utterance, tag)
        if line is None:
            line = await self._in_thread(lambda: self._lines.read(utterance, tag), urgent)
            self._lines.remember(utterance, tag, line)
        return line

    async def _perform(self, role: Role, line: Line, urgent: bool, later: Sequence[Place]) -> Clip:
        if line.recordings and role.host.name != RECORDINGS:
            raise PartLacking(role.host.name, f'it plays no recordings, such as "{line.recordings[0]}"')
        turns = runs(foreign.parted(line.spoken, role.tag), partial(_other, role))
        if all(turn.other is None for turn in turns):
            return await self._spoken(role, line, urgent, later)
        if all(turn.other is not None for turn in turns):
            lacking = "Latin letters" if line.letters else "such letters"
            raise PartLacking(role.host.name, f"its voice {role.voice.name} has no {lacking}")
        return await self._spliced(role, turns, urgent, later)

    # -- several voices in one clip ----------------------------------------------------------------------------

    async def _spliced(self, role: Role, turns: Sequence[Run], urgent: bool, later: Sequence[Place]) -> Clip:
        """What the voice of `role` has no letters for by one that has them, all else by itself, equally loud."""
        parts: list[Clip] = []
        pauses: list[int] = []
        notes: dict[str, None] = {}
        for turn in turns:
            try:
                if turn.other is not None:
                    parts.append(await self._by_other(turn.spoken, turn.other, urgent))
                else:
                    parts.append(await self._spoken(role, lines.of(turn.spoken, role.tag), urgent, later))
            except LanguageUnsupported as error:
                if turn.other in (None, LETTERS):
                    raise
                notes[f'"{plain(turn.spoken, role.tag)[:40]}" is left out: {error}'] = None
                continue
            pauses.append(turn.pause)
        key = _joint(parts, pauses)
        clip = self._memory.get(key)
        if clip is None:
            clip = await self._in_thread(lambda: _joined(parts, pauses), urgent)
            self._memory.put(key, clip)
        notes.update(dict.fromkeys(part.note for part in parts if part.note))
        return replace(clip, note=" ".join(notes)) if notes else clip

    async def _by_other(self, spoken: tuple[Spoken, ...], tag: str, urgent: bool) -> Clip:
        """Letters or words by whoever speaks `tag`."""
        said = (one for one in spoken if isinstance(one, Words | Letters))
        typed = tuple(Text(one.text) if isinstance(one, Words) else one for one in said)
        utterance = Utterance("", tag, segments=typed)
        return await self._first(utterance, *self._casting.places(utterance), urgent)

    # -- one voice ---------------------------------------------------------------------------------------------

    async def _spoken(self, role: Role, line: Line, urgent: bool, later: Sequence[Place]) -> Clip:
        key = self._key(role, line)
        clip = self._memory.get(key)
        if clip is not None:
            return clip
        making = self._flights.join(key, lambda: self._make(role, line, key, urgent, later))
        if not urgent or not _any(later):
            return await making
        limit = _URGENT + _URGENT_EACH * len(line.text)
        try:
            return await asyncio.wait_for(making, limit)
        except asyncio.TimeoutError:
            error = SynthesisTimeout(role.host.name, f"an emergency took longer than {limit:g} s")
            role.host.hung(error)
            raise error from None

    def _key(self, role: Role, line: Line) -> Key:
        engine = role.host.engine
        if engine is None:
            raise AssertionError("who has a role is known")
        spoken = json.dumps(dumped(line.spoken), ensure_ascii=False)
        voice = role.voice.name, role.language
        digest = engine.digest + role.voice.digest
        return Key(role.host.name, engine.version, digest, *voice, line.text, spoken, level.VERSION)

    async def _make(self, role: Role, line: Line, key: Key, urgent: bool, later: Sequence[Place]) -> Clip:
        clip = await self._in_thread(lambda: self._disk.get(key), urgent)
        if clip is None:
            await come(role.host, later)
            clip = await self._speak(role, line, urgent, alone=not _any(later))
            now = [replace(role, voice=voice) for voice in role.host.voices if voice.name == role.voice.name]
            if not now or self._key(now[0], line) != key:
                return clip  # the engine was replaced meanwhile: the key is not this clip's
            self._store(key, clip)
        self._memory.put(key, clip)
        return clip

    async def _speak(self, role: Role, line: Line, urgent: bool, alone: bool) -> Clip:
        request = Request(line.text, role.voice.name, role.language, line.spoken)
        sound = await role.host.synthesize(request, urgent=urgent, alone=alone)
        try:
            return await self._in_thread(lambda: _condition(sound), urgent)
        except EmptySound as error:
            raise EmptyAudio(role.host.name, error.reason) from error

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

    # -- what there is -----------------------------------------------------------------------------------------

    def _tags(self) -> list[str]:
        return [tag for host in self._casting.hosts.values() for voice in host.voices for tag in voice.languages]

    def catalogue(self, languages: Iterable[str] = ()) -> Catalogue:
        """What can be spoken, by the engines that have started so far, and who speaks each of the `languages`."""
        hosts = self._casting.hosts.values()
        voices = {f"{host.name}:{voice.name}": voice.languages for host in hosts for voice in host.voices}
        chains = {tag: self._casting.seen(tag) for tag in languages}
        return Catalogue(listed(self._tags()), voices, self._settings.text_limit, chains)

    def health(self) -> dict[str, str]:
        """Each engine: "ready", or what is wrong with it."""
        return {name: host.state for name, host in self._casting.hosts.items()}

    @property
    def cache_state(self) -> str:
        """Of the clips on disk: "ready", or what is wrong."""
        return self._disk.state

    async def ready(self) -> None:
        """Start all engines; those that fail say so in `health`."""
        await self._hosts.ready()

    async def refresh(self) -> None:
        """Voices were installed or removed: have the engines concerned start anew, beside us; the others speak on."""
        await self._hosts.refresh()

    async def run(self) -> None:
        """Keep the engines alive. Runs until cancelled."""
        await self._hosts.run()

    async def close(self) -> None:
        """End what is being made, keep what was made, end all engines. Cancel `run` first."""
        await self._flights.close()
        await asyncio.gather(*self._stores)
        await self._hosts.close()
        self._threads.shutdown()
        self._urgent.shutdown()
        self._writer.shutdown()


def _other(role: Role, one: Spoken) -> str | None:
    """The language whose voice says `one` in the words of `role`; None if that can itself."""
    if isinstance(one, Letters):
        return None if role.voice.letters else LETTERS
    tag = foreign.other(one.text, role.tag) if isinstance(one, Words) else None
    return None if tag is None or lookup(tag, role.voice.languages) else tag


def _any(places: Iterable[Place]) -> bool:
    return any(place.can() for place in places)


def _noted(clip: Clip, role: Role, faults: Sequence[SpeechError]) -> Clip:
    """With a note of why the preferred voice did not speak it."""
    if not faults:
        return clip
    told = dict.fromkeys(str(fault).rstrip(".") for fault in faults)
    since = "; ".join(f"the {text[4:]}" if text.startswith("The ") else text for text in told)
    own = f" {clip.note}" if clip.note else ""
    return replace(clip, note=f"Spoken by {role.name}, since {since}.{own}")


def _joint(parts: Sequence[Clip], pauses: Sequence[int]) -> Key:
    """What joined parts are known by."""
    told = json.dumps([*(part.digest for part in parts), *pauses])
    return Key("", "", "", "", "", "", told, level.VERSION)


def _joined(parts: Sequence[Clip], pauses: Sequence[int]) -> Clip:
    sounds = [part.samples.astype(np.float32) / 32_768 for part in parts]
    return level.condition(joined(sounds, pauses, RATE), RATE)


def _condition(sound: Sound) -> Clip:
    samples = np.frombuffer(sound.pcm, dtype="<i2").astype(np.float32) / 32_768
    return level.condition(samples, sound.rate)

"""What every speech engine must do. Inherit it in your tests:

    class TestMine(EngineContract):
        engine = "mine"              # an entry point of callcast.engines, or module:Class
        texts = {"en": "Number one"}

The engine runs in a worker process, as it will in production.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar

import numpy as np
import pytest

from callcast.player.speech import protocol
from callcast.player.speech.engine import Request
from callcast.player.speech.errors import EmptyAudio, EngineError, EngineFailed
from callcast.player.speech.host import Host
from callcast.player.speech.process import Process, Sound
from callcast.player.speech.settings import SpeechSettings
from callcast.tags import lookup

_STRANGE = ("<speak>x</speak>", "[[h@l0U]]", "\\pau=5000\\ a", "a\tb", "\U0001f600 1", "%s%n{}", "\u0301a", "é" * 200)


class EngineContract:
    """Test methods for one engine."""

    engine: ClassVar[str]
    texts: ClassVar[dict[str, str]]
    """A few words for each language that it must speak."""
    settings: ClassVar[SpeechSettings] = SpeechSettings()
    word: ClassVar[str] = "1"
    """The shortest text that each of its voices has a sound for."""
    streams: ClassVar[bool] = False
    """It gives sound while it makes more of it, sentence by sentence."""
    in_a_row: ClassVar[int] = 100
    """How many texts one worker must speak without an end."""
    growth: ClassVar[int] = 64
    """MiB by which its memory may grow over the latter half of them."""

    @asynccontextmanager
    async def _started(self) -> AsyncIterator[Process]:
        process = Process(self.engine, self.settings)
        try:
            await process.start()
            yield process
        finally:
            await process.close()

    def _request(self, speaker: Process | Host, text: str, lang: str | None = None) -> Request:
        """By the default voice of `lang`; of the first language when there is none."""
        lang = lang or next(iter(self.texts))
        spoken = lookup(lang, [tag for voice in speaker.voices for tag in voice.languages])
        if spoken is None:
            raise AssertionError(f"it does not speak {lang}")
        voice = next(voice for voice in speaker.voices if spoken in voice.languages)
        return Request(text, voice.name, spoken)

    async def _speak(self, process: Process, text: str, lang: str | None = None) -> Sound:
        return await process.synthesize(self._request(process, text, lang))

    def test_says_who_it_is(self) -> None:
        """Name, version, digest: what clips are known by."""

        async def scenario() -> None:
            async with self._started() as process:
                assert process.engine is not None
                assert process.engine.name
                assert process.engine.version
                assert process.engine.digest

        asyncio.run(scenario())

    def test_is_the_same_in_each_process(self) -> None:
        """Or nothing would be found in the cache."""

        async def scenario() -> None:
            async with self._started() as one, self._started() as other:
                assert one.engine == other.engine
                assert one.voices == other.voices

        asyncio.run(scenario())

    def test_speaks_its_languages(self) -> None:
        """Sound that is neither silence nor noise at full scale, between 0.1 and 30 s."""

        async def scenario() -> None:
            async with self._started() as process:
                for lang, text in self.texts.items():
                    sound = await self._speak(process, text, lang)
                    samples = np.frombuffer(sound.pcm, dtype="<i2").astype(np.float64)
                    assert 0.1 < len(samples) / sound.rate < 30, lang
                    assert 100 < np.sqrt(np.mean(samples**2)) < 20_000, lang

        asyncio.run(scenario())

    def test_each_voice_speaks(self) -> None:
        """No voice is listed that has none. The first ten of them."""

        async def scenario() -> None:
            async with self._started() as process:
                for voice in process.voices[:10]:
                    assert voice.languages
                    sound = await process.synthesize(Request(self.word, voice.name, voice.languages[0]))
                    assert sound.pcm

        asyncio.run(scenario())

    def test_survives_strange_text(self) -> None:
        """Markup, escapes, emoji: spoken or refused, but no crash, no hang, and no second of sound a character."""

        async def scenario() -> None:
            async with self._started() as first:
                process = first
                for text in _STRANGE:
                    if not process.alive:
                        process = Process(self.engine, self.settings)
                        await process.start()
                    try:
                        sound = await self._speak(process, text)
                        assert len(sound.pcm) / 2 / sound.rate < 1 + len(text), text
                    except (EmptyAudio, EngineFailed):
                        pass
                    finally:
                        if not process.alive:
                            await process.close()
                await process.close()

        asyncio.run(scenario())

    def test_refuses_a_voice_that_it_has_not(self) -> None:
        """By an error, not by another voice."""

        async def scenario() -> None:
            async with self._started() as process:
                with pytest.raises(EngineError):
                    await process.synthesize(Request("1", "no such voice", "en"))

        asyncio.run(scenario())

    def test_is_silent_for_nothing(self) -> None:
        """An answer that says so, and the worker speaks on."""

        async def scenario() -> None:
            async with self._started() as process:
                for text in ("", "  \n"):
                    with pytest.raises(EmptyAudio):
                        await self._speak(process, text)
                    assert process.alive
                assert (await self._speak(process, next(iter(self.texts.values())))).pcm

        asyncio.run(scenario())

    def test_gives_sound_as_it_is_made(self) -> None:
        """Its rate, blocks, the end; from one that `streams`, the first long before the last of six sentences."""

        async def scenario() -> None:
            text = ". ".join([*self.texts.values()][:1] * 6) + "."
            async with self._started() as process:
                request = self._request(process, text)
                told = {"text": text, "voice": request.voice, "language": request.language, "spoken": []}
                began = time.monotonic()
                answers = process._ask({"do": "synthesize", **told}, 60, 60)
                came = [(type(answer), time.monotonic() - began) async for answer in answers]
                kinds = [kind for kind, _ in came]
                assert kinds == [protocol.Rate, *[protocol.Block] * (len(kinds) - 2), protocol.End]
                if self.streams:
                    assert came[1][1] < 0.75 * came[-1][1]

        asyncio.run(scenario())

    def test_speaks_many_in_a_row(self) -> None:
        """By one worker, whose memory stays."""
        psutil = pytest.importorskip("psutil")

        async def scenario() -> None:
            text = next(iter(self.texts.values()))
            async with self._started() as process:
                used = psutil.Process(process.pid)
                sizes = []
                for number in range(self.in_a_row):
                    assert (await self._speak(process, self.word if number % 10 else text)).pcm
                    sizes.append(used.memory_info().rss)
                assert max(sizes) - max(sizes[: self.in_a_row // 2]) < self.growth * 2**20

        asyncio.run(scenario())

    def test_bears_ten_thousand_characters(self) -> None:
        """Spoken within its limits or refused by an error; the next text is spoken."""

        async def scenario() -> None:
            text = next(iter(self.texts.values()))
            long = (text + ". ") * (10_000 // (len(text) + 2))
            limited = self.settings.model_copy(update={"request_timeout": 5.0})
            process = Process(self.engine, limited)
            try:
                await process.start()
                assert (await self._speak(process, long)).pcm
            except EngineError:
                pass
            finally:
                await process.close()
            async with self._started() as process:
                assert (await self._speak(process, text)).pcm

        asyncio.run(scenario())

    def test_survives_being_killed(self) -> None:
        """In the middle of a text: who asked gets it from the next worker."""

        async def scenario() -> None:
            text = next(iter(self.texts.values()))
            host = Host(self.engine, self.settings)
            try:
                await host.know()
                first = host.pid
                assert first is not None
                task = asyncio.ensure_future(host.synthesize(self._request(host, text)))
                await asyncio.sleep(0)  # it has been asked
                os.kill(first, getattr(signal, "SIGKILL", signal.SIGTERM))
                assert (await task).pcm
                assert (await host.synthesize(self._request(host, text))).pcm  # the first may have been quick enough
                assert host.pid != first
            finally:
                await host.close()

        asyncio.run(scenario())

    def test_ends_when_cancelled(self) -> None:
        """To cancel is to kill, at once (it takes a few milliseconds; here, where others work too, a second counts)."""

        async def scenario() -> None:
            text = next(iter(self.texts.values()))
            async with self._started() as process:
                task = asyncio.ensure_future(self._speak(process, ", ".join([text] * 20)))
                await asyncio.sleep(0)
                began = time.monotonic()
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
                assert not process.alive
                await asyncio.wait_for(process.ended.wait(), 1)
                assert time.monotonic() - began < 1
            async with self._started() as process:
                assert (await self._speak(process, text)).pcm

        asyncio.run(scenario())

"""What every speech engine must do. Inherit it in your tests:

    class TestMine(EngineContract):
        engine = "mine"              # an entry point of callcast.engines, or module:Class
        texts = {"en": "Number one"}

The engine runs in a worker process, as it will in production.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar

import numpy as np
import pytest

from callcast.player.speech.engine import Request
from callcast.player.speech.errors import EmptyAudio, EngineError, EngineFailed
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

    @asynccontextmanager
    async def _started(self) -> AsyncIterator[Process]:
        process = Process(self.engine, self.settings)
        try:
            await process.start()
            yield process
        finally:
            await process.close()

    async def _speak(self, process: Process, text: str, lang: str) -> Sound:
        tags = [tag for voice in process.voices for tag in voice.languages]
        spoken = lookup(lang, tags)
        if spoken is None:
            raise AssertionError(f"it does not speak {lang}")
        voice = next(voice for voice in process.voices if spoken in voice.languages)
        return await process.synthesize(Request(text, voice.name, spoken))

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
                    sound = await process.synthesize(Request("1", voice.name, voice.languages[0]))
                    assert sound.pcm

        asyncio.run(scenario())

    def test_survives_strange_text(self) -> None:
        """Markup, escapes, emoji: spoken or refused, but no crash, no hang, and no second of sound a character."""

        async def scenario() -> None:
            lang = next(iter(self.texts))
            async with self._started() as first:
                process = first
                for text in _STRANGE:
                    if not process.alive:
                        process = Process(self.engine, self.settings)
                        await process.start()
                    try:
                        sound = await self._speak(process, text, lang)
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

    def test_ends_when_cancelled(self) -> None:
        """To cancel is to kill, and a new worker starts."""

        async def scenario() -> None:
            lang, text = next(iter(self.texts.items()))
            async with self._started() as process:
                task = asyncio.ensure_future(self._speak(process, ", ".join([text] * 20), lang))
                await asyncio.sleep(0)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
                assert not process.alive
            async with self._started() as process:
                assert (await self._speak(process, text, lang)).pcm

        asyncio.run(scenario())

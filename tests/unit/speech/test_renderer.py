"""Utterances become clips; what is wrong with one is a typed error and the next is spoken."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from callcast.errors import CallcastError
from callcast.player.speech import errors
from callcast.player.speech.renderer import Renderer
from callcast.player.speech.settings import SpeechChannelSettings, SpeechSettings
from callcast.player.speech.utterance import Utterance, utterance_of
from callcast.text import TextRejected

TONE = "callcast.testing.engines:Tone"
ESPEAK = "callcast.player.speech.engines.espeak:Espeak"


@asynccontextmanager
async def rendering(folder: Path, *engines: str, **settings: Any) -> AsyncIterator[Renderer]:
    names = tuple(name if ":" in name else f"callcast.testing.engines:{name}" for name in engines)
    quick = {"block_timeout": 1, "request_timeout": 2.5, **settings}
    renderer = Renderer(SpeechSettings(engines=names, **quick), folder)
    running = asyncio.ensure_future(renderer.run())
    try:
        yield renderer
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await renderer.close()


def kept(folder: Path) -> int:
    """How many clips are on disk."""
    return len(list(folder.glob("*.clip")))


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        await asyncio.wait_for(scenario(), 60)

    asyncio.run(bounded())


def test_words_become_a_clip_that_is_kept(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Tone") as renderer:
            clip = await renderer.render(Utterance("order 37", "en"))
            assert clip.ticks > 1_000
            assert await renderer.render(Utterance(" order\t３７ ", "EN")) is clip
        assert kept(tmp_path) == 1
        async with rendering(tmp_path, "Tone") as renderer:
            assert (await renderer.render(Utterance("order 37", "en"))).digest == clip.digest

    run(scenario)


def test_espeak_speaks_chinese_and_english(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, ESPEAK) as renderer:
            channel = SpeechChannelSettings()
            for text in ("請 A012 號到三號櫃檯", "Order 37 is ready"):
                clip = await renderer.render(utterance_of(text, None, None, channel))
                assert 24_000 < clip.ticks < 5 * 48_000
            assert renderer.health() == {ESPEAK: "ready"}
            catalogue = renderer.catalogue()
            assert {"zh-TW", "zh-HK", "en-US", "ja"} <= set(catalogue.languages)
            assert f"{ESPEAK}:cmn" in catalogue.voices
            assert catalogue.text_limit == 500

    run(scenario)


@pytest.mark.parametrize(
    ("utterance", "error", "words"),
    [
        (Utterance("", "en"), TextRejected, "is empty"),
        (Utterance("x" * 501, "en"), TextRejected, "501 characters and the limit is 500"),
        (Utterance("x", "tlh"), errors.LanguageUnsupported, '"tlh" is not spoken'),
        (Utterance("x", "enn"), errors.LanguageUnsupported, 'nearest is "en"'),
        (Utterance("x", "zh-HK"), errors.LanguageUnsupported, 'nearest is "cmn"'),
        (Utterance("x", "en", f"{TONE}:lo"), errors.VoiceNotFound, f'did you mean "{TONE}:low"'),
        (Utterance("x", "zh", f"{TONE}:high"), errors.VoiceNotFound, 'does not speak "zh"'),
        (Utterance("x", "en", "low"), errors.VoiceNotFound, "written engine:name"),
    ],
)
def test_what_cannot_be_spoken_says_why(
    utterance: Utterance, error: type[CallcastError], words: str, tmp_path: Path
) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Tone") as renderer:
            with pytest.raises(error, match=words):
                await renderer.render(utterance)
            assert (await renderer.render(Utterance("good", "en"))).ticks

    run(scenario)


@pytest.mark.parametrize("engine", ["Hang", "Crash", "Empty", "Silent", "Tattered", "WrongLength", "Odd"])
def test_a_faulty_engine_fails_one_text_only(engine: str, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, engine) as renderer:
            with pytest.raises(errors.EngineError):
                await renderer.render(Utterance("bad", "en"))
            assert (await renderer.render(Utterance("good", "en"))).ticks
        assert kept(tmp_path) == 1

    run(scenario)


def test_who_speaks(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Missing", "Tone", ESPEAK) as renderer:
            await renderer.ready()
            render = renderer.render
            low = await render(Utterance("word", "en"))  # the first engine that is there and speaks it
            assert low.note == (
                f"Spoken by {TONE}:low, since the speech engine callcast.testing.engines:Missing cannot be used: its "
                "model is missing; run `tone download`."
            )
            preferred = await render(Utterance("word", "en", preferred=f"{TONE}:low"))
            assert (preferred.digest, preferred.note) == (low.digest, None)
            assert (await render(Utterance("word", "en", preferred="nonsense"))).digest == low.digest
            chinese = await render(Utterance("word", "zh", preferred=f"{TONE}:high"))
            assert (chinese.note or "").startswith(f"Spoken by {TONE}:low, since")
            american = await render(Utterance("word", "en-US"))
            assert (american.note or "").startswith(f"Spoken by {TONE}:high, since")
            assert await render(Utterance("word", None, f"{TONE}:low")) is preferred
            assert (await render(Utterance("word", "de"))).digest != low.digest
            with pytest.raises(errors.EngineUnavailable, match="tone download"):
                await render(Utterance("word", "tlh"))
            assert "tone download" in renderer.health()["callcast.testing.engines:Missing"]
            assert renderer.health()[TONE] == "ready"

    run(scenario)


def test_a_text_of_no_script_goes_to_the_next_language_that_is_spoken(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, ESPEAK) as renderer:
            channel = SpeechChannelSettings(languages=("bo", "en"))
            english = await renderer.render(Utterance("12", "en"))
            assert await renderer.render(utterance_of("12", None, None, channel)) is english
            with pytest.raises(errors.LanguageUnsupported, match=r'"bo" is not spoken .* `callcast voices`'):
                await renderer.render(utterance_of("12", "bo", None, channel))
            with pytest.raises(errors.LanguageUnsupported, match='"bo"'):
                await renderer.render(Utterance("12", ("bo", "tlh")))

    run(scenario)


def test_a_voice_is_asked_in_any_of_the_languages_that_may_be_meant(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Tone") as renderer:
            low = await renderer.render(Utterance("12", "en", f"{TONE}:low"))
            assert await renderer.render(Utterance("12", ("bo", "en"), f"{TONE}:low")) is low
            assert await renderer.render(Utterance("12", ("bo", "en"), preferred=f"{TONE}:low")) is low

    run(scenario)


def test_a_voice_of_the_channel_that_is_not_there_is_told_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Tone") as renderer:
            for text in ("one", "two", "three"):
                await renderer.render(Utterance(text, "en", preferred=f"{TONE}:lo"))
            await renderer.render(Utterance("一", "zh", preferred=f"{TONE}:high"))  # only does not speak it

    run(scenario)
    told = [record for record in caplog.records if record.levelname == "WARNING"]
    assert len(told) == 1
    assert f'"{TONE}:lo" cannot be used: there is no such voice; did you mean "{TONE}:low"?' in told[0].getMessage()


def test_many_at_once_are_made_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Slow") as renderer:
            clips = await asyncio.gather(*(renderer.render(Utterance("abcd", "en")) for _ in range(10)))
            assert all(clip is clips[0] for clip in clips)

    run(scenario)


def test_too_many_are_refused(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Slow", waiting=3) as renderer:
            known = await renderer.render(Utterance("known", "en"))
            texts = [renderer.render(Utterance(f"{n}", "en")) for n in range(5)]
            found = await asyncio.gather(*texts, renderer.render(Utterance("known", "en")), return_exceptions=True)
            assert [type(each) for each in found[3:5]] == [errors.TooBusy] * 2
            assert found[5] is known  # what need not wait is not refused
            assert (await renderer.render(Utterance("after", "en"))).ticks

    run(scenario)


def test_a_cache_that_cannot_be_written_stops_no_call(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    async def scenario() -> None:
        async with rendering(tmp_path / "file", "Tone") as renderer:
            assert (await renderer.render(Utterance("good", "en"))).ticks
            assert "cannot be" in renderer.cache_state

    run(scenario)


def test_close_while_an_engine_hangs(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Hang", block_timeout=30.0, request_timeout=30.0) as renderer:
            await renderer.ready()
            hung = asyncio.ensure_future(renderer.render(Utterance("bad", "en")))
            await asyncio.sleep(0)
        with pytest.raises(asyncio.CancelledError):
            await hung

    run(scenario)


def test_an_utterance_takes_what_the_channel_has() -> None:
    channel = SpeechChannelSettings(languages=("zh-TW", "en"), voice="espeak:cmn")
    assert utterance_of("三號", None, None, channel) == Utterance("三號", "zh-TW", None, "espeak:cmn")
    assert utterance_of("three", None, None, channel) == Utterance("three", "en", None, "espeak:cmn")
    assert utterance_of("three", "de", None, channel) == Utterance("three", "de", None, "espeak:cmn")
    assert utterance_of("three", None, "a:b", channel) == Utterance("three", None, "a:b", "espeak:cmn")

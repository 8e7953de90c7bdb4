"""A voice without Latin letters: another says them, as loud, and it sounds as one call."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.unit.speech.test_renderer import ESPEAK, TONE, kept, rendering, run

from callcast.player.media.clip import RATE, Clip
from callcast.player.media.level import TARGET
from callcast.player.media.loudness import weigh
from callcast.player.speech import errors
from callcast.player.speech.utterance import Utterance
from callcast.wording.segment import Break, Digits, Letters, Text

FAKES = "callcast.testing.engines"
CALL = Utterance("", "zh-TW", segments=(Text("請"), Letters("A"), Digits("012"), Text("號")))


def samples(clip: Clip) -> NDArray[np.float32]:
    return clip.samples.astype(np.float32) / 32_768


def silences(clip: Clip) -> list[int]:
    """Lengths in ms of what is under a hundredth of the peak, within the clip."""
    sound = np.abs(clip.samples.astype(int))
    at = np.flatnonzero(sound > 0.01 * sound.max())
    return [int(gap) * 1000 // RATE for gap in np.diff(at) if gap > RATE // 50]


def test_letters_by_another_voice(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Syllables", ESPEAK) as renderer:
            await renderer.ready()
            clip = await renderer.render(CALL)
            assert clip.note is None
            assert weigh(samples(clip), RATE).loudness() == pytest.approx(TARGET, abs=1)
            gaps = silences(clip)
            assert gaps
            assert max(gaps) < 160
            letter = await renderer.render(Utterance("", "en", segments=(Letters("A"),)))
            words = await renderer.render(Utterance("", "zh", segments=(Text("請"),)))
            assert clip.ticks > letter.ticks + 2 * words.ticks * 0.8
            assert await renderer.render(CALL) is clip
            before = kept(tmp_path)
            await renderer.render(Utterance("", "zh-TW", segments=(Letters("A"), Digits("012"), Text("號"))))
            assert kept(tmp_path) == before  # each of its parts has been said before

    run(scenario)


def test_a_pause_between_them_is_kept(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Syllables", ESPEAK) as renderer:
            segments = (Text("請"), Break(300), Letters("A"))
            (gap,) = silences(await renderer.render(Utterance("", "zh", segments=segments)))
            assert 270 < gap < 400

    run(scenario)


def test_letters_alone_are_not_for_it(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Syllables", ESPEAK) as renderer:
            clip = await renderer.render(Utterance("", "zh", segments=(Letters("VIP"),)))
            assert "has no Latin letters" in (clip.note or "")

    run(scenario)


def test_when_nobody_has_letters_the_next_of_the_chain_says_all(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Syllables") as renderer:
            with pytest.raises(errors.SpeechError):
                await renderer.render(CALL)
        chains = {"en": (f"{FAKES}:Missing",)}
        async with rendering(tmp_path, "Syllables", "Tone", chains=chains) as renderer:
            await renderer.ready()
            clip = await renderer.render(CALL)
            assert (clip.note or "").startswith(f"Spoken by {TONE}:low, since the speech engine {FAKES}:Missing")

    run(scenario)


def test_of_the_letters_too_it_is_told_who_had_to_say_them(tmp_path: Path) -> None:
    async def scenario() -> None:
        chains = {"en": (f"{FAKES}:Missing", ESPEAK)}
        async with rendering(tmp_path, "Syllables", chains=chains) as renderer:
            await renderer.ready()
            clip = await renderer.render(CALL)
            assert (clip.note or "").startswith(f"Spoken by {ESPEAK}:en, since the speech engine {FAKES}:Missing")

    run(scenario)


def test_words_in_another_script_by_a_voice_of_their_language(tmp_path: Path) -> None:
    """A place in Chinese in an English call: an English voice would pass it over in silence."""

    async def scenario() -> None:
        async with rendering(tmp_path, "Syllables", ESPEAK) as renderer:
            await renderer.ready()
            clip = await renderer.render(Utterance("please go to 藥局", "en"))
            assert clip.note is None
            alone = await renderer.render(Utterance("please go to", "en"))
            chinese = await renderer.render(Utterance("藥局", "zh-TW"))
            assert clip.ticks > alone.ticks + 0.5 * chinese.ticks

    run(scenario)


def test_words_that_no_voice_can_say_are_left_out_and_named(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Packs") as renderer:
            await renderer.ready()
            clip = await renderer.render(Utterance("the house 藥局", "en"))
            assert (clip.note or "").startswith(
                '"藥局" is left out: The language "zh" is not spoken by any engine here'
            )

    run(scenario)

"""A call is heard: whatever one engine does, the next of the chain speaks, in time, and says why."""

import time
from pathlib import Path

import pytest
from tests.unit.speech.test_renderer import ESPEAK, TONE, kept, rendering, run

from callcast.player.speech import errors
from callcast.player.speech.utterance import Utterance
from callcast.wording.segment import Recording, Text

FAKES = "callcast.testing.engines"
BAD = Utterance("a bad one", "en")


@pytest.mark.parametrize(
    ("engine", "why"),
    [
        ("Missing", "cannot be used: its model is missing"),
        ("Crash", "crashed: its process ended with exit code 3"),
        ("Raise", "failed: RuntimeError: run loop not started"),
        ("Hang", "did not answer in time: a block took longer than 1 s"),
        ("Speechless", "gave no sound: the text made no sound"),
        ("Silent", "gave no sound: all of it is digital silence"),
        ("Tattered", "answered nonsense"),
    ],
)
@pytest.mark.parametrize("urgent", [False, True])
def test_the_next_speaks_and_says_why(engine: str, why: str, urgent: bool, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, engine, "Tone") as renderer:
            await renderer.ready()
            clip = await renderer.render(BAD, urgent=urgent)
            assert clip.note is not None
            assert clip.note.startswith(f"Spoken by {TONE}:low, since the speech engine {FAKES}:{engine} {why}")
            assert clip.note.endswith(".")
            assert "\n" not in clip.note
            health = renderer.health()
            assert health[TONE] == "ready"
            if engine not in ("Speechless", "Silent"):  # who says so in good order is well
                assert why in health[f"{FAKES}:{engine}"]
            own = await renderer.render(Utterance("a good one", "en", f"{TONE}:low"))
            assert own.note is None

    run(scenario)


def test_a_voice_that_was_asked_for_is_heard_by_another_if_it_fails(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Tone", "Crash") as renderer:
            await renderer.ready()
            clip = await renderer.render(Utterance("a bad one", None, f"{FAKES}:Crash:low"))
            assert (clip.note or "").startswith(f"Spoken by {TONE}:low, since the speech engine {FAKES}:Crash crashed")
            with pytest.raises(errors.VoiceNotFound, match="did you mean"):
                await renderer.render(Utterance("a bad one", None, f"{FAKES}:Crash:lo"))
            with pytest.raises(errors.VoiceLacksLanguage):
                await renderer.render(Utterance("a bad one", "zh", f"{FAKES}:Crash:high"))

    run(scenario)


def test_when_nobody_can_the_first_says_why(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Speechless", "Crash") as renderer:
            with pytest.raises(errors.EmptyAudio, match="the text made no sound"):
                await renderer.render(BAD)

    run(scenario)


def test_a_chain_of_its_own(tmp_path: Path) -> None:
    async def scenario() -> None:
        chains = {"zh": (f"{FAKES}:Crash", f"{TONE}:mid", f"{FAKES}:Pitch:high", f"{TONE}:low"), "ja": (ESPEAK,)}
        async with rendering(tmp_path, "Tone", chains=chains) as renderer:
            await renderer.ready()
            assert (await renderer.render(Utterance("good", "zh-TW"))).note is None
            bad = await renderer.render(Utterance("bad", "zh-TW"))
            assert (bad.note or "").startswith(f"Spoken by {TONE}:low, since the speech engine {FAKES}:Crash crashed")
            assert f'the voice "{TONE}:mid" cannot be used: there is no such voice' in (bad.note or "")
            assert (await renderer.render(Utterance("ご案内", "ja"))).note is None
            told = renderer.catalogue(["zh-TW", "en", "ja"]).chains
            assert [(one.voice, one.state) for one in told["zh-TW"]][1:] == [
                (f"{TONE}:mid", "there is no such voice"),
                (f"{FAKES}:Pitch:high", "it does not speak zh-TW"),
                (f"{TONE}:low", "ready"),
            ]
            assert told["zh-TW"][0].voice == f"{FAKES}:Crash:low"
            assert [(one.voice, one.state) for one in told["en"]] == [(f"{TONE}:low", "ready")]
            assert [(one.voice, one.state) for one in told["ja"]] == [(f"{ESPEAK}:ja", "ready")]

    run(scenario)


@pytest.mark.parametrize("urgent", [False, True])
def test_one_that_still_loads_keeps_no_call_waiting(urgent: bool, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Sleepy", "Tone") as renderer:
            began = time.monotonic()
            clip = await renderer.render(Utterance("one", "en"), urgent=urgent)
            assert time.monotonic() - began < 8  # it would load for a minute
            assert (clip.note or "").startswith(
                f"Spoken by {TONE}:low, since the speech engine {FAKES}:Sleepy is not ready: it is starting"
            )
            assert [one.state for one in renderer.catalogue(["en"]).chains["en"]] == ["starting", "ready"]

    run(scenario)


def test_one_that_loads_is_waited_for_when_nobody_else_can(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Late", "Crash", "Pitch") as renderer:
            clip = await renderer.render(BAD)
            assert (clip.note or "").startswith(f"Spoken by {FAKES}:Late:low, since")
            assert f"{FAKES}:Late is not ready" in (clip.note or "")

    run(scenario)


def test_one_that_hangs_is_passed_over_for_a_while_and_comes_back(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Hang", "Tone") as renderer:
            await renderer.ready()
            await renderer.render(BAD)
            began = time.monotonic()
            for number in range(5):
                clip = await renderer.render(Utterance(f"good {number}", "en"))
                assert "did not answer in time" in (clip.note or "") or "is not ready" in (clip.note or "")
            assert time.monotonic() - began < 3
            asked = await renderer.render(Utterance("good", "zh"))
            assert asked.note
            host = renderer._casting.hosts[f"{FAKES}:Hang"]
            host._shunned_until = 0.0  # that while is over
            await host.wake()
            assert (await renderer.render(Utterance("good again", "en"))).note is None

    run(scenario)


def test_an_emergency_waits_a_few_seconds_only(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Hang", "Hang", "Tone", block_timeout=30, request_timeout=60) as renderer:
            await renderer.ready()
            began = time.monotonic()
            clip = await renderer.render(BAD, urgent=True)
            assert time.monotonic() - began < 10
            assert "an emergency took longer than" in (clip.note or "")

    run(scenario)


def test_what_was_made_is_had_though_its_engine_is_gone(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Crash", "Tone") as renderer:
            await renderer.ready()
            good = await renderer.render(Utterance("good", "en"))
            await renderer.render(BAD)
            assert await renderer.render(Utterance("good", "en")) is good

    run(scenario)


def test_a_text_in_letters_that_the_language_has_not(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, ESPEAK) as renderer:
            await renderer.ready()
            chinese = await renderer.render(Utterance("請到三號櫃檯", "zh"))
            for wrong in (Utterance("請到三號櫃檯", "en"), Utterance("請到三號櫃檯", None, f"{ESPEAK}:en-us")):
                clip = await renderer.render(wrong)
                assert clip.digest == chinese.digest
                assert "is not written in such letters as the text" in (clip.note or "")
            assert (await renderer.render(Utterance("Order 拿鐵 is ready", "en"))).note is None
            assert (await renderer.render(Utterance("Order 37", "zh"))).note is None

    run(scenario)


def test_letters_that_nobody_reads_are_told_of(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Tone") as renderer:
            with pytest.raises(errors.ScriptLacking, match="name the language"):
                await renderer.render(Utterance("안녕하세요", "en"))

    run(scenario)


def test_a_recording_needs_a_voice_pack(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Tone") as renderer:
            with pytest.raises(errors.PartLacking, match='plays no recordings, such as "gong"'):
                await renderer.render(Utterance("", "en", segments=(Recording("gong"), Text("hello"))))

    run(scenario)


def test_segments_are_said_in_place_of_the_text(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Tone") as renderer:
            plain = await renderer.render(Utterance("hello", "en"))
            assert await renderer.render(Utterance("你好", "en", segments=(Text("hello"),))) is plain
        assert kept(tmp_path) == 1

    run(scenario)


def test_what_a_voice_of_recordings_lacks_the_next_of_its_engine_says(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with rendering(tmp_path, "Packs", "Tone") as renderer:
            await renderer.ready()
            own = await renderer.render(Utterance("house", "en"))
            assert own.note is None
            next_one = await renderer.render(Utterance("hall", "en"))
            assert (next_one.note or "").startswith(f"Spoken by {FAKES}:Packs:hall, since the speech engine")
            neither = await renderer.render(Utterance("other", "en"))
            assert (neither.note or "").startswith(f"Spoken by {TONE}:low, since the speech engine")
            assert [one.voice for one in renderer.catalogue(["en"]).chains["en"]] == [
                f"{FAKES}:Packs:house",
                f"{FAKES}:Packs:hall",
                f"{TONE}:low",
            ]

    run(scenario)

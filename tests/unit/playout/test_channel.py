"""A channel as a listener hears it: L16 is PCM, so what was said can be read off the frames."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from callcast.bus.messages import State
from callcast.errors import CallcastError
from callcast.player.media.clip import RATE, Clip
from callcast.player.media.encode import encode
from callcast.player.media.profile import AAC, L16, OPUS, PCMU
from callcast.player.media.silence import silence
from callcast.player.playout.announcement import Announcement, Rendered
from callcast.player.playout.channel import Channel
from callcast.player.playout.channels import ChannelSet
from callcast.player.playout.clock import SECOND, SystemClock
from callcast.player.playout.encoder import Encoder
from callcast.player.playout.errors import UnknownProfile
from callcast.player.playout.settings import PlayoutChannelSettings
from callcast.player.playout.ticker import Ticker
from callcast.player.speech.settings import SpeechChannelSettings
from callcast.testing.stage import Listener, Stage, stage


class Settings(PlayoutChannelSettings, SpeechChannelSettings):
    """As the top-level settings compose them."""


HALL = Settings(id="hall")


def tone(seconds: float, level: int = 8000) -> Clip:
    """A clip without a silent sample, so that nothing is stripped from its ends."""
    n = np.arange(int(seconds * RATE))
    return Clip((level * np.sin(n * 0.05) + level * 2 + 1).astype(np.int16))


def said(clip: Clip) -> Callable[[], Awaitable[Rendered]]:
    async def render() -> Rendered:
        return Rendered((clip,))

    return render


def pcm(listener: Listener) -> NDArray[np.int16]:
    sound = np.frombuffer(b"".join(frame.data for frame in listener.frames), ">i2")
    return np.asarray(sound, np.int16)


def spans(sound: NDArray[np.int16]) -> list[tuple[int, int]]:
    """Where it is not silent, as [begin, end) of samples; one sample of silence does not part."""
    loud = np.flatnonzero(sound)
    parts = np.split(loud, np.flatnonzero(np.diff(loud) > 100) + 1) if len(loud) else []
    return [(int(part[0]), int(part[-1]) + 1) for part in parts]


def states(scene: Stage, name: str) -> list[State]:
    return [report.state for report in scene.reports if report.id == name]


def test_silence_then_the_clip_exactly_then_silence() -> None:
    async def run() -> None:
        async with stage([HALL]) as scene:
            hall = scene.channels["hall"]
            listener = Listener(hall.track("l16"))
            await scene.play(0.5)
            clip = tone(0.4)
            asked = scene.clock.unix()
            hall.submit(Announcement("a", said(clip)))
            await scene.play(1.5)
            sound = pcm(listener)
            [(begin, end)] = spans(sound)
            assert np.array_equal(sound[begin:end], clip.samples)
            assert states(scene, "a") == [State.QUEUED, State.SPEAKING, State.SPOKEN]
            spoken = scene.reports[-1]
            assert spoken.spoken_from == pytest.approx(asked, abs=0.02)
            assert spoken.spoken_to == pytest.approx(asked + 0.4, abs=0.02)
            assert hall.status().queued == 0
            assert hall.status().frames == len(listener.frames)

    asyncio.run(run())


def test_the_first_packet_comes_within_two_frames() -> None:
    async def run() -> None:
        async with stage([HALL]) as scene:
            hall = scene.channels["hall"]
            listener = Listener(hall.track("aac"))
            await scene.play(0.3)
            position = listener.track.position
            hall.submit(Announcement("a", said(tone(0.4))))
            await scene.play(0.3)
            first = next(frame.number for frame in listener.frames if frame.data != silence(AAC))
            assert first <= position + 1

    asyncio.run(run())


def test_every_profile_gets_the_packets_of_the_clip_and_each_is_coded_once() -> None:
    async def run() -> None:
        async with stage([HALL, Settings(id="door")]) as scene:
            clip = tone(0.3)
            profiles = (AAC, OPUS, PCMU, L16)
            listeners = [Listener(channel.track(p.name)) for channel in scene.channels for p in profiles]
            await scene.play(0.1)
            for channel in scene.channels:
                channel.submit(Announcement("a", said(clip)))
            await scene.play(1)
            assert scene.encoder.made == len(profiles)
            for listener in listeners:
                profile = listener.track.profile
                loud = [frame for frame in listener.frames if frame.data != silence(profile)]
                packets = encode(clip, profile).packets
                start = loud[0].number
                heard = [frame.data for frame in listener.frames if start <= frame.number < start + len(packets)]
                assert tuple(heard) == packets

    asyncio.run(run())


def test_who_comes_in_the_middle_joins_at_the_live_position() -> None:
    async def run() -> None:
        async with stage([HALL]) as scene:
            hall = scene.channels["hall"]
            first = Listener(hall.track("l16"))
            await scene.play(0.1)
            hall.submit(Announcement("a", said(tone(1))))
            await scene.play(0.5)
            late, other = Listener(hall.track("opus")), Listener(hall.track("l16"))
            await scene.play(1)
            coded = encode(tone(1), OPUS).packets
            heard = [frame.data for frame in late.frames if frame.data != silence(OPUS)]
            assert 10 < len(heard) < len(coded)
            assert tuple(heard) == coded[-len(heard) :]
            tail = other.frames[0].number - first.frames[0].number
            assert [frame.data for frame in other.frames] == [frame.data for frame in first.frames[tail:]]

    asyncio.run(run())


def test_a_reader_that_comes_while_something_waits_ready_hears_it_whole() -> None:
    async def run() -> None:
        async with stage([HALL]) as scene:
            hall = scene.channels["hall"]
            for name in "ab":
                hall.submit(Announcement(name, said(tone(0.5))))
            await scene.play(0.7)
            late = Listener(hall.track("l16"))
            await scene.play(2)
            [(begin, end)] = spans(pcm(late))
            assert end - begin == RATE // 2

    asyncio.run(run())


@pytest.mark.parametrize("policy", ["replay", "drop"])
def test_an_emergency_cuts_with_a_fade_and_the_cut_one_is_treated_as_set(policy: Literal["replay", "drop"]) -> None:
    async def run() -> None:
        async with stage([Settings(id="hall", preempted=policy)]) as scene:
            hall = scene.channels["hall"]
            listener = Listener(hall.track("l16"))
            slow, fire = tone(2), tone(0.5, 5000)
            hall.submit(Announcement("a", said(slow)))
            await scene.play(1)
            hall.submit(Announcement("fire", said(fire), rank=2))
            await scene.play(5)
            sound = pcm(listener)
            parts = spans(sound)
            cut, emergency = parts[0], parts[1]
            length = cut[1] - cut[0]
            assert 0.9 * RATE < length < 1.15 * RATE
            kept = length - 1920
            assert np.array_equal(sound[cut[0] : cut[0] + kept], slow.samples[:kept])
            assert np.max(np.abs(np.diff(sound[cut[0] : cut[1] + 1].astype(int)))) < 1000, "no click"
            assert 0.05 * RATE < emergency[0] - cut[1] < 0.2 * RATE, "right after the fade"
            assert np.array_equal(sound[emergency[0] : emergency[1]], fire.samples)
            if policy == "replay":
                [again] = parts[2:]
                assert np.array_equal(sound[again[0] : again[1]], slow.samples)
                assert states(scene, "a")[1:] == [State.SPEAKING, State.QUEUED, State.SPEAKING, State.SPOKEN]
            else:
                assert parts[2:] == []
                assert states(scene, "a")[1:] == [State.SPEAKING, State.CANCELLED]

    asyncio.run(run())


@given(seed=st.integers(0, 2**32), moves=st.integers(1, 8))
@settings(max_examples=25)
def test_cuts_at_any_tick_leave_only_clips_and_fades(seed: int, moves: int) -> None:
    """Everything heard is the beginning of a clip that was said; behind a cut it only falls."""
    chance = random.Random(seed)
    clips = [tone(0.4 + 0.1 * rank, 2000 * (rank + 1)) for rank in range(3)]

    async def run() -> None:
        async with stage([HALL]) as scene:
            hall = scene.channels["hall"]
            listener = Listener(hall.track("l16"))
            for move in range(moves):
                rank = chance.randrange(3)
                hall.submit(Announcement(str(move), said(clips[rank]), rank=rank))
                await scene.play(chance.random())
                if chance.random() < 0.4:
                    hall.cancel(str(chance.randrange(moves)))
            await scene.play(12)
            sound = pcm(listener)
            for begin, end in spans(sound):
                heard = sound[begin:end]
                clip = next(c.samples for c in clips if c.samples[0] == heard[0] and c.samples[1] == heard[1])
                same = len(heard) if np.array_equal(heard, clip[: len(heard)]) else len(heard) - 1920
                assert len(heard) <= len(clip)
                assert np.array_equal(heard[: max(0, same)], clip[: max(0, same)])
                assert same == len(clip) or same == len(heard) - 1920
            assert all(not_final == [] for not_final in [list(hall.unfinished)])
            for name in {report.id for report in scene.reports}:
                assert [state.final for state in states(scene, name)].count(True) == 1
            speaking = [s for name in {r.id for r in scene.reports} for s in states(scene, name)].count(State.SPEAKING)
            assert len(spans(sound)) == speaking

    asyncio.run(run())


def test_cancelling_what_is_said_ends_it_and_the_next_follows() -> None:
    async def run() -> None:
        async with stage([HALL]) as scene:
            hall = scene.channels["hall"]
            listener = Listener(hall.track("l16"))
            hall.submit(Announcement("a", said(tone(3))))
            hall.submit(Announcement("b", said(tone(0.2))))
            await scene.play(1)
            hall.cancel("a")
            await scene.play(2)
            first, second = spans(pcm(listener))
            assert first[1] - first[0] < 1.2 * RATE
            assert second[1] - second[0] == int(0.2 * RATE)
            assert scene.reports[-3].state is State.CANCELLED
            assert scene.reports[-3].spoken_to is not None

    asyncio.run(run())


def test_what_cannot_be_rendered_fails_with_its_sentence_and_the_next_is_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def refused() -> Rendered:
        raise CallcastError("There is no such voice.")

    async def broken() -> Rendered:
        raise ZeroDivisionError

    async def run() -> None:
        async with stage([HALL]) as scene:
            hall = scene.channels["hall"]
            hall.submit(Announcement("a", refused))
            hall.submit(Announcement("b", broken))
            hall.submit(Announcement("c", said(tone(0.1))))
            await scene.play(2)
            reasons = {report.id: report.reason for report in scene.reports if report.state is State.FAILED}
            assert reasons["a"] == "There is no such voice."
            assert "internal fault" in (reasons["b"] or "")
            assert states(scene, "c")[-1] is State.SPOKEN

    asyncio.run(run())


def test_a_fault_in_the_timeline_costs_what_waits_never_the_stream(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        async with stage([HALL]) as scene:
            hall = scene.channels["hall"]
            listener = Listener(hall.track("l16"))
            hall.submit(Announcement("a", said(tone(0.5))))
            await scene.play(0.2)

            def fault(tick: int) -> None:
                raise RuntimeError("boom")

            monkeypatch.setattr(hall._timeline, "advance", fault)
            await scene.play(1)
            assert states(scene, "a")[-1] is State.FAILED
            hall.submit(Announcement("b", said(tone(0.1))))
            await scene.play(1)
            assert states(scene, "b")[-1] is State.SPOKEN
            numbers = [frame.number for frame in listener.frames]
            assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))

    asyncio.run(run())


def test_expiry_follows_the_clock_on_the_wall() -> None:
    async def run() -> None:
        async with stage([HALL]) as scene:
            hall = scene.channels["hall"]
            hall.submit(Announcement("long", said(tone(3))))
            now = scene.clock.unix()
            hall.submit(Announcement("soon", said(tone(0.1)), expires_at=now + 1))
            hall.submit(Announcement("later", said(tone(0.1)), expires_at=now + 3600))
            await scene.play(1.1)
            assert states(scene, "soon")[-1] is State.EXPIRED
            scene.clock.step(7200)
            hall.set_wall()
            assert states(scene, "later")[-1] is State.EXPIRED

    asyncio.run(run())


def test_an_unknown_profile_is_refused() -> None:
    async def run() -> None:
        async with stage([HALL]) as scene:
            with pytest.raises(UnknownProfile, match='no profile "mp3"'):
                scene.channels["hall"].track("mp3")

    asyncio.run(run())


def test_only_the_head_of_a_long_line_is_prepared() -> None:
    asked = 0

    async def render() -> Rendered:
        nonlocal asked
        asked += 1
        return Rendered((tone(0.2),))

    async def run() -> None:
        async with stage([HALL]) as scene:
            hall: Channel = scene.channels["hall"]
            for number in range(40):
                hall.submit(Announcement(str(number), render))
            await scene.play(0.01)
            assert asked == 4
            await scene.play(40)
            assert asked == 40
            spoken = [report.id for report in scene.reports if report.state is State.SPOKEN]
            assert spoken == [str(number) for number in range(40)]

    asyncio.run(run())


def test_with_real_time_and_threads() -> None:
    async def run() -> None:
        ticker = Ticker(SystemClock())
        channels = ChannelSet(ticker, Encoder())
        await channels.apply([HALL])
        spoken = asyncio.Event()
        channels.tell = lambda report: spoken.set() if report.state is State.SPOKEN else None
        task = asyncio.ensure_future(ticker.run())
        try:
            listener = Listener(channels["hall"].track("aac"))
            channels["hall"].submit(Announcement("a", said(tone(0.2))))
            await asyncio.wait_for(spoken.wait(), 20)
            numbers = [frame.number for frame in listener.frames]
            assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
            assert any(frame.data != silence(AAC) for frame in listener.frames)
        finally:
            task.cancel()
            channels.close()
            await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())


def test_a_fade_that_fails_or_is_late_does_not_keep_the_emergency_waiting(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def run(late: bool) -> None:
        async with stage([HALL]) as scene:
            hall = scene.channels["hall"]
            listener = Listener(hall.track("l16"))

            async def fade(*_: object) -> tuple[bytes, ...]:
                if late:
                    await scene.clock.sleep_until(scene.clock.now() + SECOND * 3 // 4)
                    return ()
                raise RuntimeError("codec")

            monkeypatch.setattr(scene.encoder, "fade", fade)
            hall.submit(Announcement("a", said(tone(8))))
            await scene.play(0.5)
            hall.submit(Announcement("fire", said(tone(0.5, 5000)), rank=2))
            await scene.play(5)
            first, second, *_ = spans(pcm(listener))
            assert first[1] - first[0] < (3.8 if late else 0.6) * RATE
            assert second[1] - second[0] == RATE // 2

    asyncio.run(run(late=False))
    asyncio.run(run(late=True))
    assert caplog.text.count("it is cut without") == 2

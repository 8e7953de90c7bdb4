"""A channel on a card that is none: PortAudio, ALSA and PulseAudio are real."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from tests.support import decoded
from tests.support.cable import NAME, Cable, need_cable
from tests.support.live import ToneChannel

from callcast.cli.doctor.check import Place
from callcast.cli.doctor.soundcards import check, listed
from callcast.player.media.clip import RATE
from callcast.player.media.profile import pcm
from callcast.player.outputs.sinks.soundcard.errors import CannotPlay
from callcast.player.outputs.sinks.soundcard.settings import SoundcardSettings
from callcast.player.outputs.sinks.soundcard.sink import SoundcardSink
from callcast.settings import load
from callcast.supervise import Supervisor
from callcast.testing.house import until


@pytest.fixture
def cable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cable:
    need_cable()
    made = Cable(tmp_path)
    for key, value in made.environment.items():
        monkeypatch.setenv(key, value)
    return made


@asynccontextmanager
async def playing(device: str | int | None = NAME) -> AsyncIterator[tuple[SoundcardSink, Supervisor]]:
    """The tone on the cable, as the player does it."""
    channel = ToneChannel()
    channel.track(pcm("s16le", RATE))  # it ticks from the start
    sink = SoundcardSink(channel, SoundcardSettings(device=device))
    supervisor = Supervisor("card", sink.run)
    tasks = [asyncio.ensure_future(run) for run in (channel.run(), supervisor.run())]
    try:
        yield sink, supervisor
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def test_what_is_played_is_heard(cable: Cable, tmp_path: Path) -> None:
    """Each tone begins a second after the one before, and no tone has a hole."""
    file = tmp_path / "heard.wav"

    async def scenario() -> None:
        with cable.plugged():
            async with playing() as (sink, _):
                await until("it plays", lambda: sink.flow.live, 20)
                with cable.recorded(file):
                    start = sink.flow.frames
                    await until("six seconds", lambda: sink.flow.frames > start + 300, 20)
                assert sink.flow.dropped == 0

    asyncio.run(scenario())
    sound = decoded.samples(file)
    onsets = decoded.onsets(sound, quiet=0.1)
    between = np.diff(onsets[1:])
    assert len(between) >= 3
    assert between == pytest.approx(1.0, abs=0.04)
    for onset in onsets[1:-1]:
        begin = int(onset * RATE)
        height = np.abs(sound[begin : begin + RATE * 58 // 100]).reshape(-1, RATE // 100).max(axis=1)
        assert height.min() > 0.25


def test_unplugged_and_back(cable: Cable) -> None:
    async def scenario() -> None:
        async with playing() as (sink, supervisor):
            await until("it is missed", lambda: supervisor.health.state == "waiting", 20)
            assert "cable" in (supervisor.health.reason or "")
            with cable.plugged():
                await until("it plays", lambda: sink.flow.live, 20)
                before = sink.flow.frames
                await until("it plays on", lambda: sink.flow.frames > before + 25, 20)
            await until("it is missed", lambda: not sink.flow.live, 20)
            await until("and said", lambda: supervisor.health.state == "waiting")
            with cable.plugged():
                await until("it plays again", lambda: sink.flow.live, 40)

    asyncio.run(scenario())


def test_a_wrong_name_is_told_the_right_ones(cable: Cable) -> None:
    with cable.plugged():
        sink = SoundcardSink(ToneChannel(), SoundcardSettings(device="Kitchen"))
        with pytest.raises(CannotPlay, match=r"^sound card Kitchen cannot be played on .*Kitchen.*\"cable\""):
            asyncio.run(sink.run())


def test_without_any_card_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    need_cable()
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    if listed():
        pytest.skip("this machine has a sound card")
    sink = SoundcardSink(ToneChannel(), SoundcardSettings())
    with pytest.raises(
        CannotPlay, match=r"^the default sound card cannot be played on \(there is none that can play\);"
    ):
        asyncio.run(sink.run())


def test_the_doctor_lists_them(cable: Cable, tmp_path: Path) -> None:
    with cable.plugged():
        (found,) = check(Place(load(None, {}), tmp_path, "http://localhost", None))
    assert found.state == "ok"
    assert re.search(r'sound cards: .*\d "cable"', found.what)

"""Reload: only the channels concerned are touched."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from callcast.bus.messages import State
from callcast.player.media.clip import RATE, Clip
from callcast.player.playout.announcement import Announcement
from callcast.player.playout.channels import Changes
from callcast.player.playout.errors import UnknownChannel
from callcast.player.playout.settings import PlayoutChannelSettings
from callcast.player.speech.settings import SpeechChannelSettings
from callcast.testing.stage import Listener, stage


class Settings(PlayoutChannelSettings, SpeechChannelSettings):
    """As the top-level settings compose them."""


async def speech() -> Clip:
    return Clip(np.full(RATE // 2, 1000, np.int16))


def in_order(listener: Listener) -> bool:
    numbers: Sequence[int] = [frame.number for frame in listener.frames]
    return list(numbers) == list(range(numbers[0], numbers[0] + len(numbers)))


def test_added_removed_changed_and_left_alone() -> None:
    async def run() -> None:
        async with stage([Settings(id="a"), Settings(id="b"), Settings(id="c")]) as scene:
            channels = scene.channels
            listeners = {channel.id: Listener(channel.track("l16")) for channel in channels}
            before = list(channels)
            channels["b"].submit(Announcement("1", speech))
            channels["c"].submit(Announcement("2", speech))
            await scene.play(0.2)
            wanted = [Settings(id="d"), Settings(id="a"), Settings(id="b", name="Bar", gap_ms=200)]
            assert await channels.apply(wanted) == Changes(("d",), ("c",), ("b",))
            await scene.play(1)
            assert [channel.id for channel in channels] == ["d", "a", "b"]
            assert channels["a"] is before[0]
            assert channels["b"] is before[1]
            assert channels["b"].settings.name == "Bar"
            assert "c" not in channels
            with pytest.raises(UnknownChannel, match=r'no channel "c"; the channels are: d, a, b\.'):
                channels["c"]
            assert listeners["c"].subscription.closed
            for name in "ab":
                assert in_order(listeners[name])
                assert len(listeners[name].frames) == pytest.approx(120, abs=1)
            last = {report.id: report for report in scene.reports}
            assert last["1"].state is State.SPOKEN
            assert last["2"].state is State.FAILED
            assert 'channel "c" was removed' in (last["2"].reason or "")
            assert await channels.apply(wanted) == Changes()

    asyncio.run(run())


def test_a_channel_goes_without_a_chime_that_cannot_be_loaded(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        async with stage([Settings(id="a")]) as scene:
            bad = Settings(id="a", chime=str(tmp_path / "none.wav"))
            await scene.channels.apply([bad, Settings(id="b")])
            assert [channel.id for channel in scene.channels] == ["a", "b"]
            assert re.search(r"channel a goes without its chime: .*none\.wav", caplog.text)

    asyncio.run(run())


def test_chime_and_lead_in_come_before_the_voice() -> None:
    async def run() -> None:
        async with stage([Settings(id="a")]) as scene:
            await scene.channels.apply([Settings(id="a", chime="gong", lead_in_ms=300)])
            channel = scene.channels["a"]
            listener = Listener(channel.track("l16"))
            began = scene.clock.unix()
            channel.submit(Announcement("1", speech, repeat=2))
            await scene.play(6)
            spoken = scene.reports[-1]
            assert spoken.state is State.SPOKEN
            assert spoken.spoken_from is not None
            assert spoken.spoken_from > began + 0.3 + 0.15 + 0.15
            assert spoken.spoken_to == pytest.approx(spoken.spoken_from + 1.6, abs=0.05)
            loud = [any(frame.data) for frame in listener.frames]
            assert loud.index(True) < (spoken.spoken_from - began) * 100 - 40

    asyncio.run(run())
